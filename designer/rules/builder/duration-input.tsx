import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBuilder } from './builder-context.ts';

const units = ['D', 'W', 'M', 'Y', 'TH', 'TM'] as const;
type Unit = (typeof units)[number];

const isUnit = (text: string): text is Unit => units.some((unit) => unit === text);

/** A duration of one unit taken apart; null for others. */
export function simpleDuration(text: string): { readonly amount: string; readonly unit: Unit } | null {
  const [, time = '', amount = '', letter = ''] = /^P(T?)(\d+)([DWMYH])$/.exec(text) ?? [];
  const unit = time + letter;
  return amount !== '' && isUnit(unit) ? { amount, unit } : null;
}

export const durationOf = (amount: string, unit: Unit) =>
  unit.startsWith('T') ? `PT${amount}${unit.slice(1)}` : `P${amount}${unit}`;

type DurationInputProps = {
  readonly label: string;
  /** ISO 8601. */
  readonly value: string;
  readonly onChange: (duration: string) => void;
};

/** A duration as number and unit; those of several units are written out. */
export function DurationInput({ label, value, onChange }: DurationInputProps) {
  const { t } = useTranslation();
  const { disabled } = useBuilder();
  const [amount, setAmount] = useState<string | null>(null);
  const simple = simpleDuration(value);
  if (simple === null)
    return (
      <TextInput
        label={label}
        disabled={disabled}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  const isNumber = (text: string) => /^\d{1,5}$/.test(text);
  const shown = amount !== null && !isNumber(amount) ? amount : simple.amount;
  return (
    <>
      <TextInput
        label={label}
        className="builder-amount"
        inputMode="numeric"
        disabled={disabled}
        value={shown}
        error={isNumber(shown) ? undefined : t('builder.notOfKind')}
        onChange={({ currentTarget: { value: text } }) => {
          setAmount(text);
          if (isNumber(text)) onChange(durationOf(String(Number(text)), simple.unit));
        }}
      />
      <NativeSelect
        label={t('builder.unit')}
        disabled={disabled}
        value={simple.unit}
        data={units.map((unit) => ({ value: unit, label: t(`builder.unit.${unit}`) }))}
        onChange={({ currentTarget: { value: unit } }) => isUnit(unit) && onChange(durationOf(simple.amount, unit))}
      />
    </>
  );
}
