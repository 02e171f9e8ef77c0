import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useBuilder } from './builder-context.ts';
import { DurationInput } from './duration-input.tsx';
import { ListInput, LiteralInput } from './literal-input.tsx';
import { operandParts } from './operand.ts';
import { operandInfo } from './operand-info.ts';
import { comparableWith, type OperandGroup } from './operands-in.ts';
import type { Right } from './query.ts';
import { OperandSelect } from './row-controls.tsx';

type RightInputProps = {
  /** What it is compared with. */
  readonly field: string;
  readonly label: string;
  readonly value: Right | undefined;
  /** Several values, any of which will do. */
  readonly list: boolean;
  readonly onChange: (right: Right | undefined) => void;
};

type Mode = 'literal' | 'operand' | 'shift';

function modeOf(value: Right | undefined): Mode {
  if (value === undefined || 'literal' in value) return 'literal';
  return operandParts(value.operand).kind === 'dateAdd' ? 'shift' : 'operand';
}

/** One side of a comparison: a value, another field, or a moment before or after now. */
export function RightInput(props: RightInputProps) {
  const { t } = useTranslation();
  const { scope, disabled } = useBuilder();
  const { field, value, list, label, onChange } = props;
  const info = operandInfo(field, scope);
  const mode = modeOf(value);
  const groups = comparableWith(field, scope);
  const isTime = info?.kind === 'date' || info?.kind === 'dateTime' || mode === 'shift';
  const modes: readonly Mode[] = [
    'literal',
    ...(groups.length > 0 || mode === 'operand' ? (['operand'] as const) : []),
    ...(isTime ? (['shift'] as const) : []),
  ];
  const begin = (next: Mode) => {
    if (next === 'shift') onChange({ operand: 'dateAdd:P7D:now' });
    else onChange(next === 'operand' ? { operand: groups[0]?.operands[0] ?? 'now' } : undefined);
  };
  const Input = list ? ListInput : LiteralInput;
  return (
    <>
      {modes.length > 1 ? (
        <NativeSelect
          label={t('builder.comparedWith')}
          className="builder-mode"
          disabled={disabled}
          value={mode}
          data={modes.map((key) => ({ value: key, label: t(`builder.mode.${key}`) }))}
          onChange={({ currentTarget: { value: next } }) => begin(modes.find((key) => key === next) ?? 'literal')}
        />
      ) : null}
      {value !== undefined && 'operand' in value ? (
        <ReadInput mode={mode} label={label} operand={value.operand} groups={groups} onChange={onChange} />
      ) : (
        <Input
          info={info}
          label={label}
          value={value?.literal}
          onChange={(next) => onChange(next === undefined ? undefined : { literal: next })}
        />
      )}
    </>
  );
}

type ReadInputProps = {
  readonly mode: Mode;
  readonly label: string;
  readonly operand: string;
  readonly groups: readonly OperandGroup[];
  readonly onChange: (right: Right) => void;
};

/** What is read to compare with. */
function ReadInput({ mode, label, operand, groups, onChange }: ReadInputProps) {
  const change = (next: string) => onChange({ operand: next });
  return mode === 'shift' ? (
    <ShiftInput operand={operand} onChange={change} />
  ) : (
    <OperandSelect label={label} value={operand} groups={groups} onChange={change} />
  );
}

type ShiftInputProps = { readonly operand: string; readonly onChange: (operand: string) => void };

/** A moment before or after now, or another time. */
function ShiftInput({ operand, onChange }: ShiftInputProps) {
  const { t } = useTranslation();
  const { scope, disabled } = useBuilder();
  const { path, by } = operandParts(operand);
  const isBefore = by.startsWith('-');
  const write = (duration: string, before: boolean, from: string) =>
    onChange(`dateAdd:${before ? '-' : ''}${duration}:${from}`);
  const duration = isBefore ? by.slice(1) : by;
  return (
    <>
      <DurationInput label={t('builder.howLong')} value={duration} onChange={(next) => write(next, isBefore, path)} />
      <NativeSelect
        label={t('builder.direction')}
        disabled={disabled}
        value={isBefore ? 'before' : 'after'}
        data={[
          { value: 'before', label: t('builder.before') },
          { value: 'after', label: t('builder.after') },
        ]}
        onChange={(event) => write(duration, event.currentTarget.value === 'before', path)}
      />
      <OperandSelect
        label={t('builder.from')}
        value={path}
        groups={comparableWith(operand, scope)}
        onChange={(from) => write(duration, isBefore, from)}
      />
    </>
  );
}
