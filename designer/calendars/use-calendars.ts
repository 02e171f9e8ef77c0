import { useQuery } from '@tanstack/react-query';
import type { Page } from '../api/answers.ts';
import type { HolidayCountry, ListedCalendar } from '../api/calendar-answers.ts';
import { get } from '../api/client.ts';
import { useMay } from '../frame/use-may.ts';

/** All calendars by key, with who works by each. */
export function useCalendars() {
  const may = useMay('settings:read');
  return useQuery({
    queryKey: ['calendars'],
    enabled: may,
    queryFn: ({ signal }) => get<Page<ListedCalendar>>('/api/calendars?limit=200', signal),
  });
}

/** Countries whose public holidays are known. */
export function useHolidayCountries() {
  return useQuery({
    queryKey: ['holiday-countries'],
    queryFn: ({ signal }) => get<{ items: readonly HolidayCountry[] }>('/api/calendars/holidays/sources', signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
