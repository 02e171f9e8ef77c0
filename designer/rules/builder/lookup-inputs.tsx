import { NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useBuilder } from './builder-context.ts';
import { operandName } from './operand-words.ts';
import { operandsIn } from './operands-in.ts';
import type { Right, RowValue } from './query.ts';

type LookupProps = { readonly value: RowValue; readonly onChange: (value: RowValue) => void };

const textOf = (right: Right | undefined) =>
  right !== undefined && 'literal' in right && typeof right.literal === 'string' ? right.literal : '';

/** The value with or without one of its literals. */
function withText(value: RowValue, key: 'to' | 'upper', text: string): RowValue {
  const { [key]: _, ...rest } = value;
  return text === '' ? rest : { ...rest, [key]: { literal: text } };
}

/** The segment that a record is in, by its key. */
export function SegmentInput({ value, onChange }: LookupProps) {
  const { t } = useTranslation();
  const { scope, disabled } = useBuilder();
  const label = t('builder.segment');
  const change = (text: string) => onChange(withText(value, 'to', text));
  return <KeyInput {...{ label, disabled, change }} value={textOf(value.to)} keys={scope.segments} />;
}

type KeyInputProps = {
  readonly label: string;
  readonly value: string;
  readonly keys: ReadonlySet<string> | undefined;
  readonly disabled: boolean;
  readonly name?: (key: string) => string;
  readonly change: (text: string) => void;
};

/** One of the keys that there are; typed where they are not known. */
function KeyInput({ label, value, keys, disabled, name = (key) => key, change }: KeyInputProps) {
  if (keys === undefined)
    return (
      <TextInput
        label={label}
        disabled={disabled}
        value={value}
        onChange={(event) => change(event.currentTarget.value)}
      />
    );
  const all = keys.has(value) || value === '' ? [...keys] : [value, ...keys];
  return (
    <NativeSelect
      label={label}
      disabled={disabled}
      value={value}
      data={[{ value: '', label: '–' }, ...all.map((key) => ({ value: key, label: name(key) }))]}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

const usualChannels: ReadonlySet<string> = new Set(['email', 'sms']);

/** Channel and topic by which a person can be reached. */
export function ReachInput({ value, onChange }: LookupProps) {
  const { t } = useTranslation();
  const { scope, disabled } = useBuilder();
  return (
    <>
      <KeyInput
        label={t('builder.channel')}
        value={textOf(value.to)}
        keys={scope.channels ?? usualChannels}
        disabled={disabled}
        name={(key) => t(`channel.${key}`, { defaultValue: key })}
        change={(text) => onChange(withText(value, 'to', text))}
      />
      <KeyInput
        label={t('builder.topic')}
        value={textOf(value.upper)}
        keys={scope.topics}
        disabled={disabled}
        change={(text) => onChange(withText(value, 'upper', text))}
      />
    </>
  );
}

/** The fields of which some are missing. */
export function MissingInput({ value, onChange }: LookupProps) {
  const { t } = useTranslation();
  const { scope, words, disabled } = useBuilder();
  const paths = useMemo(
    () =>
      operandsIn({ ...scope, lookups: false }).flatMap(({ operands }) =>
        operands.filter((path) => !path.includes(':') && path !== 'missing'),
      ),
    [scope],
  );
  return (
    <TagsInput
      label={t('builder.fields')}
      disabled={disabled}
      value={[...(value.paths ?? [])]}
      data={paths.map((path) => path)}
      renderOption={({ option }) => operandName(option.value, scope, words)}
      onChange={(next) => onChange({ ...value, paths: next })}
    />
  );
}
