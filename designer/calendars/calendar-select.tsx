import { NativeSelect } from '@mantine/core';
import { useCalendarName } from './calendar-name.ts';
import { useCalendars } from './use-calendars.ts';

type CalendarSelectProps = {
  readonly label: string;
  readonly description?: string;
  /** Key of a calendar; empty for `none`. */
  readonly value: string;
  /** What it means that none is chosen; there must be one where this is left out. */
  readonly none?: string;
  readonly disabled?: boolean;
  readonly error?: string | undefined;
  readonly onChange: (key: string) => void;
};

/** Chooses a calendar. */
export function CalendarSelect({ label, description, value, none, disabled, error, onChange }: CalendarSelectProps) {
  const nameOf = useCalendarName();
  const calendars = useCalendars().data?.items ?? [];
  const known = value === '' || calendars.some(({ key }) => key === value);
  return (
    <NativeSelect
      label={label}
      description={description}
      value={value}
      disabled={disabled === true}
      error={error}
      data={[
        ...(none === undefined ? [] : [{ value: '', label: none }]),
        ...(known ? [] : [{ value, label: value }]),
        ...calendars.map((calendar) => ({ value: calendar.key, label: nameOf(calendar) })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
