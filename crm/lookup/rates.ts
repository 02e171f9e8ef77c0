import type { LookupSlot } from '../../domain/logic/slots.ts';
import type { Queryable } from '../database.ts';
import { readSetting } from '../settings/stored-setting.ts';
import type { LookupSubject } from './look-up.ts';

type Rates = Readonly<Record<string, number>>;

/** The setting `currencyRates` (`{base, rates: {EUR: 1, PLN: 4.3}}`): units of each currency for one unit of the base. */
export async function readRates(db: Queryable): Promise<Rates> {
  return (await readSetting<{ rates?: Rates }>(db, 'currencyRates'))?.rates ?? {};
}

/** Currency factors `{from → units of the asked currency for one unit}`. */
export async function lookUpRates(
  db: Queryable,
  slot: Extract<LookupSlot, { kind: 'rates' }>,
  subjects: readonly LookupSubject[],
): Promise<unknown[]> {
  const rates = await readRates(db);
  const target = rates[slot.currency];
  const factors: Record<string, number> = { [slot.currency]: 1 };
  if (target !== undefined)
    for (const [currency, rate] of Object.entries(rates)) if (rate > 0) factors[currency] = target / rate;
  return subjects.map(() => factors);
}
