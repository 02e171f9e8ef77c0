import { TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { minutesOf } from '../../domain/time/calendar.ts';
import { readTimeOfDay, timeOfDay } from './time-of-day.ts';

type TimeInputProps = {
  readonly label: string;
  /** `HH:MM`; what is typed and no time yet is given on as nothing. */
  readonly value: string;
  readonly invalid: boolean;
  readonly disabled: boolean;
  readonly onChange: (time: string) => void;
};

const quarter = 15;

/** A time of day, of 24 hours in every language: typed in any usual way, or moved by quarters with the arrow keys. */
export function TimeInput({ label, value, invalid, disabled, onChange }: TimeInputProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const type = (text: string) => {
    setTyped(text);
    onChange(readTimeOfDay(text) ?? '');
  };
  const move = (event: KeyboardEvent) => {
    const step = { ArrowUp: quarter, ArrowDown: -quarter }[event.key];
    if (step === undefined || value === '') return;
    event.preventDefault();
    setTyped(null);
    onChange(timeOfDay(minutesOf(value) + step));
  };
  return (
    <TextInput
      size="xs"
      className="time-input"
      inputMode="numeric"
      autoComplete="off"
      aria-label={label}
      placeholder="00:00"
      value={typed ?? value}
      error={invalid}
      disabled={disabled}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={() => {
        if (value !== '') setTyped(null);
      }}
      onKeyDown={move}
    />
  );
}
