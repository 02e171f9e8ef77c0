import { NativeSelect, Switch, TagsInput, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Field, FieldKind } from '../../domain/records/field.ts';
import { isRecordType } from '../../domain/records/record-types.ts';
import { SuggestedInput } from '../elements/suggested-input.tsx';
import { useWords } from '../i18n/words.ts';
import type { Draft } from './field-draft.ts';
import { RecordSelect } from './record-select.tsx';
import { useTeams, useUsers } from './user-name.tsx';

type FieldInputProps = {
  readonly field: Field;
  readonly draft: Draft;
  readonly error: string | undefined;
  readonly onChange: (draft: Draft) => void;
};

type ControlProps = FieldInputProps & { readonly label: string };

const text = (draft: Draft) => (typeof draft === 'string' ? draft : '');

const inputTypes: Partial<Record<FieldKind, string>> = {
  email: 'email',
  phone: 'tel',
  url: 'url',
  date: 'date',
  dateTime: 'datetime-local',
};
/** Kinds whose values have names of their own. */
const suggested: Partial<Record<FieldKind, 'timeZone' | 'currency'>> = { zone: 'timeZone', currency: 'currency' };
const decimal: readonly FieldKind[] = ['integer', 'number', 'percent', 'money'];

function TextControl({ field, label, draft, error, onChange }: ControlProps) {
  return (
    <SuggestedInput
      label={label}
      suggest={suggested[field.kind]}
      type={inputTypes[field.kind] ?? 'text'}
      value={text(draft)}
      error={error}
      required={field.required === true}
      {...(decimal.includes(field.kind) ? { inputMode: 'decimal' as const } : {})}
      {...(field.kind === 'percent' ? { rightSection: '%' } : {})}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function LongControl({ field, label, draft, error, onChange }: ControlProps) {
  const isData = field.kind === 'lines' || field.kind === 'json';
  return (
    <Textarea
      label={label}
      value={text(draft)}
      error={error}
      autosize
      minRows={isData ? 4 : 3}
      maxRows={14}
      required={field.required === true}
      {...(isData ? { styles: { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } } } : {})}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function ChoiceControl({ field, label, draft, error, onChange }: ControlProps) {
  const words = useWords();
  const options = (field.options ?? []).map((value) => ({ value, label: words.choice(value) }));
  const data = field.required && draft !== '' ? options : [{ value: '', label: '–' }, ...options];
  return (
    <NativeSelect
      label={label}
      value={text(draft)}
      data={data}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function SwitchControl({ label, draft, error, onChange }: ControlProps) {
  return (
    <Switch
      label={label}
      checked={draft === true}
      error={error}
      mt={26}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

function TagsControl({ label, draft, error, onChange }: ControlProps) {
  const { t } = useTranslation();
  return (
    <TagsInput
      label={label}
      value={Array.isArray(draft) ? [...draft] : []}
      error={error}
      placeholder={t('records.addTag')}
      onChange={onChange}
    />
  );
}

function PeopleControl({
  label,
  draft,
  error,
  onChange,
  options,
}: ControlProps & { options: readonly { value: string; label: string }[] }) {
  return (
    <NativeSelect
      label={label}
      value={text(draft)}
      data={[{ value: '', label: '–' }, ...options]}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function ReferenceControl(props: ControlProps) {
  const { field, label, draft, error, onChange } = props;
  const users = useUsers();
  const teams = useTeams();
  if (field.target === 'user')
    return (
      <PeopleControl {...props} options={users.map((user) => ({ value: user.id, label: user.name || user.email }))} />
    );
  if (field.target === 'team')
    return <PeopleControl {...props} options={teams.map((team) => ({ value: team.id, label: team.name }))} />;
  if (!field.target || !isRecordType(field.target)) return <TextControl {...props} />;
  return <RecordSelect type={field.target} label={label} value={text(draft)} error={error} onChange={onChange} />;
}

const controls: { readonly [K in FieldKind]: (props: ControlProps) => React.ReactNode } = {
  text: TextControl,
  email: TextControl,
  phone: TextControl,
  url: TextControl,
  country: TextControl,
  language: TextControl,
  zone: TextControl,
  currency: TextControl,
  integer: TextControl,
  number: TextControl,
  percent: TextControl,
  money: TextControl,
  date: TextControl,
  dateTime: TextControl,
  longText: LongControl,
  lines: LongControl,
  json: LongControl,
  boolean: SwitchControl,
  choice: ChoiceControl,
  reference: ReferenceControl,
  tags: TagsControl,
};

/** The control for a field, by its kind. */
export function FieldInput(props: FieldInputProps) {
  const words = useWords();
  const Control = controls[props.field.kind];
  return <Control {...props} label={words.field(props.field)} />;
}
