import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../domain/json.ts';
import { useTyped } from './use-typed.ts';

type JsonFieldProps = {
  readonly label?: string;
  readonly 'aria-label'?: string;
  readonly description?: string;
  readonly error: string | undefined;
  readonly required: boolean;
  readonly value: Json | undefined;
  /** Only given what is JSON; nothing for an empty text. */
  readonly onChange: (value: Json | undefined) => void;
};

const write = (value: Json | undefined) => (value === undefined ? '' : JSON.stringify(value, null, 2));

function read(text: string): { readonly value: Json | undefined } | null {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return null;
  }
}

/** A value as JSON text. What is no JSON yet stays as it was typed and changes nothing. */
export function JsonField({ value, error, required, onChange, ...input }: JsonFieldProps) {
  const { t } = useTranslation();
  const keepsRequired = (text: string) => (required && text.trim() === '' ? null : read(text));
  const { text, type, unread } = useTyped({ value, write, read: keepsRequired, onChange });
  return (
    <Textarea
      {...input}
      required={required}
      autosize
      minRows={2}
      maxRows={14}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
      value={text}
      error={unread ? t('forms.noJson') : error}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}
