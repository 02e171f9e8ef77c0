import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Json, jsonEqual } from '../../domain/json.ts';
import type { Field } from '../../domain/records/field.ts';
import { type Draft, fromDraft, toDraft } from '../records/field-draft.ts';
import { FieldInput } from '../records/field-input.tsx';
import { type ControlProps, useFormScope, useInput } from './form-scope.ts';
import { JsonField } from './json-field.tsx';
import { NamedSelect } from './named-select.tsx';
import { RuleField } from './rule-field.tsx';
import { isObject } from './setting-form.ts';
import { type ValueKind, valueAs, valueKindOf, valueKinds } from './value-kind.ts';

type ValueInputProps = ControlProps<'value'> & {
  /** The field that the value is for, where it is known. */
  readonly field?: Field | undefined;
};

/** A value as it is, or computed when the run comes there. */
export function ValueInput(props: ValueInputProps) {
  const { t } = useTranslation();
  const { field, label, value, required, path, onChange } = props;
  const hasControl = field !== undefined && keepsAll(field, value);
  const kind = value === undefined ? 'literal' : valueKindOf(value, hasControl);
  const kinds: readonly ValueKind[] =
    field === undefined || kind === 'json' ? valueKinds : valueKinds.filter((one) => one !== 'json');
  return (
    <div className="form-field form-value">
      <Given {...props} kind={kind} typedBy={hasControl ? field : undefined} />
      <NamedSelect
        aria-label={t('forms.givenAs', { name: label })}
        size="xs"
        value={kind}
        options={kinds.map((one) => ({ value: one, label: t(`valueKind.${one}`) }))}
        onChange={(next) => {
          const chosen = valueKinds.find((one) => one === next) ?? 'literal';
          const changed = value === undefined && chosen === 'literal' ? undefined : valueAs(chosen, value ?? '');
          onChange(changed === undefined && required ? '' : changed, path);
        }}
      />
    </div>
  );
}

/** Whether the control of the field gives back what it was given. */
const keepsAll = (field: Field, value: Json | undefined) =>
  value === undefined || jsonEqual(fromDraft(field, toDraft(field, value)), value);

type GivenProps = ValueInputProps & { readonly kind: ValueKind; readonly typedBy: Field | undefined };

function Given({ kind, typedBy, field: _, ...props }: GivenProps) {
  const { value, required, path, label, onChange } = props;
  const { definition } = useFormScope();
  const input = useInput(props);
  if (kind === 'rule' && isObject(value))
    return (
      <RuleField
        label={label}
        error={input.error}
        required
        definition={definition}
        value={value.rule}
        onChange={(rule) => onChange({ rule: rule ?? true }, path)}
      />
    );
  if (kind === 'json') return <JsonField {...input} value={value} onChange={(next) => onChange(next, path)} />;
  if (kind === 'literal' && typedBy) return <TypedInput {...props} field={typedBy} error={input.error} />;
  const text = isObject(value) ? value.text : value;
  return (
    <TextInput
      {...input}
      value={typeof text === 'string' ? text : ''}
      onChange={({ currentTarget: { value: next } }) => {
        if (kind === 'text') onChange(next === '' && !required ? undefined : { text: next }, path);
        else onChange(next === '' && !required ? undefined : next, path);
      }}
    />
  );
}

type TypedProps = ControlProps<'value'> & { readonly field: Field; readonly error: string | undefined };

/** The field's own control. What was typed stands until the value is another. */
function TypedInput({ field, value, error, path, onChange }: TypedProps) {
  const [typed, setTyped] = useState<{ readonly draft: Draft; readonly value: Json } | null>(null);
  const isOfValue = typed !== null && jsonEqual(typed.value, value ?? null);
  return (
    <FieldInput
      field={{ ...field, required: true }}
      draft={isOfValue ? typed.draft : toDraft(field, value)}
      error={error}
      onChange={(draft) => {
        const next = fromDraft(field, draft);
        setTyped({ draft, value: next });
        onChange(next, path);
      }}
    />
  );
}
