import { useTranslation } from 'react-i18next';
import type { RecordJson } from '../../domain/records/record.ts';
import { Box, Facts } from '../elements/box.tsx';
import { useWords } from '../i18n/words.ts';
import { inOrder } from './field-order.ts';
import { FieldValue } from './field-value.tsx';
import { useFields } from './use-fields.ts';

type FieldFactsProps = {
  readonly record: RecordJson;
  /** Keys of the fields that are shown; all when absent. */
  readonly only?: readonly string[];
  readonly without?: readonly string[];
  readonly title?: string;
};

/** The fields of a record to read, for those who may not change them. */
export function FieldFacts({ record, only, without = [], title }: FieldFactsProps) {
  const { t } = useTranslation();
  const words = useWords();
  const isShown = (key: string) => !without.includes(key) && (only === undefined || only.includes(key));
  const shown = inOrder(useFields(record.type).filter(({ key, readOnly }) => !readOnly && isShown(key)));
  return (
    <Box title={title ?? t('records.fields')}>
      <Facts
        facts={shown.map((field) => ({
          label: words.field(field),
          value: <FieldValue field={field} value={record[field.key]} currency={record.currency} />,
        }))}
      />
    </Box>
  );
}
