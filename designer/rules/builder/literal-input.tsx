import { MultiSelect, NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../../domain/json.ts';
import { useWords } from '../../i18n/words.ts';
import { type Draft, toDraft } from '../../records/field-draft.ts';
import { FieldInput } from '../../records/field-input.tsx';
import { useTeams, useUsers } from '../../records/user-name.tsx';
import { useBuilder } from './builder-context.ts';
import { controlField, itemsOf, literalOf } from './literal-of.ts';
import type { OperandInfo } from './operand-info.ts';

type LiteralProps = {
  readonly info: OperandInfo | null;
  readonly label: string;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
};

/** One literal, by a control of the kind of what it is compared with. */
export function LiteralInput(props: LiteralProps) {
  const { info, value } = props;
  const isUsual = value === undefined || typeof value === 'string' || typeof value === 'number';
  if (info?.kind === 'boolean' && (isUsual || typeof value === 'boolean')) return <YesOrNo {...props} />;
  const isOpen = info === null || info.kind === 'unknown';
  if (isOpen || !isUsual) return <AnyLiteral {...props} />;
  return <KindLiteral {...props} />;
}

/** A value of a known kind. What is typed stays, also while it is none of the kind. */
function KindLiteral({ info, label, value, onChange }: LiteralProps) {
  const { t } = useTranslation();
  const { disabled } = useBuilder();
  const field = controlField(info, label);
  const [typed, setTyped] = useState<Draft | null>(null);
  const written = toDraft(field, value);
  const holds = typed !== null && literalOf(field, typed) === value;
  const draft = holds ? typed : written;
  const isWrong = typed !== null && typed !== '' && draft === typed && value === undefined;
  return (
    <fieldset className="builder-literal" disabled={disabled}>
      <FieldInput
        field={field}
        draft={draft}
        error={isWrong ? t('builder.notOfKind') : undefined}
        onChange={(next) => {
          setTyped(next);
          onChange(literalOf(field, next));
        }}
      />
    </fieldset>
  );
}

function YesOrNo({ label, value, onChange }: LiteralProps) {
  const { t } = useTranslation();
  const { disabled } = useBuilder();
  return (
    <NativeSelect
      label={label}
      disabled={disabled}
      value={typeof value === 'boolean' ? String(value) : ''}
      data={[
        { value: '', label: '–' },
        { value: 'true', label: t('value.yes') },
        { value: 'false', label: t('value.no') },
      ]}
      onChange={({ currentTarget: { value: chosen } }) => onChange(chosen === '' ? undefined : chosen === 'true')}
    />
  );
}

const asText = (value: Json | undefined) =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

/** A value of which nothing is known: text as it stands; numbers, yes and no and lists as JSON where that is chosen. */
function AnyLiteral({ label, value, onChange }: LiteralProps) {
  const { t } = useTranslation();
  const { disabled } = useBuilder();
  const [isText, setIsText] = useState(value === undefined || typeof value === 'string');
  const [typed, setTyped] = useState<string | null>(null);
  const read = (text: string, as: boolean) => (text === '' ? undefined : as ? text : literalFrom(text));
  const text = typed !== null && JSON.stringify(read(typed, isText)) === JSON.stringify(value) ? typed : asText(value);
  const change = (next: string, as: boolean) => {
    setTyped(next);
    onChange(read(next, as));
  };
  return (
    <>
      <NativeSelect
        label={t('builder.valueKind')}
        disabled={disabled}
        value={isText ? 'text' : 'json'}
        data={[
          { value: 'text', label: t('builder.asText') },
          { value: 'json', label: t('builder.asNumber') },
        ]}
        onChange={(event) => {
          const as = event.currentTarget.value === 'text';
          setIsText(as);
          change(text, as);
        }}
      />
      <TextInput
        label={label}
        disabled={disabled}
        value={text}
        error={text !== '' && value === undefined ? t('builder.notOfKind') : undefined}
        onChange={(event) => change(event.currentTarget.value, isText)}
      />
    </>
  );
}

/** A number, yes or no, or a list, as JSON has them; an object would be an operation. */
function literalFrom(text: string): Json | undefined {
  try {
    const value = JSON.parse(text.trim()) as Json;
    return typeof value === 'object' && !Array.isArray(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Several literals. */
export function ListInput({ info, label, value, onChange }: LiteralProps) {
  const { t } = useTranslation();
  const { disabled } = useBuilder();
  const options = useOptions(info);
  const items = Array.isArray(value) ? value : [];
  const texts = items.map(String);
  const field = controlField(info, label);
  const change = (next: readonly string[]) => {
    const list = itemsOf(field, next, items);
    onChange(list.length === 0 ? undefined : list);
  };
  if (options === null)
    return (
      <TagsInput
        label={label}
        disabled={disabled}
        value={texts}
        placeholder={texts.length === 0 ? t('builder.addValue') : ''}
        acceptValueOnBlur
        onChange={change}
      />
    );
  const lost = texts.filter((text) => !options.some((option) => option.value === text));
  return (
    <MultiSelect
      label={label}
      disabled={disabled}
      searchable
      value={texts}
      data={[...options, ...lost.map((text) => ({ value: text, label: text }))]}
      onChange={change}
    />
  );
}

type Options = readonly { readonly value: string; readonly label: string }[];

/** The values that there are; null where any may be. */
function useOptions(info: OperandInfo | null): Options | null {
  const words = useWords();
  const users = useUsers();
  const teams = useTeams();
  const field = info?.field;
  if (field?.kind === 'choice') return (field.options ?? []).map((value) => ({ value, label: words.choice(value) }));
  if (field?.target === 'user') return users.map(({ id, name, email }) => ({ value: id, label: name || email }));
  return field?.target === 'team' ? teams.map(({ id, name }) => ({ value: id, label: name })) : null;
}
