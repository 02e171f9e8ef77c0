import { parentPort, workerData } from 'node:worker_threads';
import Holidays from 'date-holidays';
import type { PublicHoliday } from './calendar-row.ts';
import type { HolidayAnswer, HolidayQuestion, HolidayTask } from './public-holidays.ts';

// Only public-holidays.ts starts this file. The package takes seconds to load and work: nobody else is to wait for it.
const task = workerData as HolidayTask;
const knows = new Holidays();
parentPort?.postMessage(task === 'sources' ? sources() : answer(task));

function sources(): HolidayAnswer {
  const countries = Object.entries(knows.getCountries('en')).map(([country, name]) => ({
    country,
    name,
    regions: Object.entries(knows.getStates(country, 'en') ?? {}).map(([region, title]) => ({ region, name: title })),
  }));
  return { kind: 'sources', countries };
}

function answer({ country, region, from, through }: HolidayQuestion): HolidayAnswer {
  const countries = knows.getCountries();
  const regions = knows.getStates(country);
  if (!Object.hasOwn(countries, country)) return { kind: 'unknown-country', known: Object.keys(countries) };
  if (region !== undefined && !Object.hasOwn(regions ?? {}, region))
    return { kind: 'unknown-region', known: Object.keys(regions ?? {}) };
  const source = region === undefined ? new Holidays(country) : new Holidays(country, region);
  const years = Array.from({ length: through - from + 1 }, (_, n) => from + n);
  const days = years.flatMap((year) =>
    source
      .getHolidays(year)
      .flatMap(({ type, date, start, end, name }) =>
        type === 'public' ? daysOf(date.slice(0, 10), { name, length: end.getTime() - start.getTime() }) : [],
      ),
  );
  const byDate = new Map(days.map((day) => [day.date, day]));
  return { kind: 'days', days: [...byDate.values()].sort((a, b) => (a.date < b.date ? -1 : 1)) };
}

/** Some last several days. One of less than a day is a day all the same: who works on it has a special day for it. */
function daysOf(first: string, { name, length }: { name: string; length: number }): PublicHoliday[] {
  const count = Math.max(1, Math.ceil(length / 86_400_000));
  return Array.from({ length: count }, (_, n) => {
    const date = new Date(Date.parse(first) + n * 86_400_000).toISOString().slice(0, 10);
    return { date, name };
  });
}
