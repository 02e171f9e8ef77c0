import { useMemo } from 'react';
import type { Calendars } from '../../domain/time/calendar.ts';
import { useCalendars } from '../calendars/use-calendars.ts';

/** All calendars as clocks count by them: with the public holidays of their country. */
export function useClockCalendars(): Calendars {
  const listed = useCalendars().data?.items;
  return useMemo(
    () =>
      Object.fromEntries(
        (listed ?? []).map(({ key, zone, weekly, holidays, publicHolidays, specialDays }) => [
          key,
          { key, zone, weekly, holidays: [...holidays, ...publicHolidays], specialDays },
        ]),
      ),
    [listed],
  );
}
