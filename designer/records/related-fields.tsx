import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Field } from '../../domain/records/field.ts';
import { isRecordType, recordTypeKeys } from '../../domain/records/record-types.ts';
import { useWords } from '../i18n/words.ts';
import { RecordSelect } from './record-select.tsx';
import type { RecordForm } from './use-record-form.ts';

const typeKey = 'relatedType';
const recordKey = 'relatedId';

/** Whether a field says, with its sibling, which record of any type it is about. */
export const isRelatedField = ({ key }: Field): boolean => key === typeKey || key === recordKey;

type RelatedFieldProps = { readonly field: Field; readonly form: RecordForm };

/** The control of one of the two: the type, or a record of the type that was chosen. */
export function RelatedField({ field, form }: RelatedFieldProps) {
  return field.key === typeKey ? (
    <RelatedType field={field} form={form} />
  ) : (
    <RelatedRecord field={field} form={form} />
  );
}

const textOf = (form: RecordForm, key: string) => {
  const field = form.fields.find((candidate) => candidate.key === key);
  const draft = field ? form.draftOf(field) : '';
  return typeof draft === 'string' ? draft : '';
};

function RelatedType({ field, form }: RelatedFieldProps) {
  const words = useWords();
  const choose = (type: string) => {
    form.change(field, type);
    const record = form.fields.find(({ key }) => key === recordKey);
    if (record) form.change(record, '');
  };
  return (
    <NativeSelect
      label={words.field(field)}
      value={textOf(form, typeKey)}
      data={[{ value: '', label: '–' }, ...recordTypeKeys.map((key) => ({ value: key, label: words.recordType(key) }))]}
      error={form.errorOf(field)}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  );
}

function RelatedRecord({ field, form }: RelatedFieldProps) {
  const { t } = useTranslation();
  const words = useWords();
  const type = textOf(form, typeKey);
  const label = words.field(field);
  if (!isRecordType(type)) return <TextInput label={label} placeholder={t('records.typeFirst')} disabled />;
  return (
    <RecordSelect
      type={type}
      label={label}
      value={textOf(form, recordKey)}
      error={form.errorOf(field)}
      onChange={(id) => form.change(field, id)}
    />
  );
}
