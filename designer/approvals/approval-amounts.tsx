import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import type { Approval } from '../api/approval-answers.ts';
import { Box, Facts } from '../elements/box.tsx';
import { useWords } from '../i18n/words.ts';
import { FieldValue } from '../records/field-value.tsx';
import { listFields } from '../records/list-columns.ts';
import { useRecord } from '../records/record-link.tsx';
import { useFields } from '../records/use-fields.ts';
import { LinesTable } from '../sales/lines-table.tsx';
import { inTellingOrder } from './bound-text.ts';

/** What the decision is about: the fields that it is bound to, as they were when it was asked. */
function Bound({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const words = useWords();
  const fields = useFields(approval.recordType);
  const { bound, recordType } = approval;
  const shown = inTellingOrder(recordType, Object.keys(bound)).flatMap(
    (key) => fields.find((field) => field.key === key) ?? [],
  );
  const plain = shown.filter(({ kind, key }) => kind !== 'lines' && key !== 'currency');
  if (plain.length === 0) return null;
  return (
    <Box title={t('approvals.amounts')}>
      <Facts
        facts={plain.map((field) => ({
          label: words.field(field),
          value: <FieldValue field={field} value={bound[field.key]} currency={bound.currency} />,
        }))}
      />
    </Box>
  );
}

/** The rest of the record that matters, for those who may read it. */
function AboutRecord({ approval: { bound, recordType, recordId } }: { approval: Approval }) {
  const { t } = useTranslation();
  const words = useWords();
  const record = useRecord(recordType, recordId).data;
  const fields = useFields(recordType);
  const wanted = ['accountId', 'contactId', 'ownerId', ...listFields[recordType]].filter(
    (key) => !Object.hasOwn(bound, key),
  );
  const shown = wanted.flatMap((key) => fields.find((field) => field.key === key) ?? []);
  const facts = shown
    .filter(({ key }) => record?.[key] !== null && record?.[key] !== undefined)
    .map((field) => ({
      label: words.field(field),
      value: <FieldValue field={field} value={record?.[field.key]} currency={record?.currency} />,
    }));
  if (!record || facts.length === 0) return null;
  return (
    <Box title={t('approvals.record', { type: words.recordType(recordType) })}>
      <Facts facts={facts} />
    </Box>
  );
}

/** A record of what is bound alone: enough for its lines. */
const boundRecord = ({ recordType, recordId, bound }: Approval) =>
  ({ ...(bound as JsonObject), id: recordId, type: recordType }) as unknown as RecordJson;

/** The amounts and lines to be decided on, then what else the record says. */
export function ApprovalAmounts({ approval }: { approval: Approval }) {
  return (
    <>
      <Bound approval={approval} />
      {Array.isArray(approval.bound.lines) ? <LinesTable record={boundRecord(approval)} /> : null}
      <AboutRecord approval={approval} />
    </>
  );
}
