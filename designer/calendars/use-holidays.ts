import { useQuery } from '@tanstack/react-query';
import type { Holiday } from '../api/calendar-answers.ts';
import { get, query } from '../api/client.ts';

/** Public holidays of this year and the next; none without a country. */
export function useHolidays({ country, region }: { readonly country: string; readonly region: string }) {
  const year = new Date().getUTCFullYear();
  return useQuery({
    queryKey: ['public-holidays', country, region, year],
    enabled: country !== '',
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const answers = await Promise.all(
        [year, year + 1].map((of) =>
          get<{ items: readonly Holiday[] }>(
            `/api/calendars/holidays${query({ country, region: region || null, year: of })}`,
            signal,
          ),
        ),
      );
      return answers.flatMap(({ items }) => items);
    },
  });
}
