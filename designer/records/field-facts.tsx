import { useTranslation } from 'react-i18next';
import type { RecordJson } from '../../domain/records/record.ts';
import { Box, Facts } from '../elements/box.tsx';
import { useWords } from '../i18n/words.ts';
import { inOrder } from './field-order.ts';
import { FieldValue } from './field-value.tsx';
import { useFields } from './use-fields.ts';

/** The fields of a record to read, for those who may not change them. */
export function FieldFacts({ record }: { record: RecordJson }) {
  const { t } = useTranslation();
  const words = useWords();
  const shown = inOrder(useFields(record.type).filter(({ readOnly }) => !readOnly));
  return (
    <Box title={t('records.fields')}>
      <Facts
        facts={shown.map((field) => ({
          label: words.field(field),
          value: <FieldValue field={field} value={record[field.key]} currency={record.currency} />,
        }))}
      />
    </Box>
  );
}
