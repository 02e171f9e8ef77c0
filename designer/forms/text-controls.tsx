import { Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../domain/json.ts';
import { SuggestedInput } from '../elements/suggested-input.tsx';
import { ConditionField } from './condition-field.tsx';
import { type ControlProps, type Controls, useInput } from './form-scope.ts';
import { JsonField } from './json-field.tsx';
import { isObject } from './setting-form.ts';
import { useTyped } from './use-typed.ts';

/** An emptied text takes an optional setting out; one that has to be there stays, empty. */
const given = (text: string, required: boolean) => (text === '' && !required ? undefined : text);

const sourceOf = (value: Json | undefined) =>
  typeof value === 'string' ? value : isObject(value) && typeof value.text === 'string' ? value.text : '';

/** A text in the shape that the value has: plainly, or as `{"text": …}`. */
function sourceLike(value: Json | undefined, text: string, required: boolean): Json | undefined {
  const next = given(text, required);
  return next !== undefined && isObject(value) ? { text: next } : next;
}

function PlainControl(props: ControlProps<'plain'>) {
  const { value, required, path, onChange } = props;
  const input = useInput(props);
  return (
    <TextInput
      {...input}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(given(event.currentTarget.value, required), path)}
    />
  );
}

function ZoneControl(props: ControlProps<'zone'>) {
  const { value, required, path, onChange } = props;
  const input = useInput(props);
  return (
    <SuggestedInput
      {...input}
      suggest="timeZone"
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(given(event.currentTarget.value, required), path)}
    />
  );
}

/** A date, or a date with a time, as ISO 8601 writes it. */
function MomentControl(props: ControlProps<'moment'>) {
  const { t } = useTranslation();
  const { value, required, path, onChange } = props;
  const input = useInput(props);
  return (
    <TextInput
      description={t('forms.momentHelp')}
      {...input}
      placeholder="2031-01-31T09:00"
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(given(event.currentTarget.value, required), path)}
    />
  );
}

function HeaderControl(props: ControlProps<'header'>) {
  const { value, required, path, onChange } = props;
  const input = useInput(props);
  return (
    <TextInput
      {...input}
      value={sourceOf(value)}
      onChange={(event) => onChange(sourceLike(value, event.currentTarget.value, required), path)}
    />
  );
}

const monospace = { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } };

function LongControl(props: ControlProps<'text'> | ControlProps<'html'>) {
  const { value, required, path, onChange } = props;
  const input = useInput(props);
  return (
    <Textarea
      {...input}
      autosize
      minRows={3}
      maxRows={16}
      {...(props.control.kind === 'html' ? { styles: monospace, spellCheck: false } : {})}
      value={sourceOf(value)}
      onChange={(event) => onChange(sourceLike(value, event.currentTarget.value, required), path)}
    />
  );
}

function readNumber(text: string, required: boolean): { readonly value: Json | undefined } | null {
  const typed = text.trim().replace(',', '.');
  if (typed === '') return required ? null : { value: undefined };
  const value = Number(typed);
  return Number.isFinite(value) ? { value } : null;
}

function NumberControl(props: ControlProps<'number'>) {
  const { t } = useTranslation();
  const { control, value, usual, required, path, onChange } = props;
  const input = useInput(props);
  const { text, type, unread } = useTyped({
    value,
    write: (number) => (typeof number === 'number' ? String(number) : ''),
    read: (typed) => readNumber(typed, required),
    onChange: (next) => onChange(next, path),
  });
  return (
    <TextInput
      {...input}
      inputMode={control.whole ? 'numeric' : 'decimal'}
      placeholder={typeof usual === 'number' ? String(usual) : ''}
      value={text}
      error={unread ? t('forms.noNumber') : input.error}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}

function JsonControl(props: ControlProps<'json'>) {
  const { value, path, onChange } = props;
  return <JsonField {...useInput(props)} value={value} onChange={(next) => onChange(next, path)} />;
}

type TextKinds = 'plain' | 'zone' | 'moment' | 'header' | 'text' | 'html' | 'number' | 'rule' | 'json';

export const textControls: Controls<TextKinds> = {
  plain: PlainControl,
  zone: ZoneControl,
  moment: MomentControl,
  header: HeaderControl,
  text: LongControl,
  html: LongControl,
  number: NumberControl,
  rule: ConditionField,
  json: JsonControl,
};
