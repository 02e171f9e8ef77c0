import { useTranslation } from 'react-i18next';
import type { RecordJson } from '../../domain/records/record.ts';
import { LockNotice, useHolding } from '../approvals/record-approvals.tsx';
import { EditForm } from './edit-form.tsx';
import { FieldFacts } from './field-facts.tsx';
import { useFields } from './use-fields.ts';

/** The fields of a record: to change where the reader may, to read where not, or while an approval holds them. */
export function RecordBody({ record, mayEdit }: { readonly record: RecordJson; readonly mayEdit: boolean }) {
  const { t } = useTranslation();
  const fields = useFields(record.type);
  const holding = useHolding(record);
  if (!mayEdit) return <FieldFacts record={record} />;
  if (!holding) return <EditForm record={record} />;
  const held = Object.keys(holding.bound);
  return (
    <>
      <LockNotice record={record} />
      <FieldFacts record={record} {...(holding.lock === 'all' ? {} : { only: held, title: t('sales.fixed') })} />
      {holding.lock === 'all' ? null : (
        <EditForm record={record} keys={fields.map(({ key }) => key).filter((key) => !held.includes(key))} />
      )}
    </>
  );
}
