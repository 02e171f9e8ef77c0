import type { LookupSlot } from '../../domain/logic/slots.ts';
import { readRates } from '../currencies/rates.ts';
import type { Queryable } from '../database.ts';
import type { LookupSubject } from './look-up.ts';

/** Currency factors `{from → units of the asked currency for one unit}`, each by the rates of the day on which it is asked. */
export async function lookUpRates(
  db: Queryable,
  slot: Extract<LookupSlot, { kind: 'rates' }>,
  subjects: readonly Pick<LookupSubject, 'now'>[],
): Promise<unknown[]> {
  const days = [...new Set(subjects.map(({ now }) => dayOf(now)))];
  const byDay = new Map<string, Readonly<Record<string, number>>>();
  for (const day of days) byDay.set(day, factorsTo(slot.currency, await readRates(db, day)));
  return subjects.map(({ now }) => byDay.get(dayOf(now)) ?? {});
}

/** The day (UTC) whose rates count at a time. */
export function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}

function factorsTo(currency: string, rates: Readonly<Record<string, number>>): Record<string, number> {
  const target = rates[currency];
  const factors: Record<string, number> = { [currency]: 1 };
  if (target === undefined) return factors;
  for (const [from, rate] of Object.entries(rates)) if (rate > 0) factors[from] = target / rate;
  return factors;
}
