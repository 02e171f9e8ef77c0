import { Worker } from 'node:worker_threads';
import { AppError } from '../../domain/errors.ts';
import type { HolidaySource, PublicHoliday } from './calendar-row.ts';

/** Whose public holidays, of which years. */
export type HolidayQuestion = HolidaySource & { readonly from: number; readonly through: number };

/** A country whose public holidays are known, with its regions where they have some of their own. Names in English. */
export type HolidayCountry = {
  readonly country: string;
  readonly name: string;
  readonly regions: readonly { readonly region: string; readonly name: string }[];
};

/** `sources`: which countries there are. */
export type HolidayTask = HolidayQuestion | 'sources';

export type HolidayAnswer =
  | { readonly kind: 'sources'; readonly countries: readonly HolidayCountry[] }
  | { readonly kind: 'days'; readonly days: readonly PublicHoliday[] }
  | { readonly kind: 'unknown-country' | 'unknown-region'; readonly known: readonly string[] };

/** Longest that looking holidays up may take, in ms. */
const timeoutMs = 60_000;

/**
 * The public holidays of a country, with those of one of its regions, by date.
 * @throws AppError invalid for a country or region that is not known
 */
export async function publicHolidays(question: HolidayQuestion): Promise<readonly PublicHoliday[]> {
  const answer = await ask(question);
  if (answer.kind === 'days') return answer.days;
  if (answer.kind === 'sources') throw new AppError('internal');
  const { country, region } = question;
  const path = answer.kind === 'unknown-country' ? 'country' : 'region';
  const message =
    answer.kind === 'unknown-country'
      ? `No holidays are known of "${country}": write a country as in ISO 3166, such as PL.`
      : `"${country}" has no region "${region}"; there are ${answer.known.join(', ') || 'none'}.`;
  throw new AppError('invalid', {
    issues: [{ severity: 'error', code: answer.kind, path: `/source/${path}`, message }],
  });
}

let countries: Promise<readonly HolidayCountry[]> | undefined;

/** The countries whose public holidays are known; asked once, as they come with the program. */
export function holidayCountries(): Promise<readonly HolidayCountry[]> {
  countries ??= ask('sources').then(
    (answer) => (answer.kind === 'sources' ? answer.countries : []),
    (error) => {
      countries = undefined;
      throw error;
    },
  );
  return countries;
}

function ask(question: HolidayTask): Promise<HolidayAnswer> {
  return new Promise((resolve, reject) => {
    const thread = startThread(question);
    const timer = setTimeout(() => void thread.terminate(), timeoutMs);
    thread.once('message', resolve);
    thread.once('error', reject);
    // After an answer this says nothing more.
    thread.once('exit', () => {
      clearTimeout(timer);
      reject(new AppError('unavailable', { detail: 'The holidays could not be looked up.' }));
    });
  });
}

function startThread(workerData: HolidayTask): Worker {
  const fromSource = import.meta.url.endsWith('.ts');
  const file = new URL(`./holidays-thread.${fromSource ? 'ts' : 'js'}`, import.meta.url);
  if (!fromSource) return new Worker(file, { workerData });
  // From source, in tests: the thread reads TypeScript through tsx.
  const boot = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(file.href)}); });`;
  return new Worker(boot, { workerData, eval: true });
}
