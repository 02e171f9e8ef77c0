import type { LookupSlot } from '../../domain/logic/slots.ts';
import type { Queryable } from '../database.ts';
import type { LookupSubject } from './look-up.ts';

/**
 * Currency factors `{from → units of the asked currency for one unit}`, from the setting `currencyRates`
 * (`{base, rates: {EUR: 1, PLN: 4.3}}`, units of each currency for one unit of the base).
 */
export async function lookUpRates(
  db: Queryable,
  slot: Extract<LookupSlot, { kind: 'rates' }>,
  subjects: readonly LookupSubject[],
): Promise<unknown[]> {
  const rows = await db.query<{ value: { rates?: Record<string, number> } }>(
    `SELECT value FROM setting WHERE key = 'currencyRates'`,
  );
  const rates: Record<string, number> = rows[0]?.value.rates ?? {};
  const target = rates[slot.currency];
  const factors: Record<string, number> = { [slot.currency]: 1 };
  if (target !== undefined)
    for (const [currency, rate] of Object.entries(rates)) if (rate > 0) factors[currency] = target / rate;
  return subjects.map(() => factors);
}
