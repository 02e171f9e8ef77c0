import type { Queryable } from '../database.ts';
import { readSetting } from '../settings/stored-setting.ts';

/** What one unit of the company's currency is worth in another from a day (`YYYY-MM-DD`) on, until the next rate. */
export type CurrencyRate = { readonly currency: string; readonly date: string; readonly rate: number };

/** The company's currency. */
export async function baseCurrency(db: Queryable): Promise<string> {
  return (await readSetting<{ currency?: string }>(db, 'company'))?.currency ?? 'EUR';
}

/** Units of each currency for one unit of the company's, as they stand on a day (`YYYY-MM-DD`). */
export async function readRates(db: Queryable, day: string): Promise<Readonly<Record<string, number>>> {
  const rows = await db.query<CurrencyRate>(
    `SELECT DISTINCT ON (currency) currency, rate FROM currency_rate WHERE date <= $1::date ORDER BY currency, date DESC`,
    [day],
  );
  return { ...Object.fromEntries(rows.map(({ currency, rate }) => [currency, rate])), [await baseCurrency(db)]: 1 };
}

/** All rates, newest first. */
export function listRates(db: Queryable): Promise<CurrencyRate[]> {
  return db.query<CurrencyRate>(
    'SELECT currency, date::text AS date, rate FROM currency_rate ORDER BY date DESC, currency LIMIT 10000',
  );
}

/** Takes a rate away: the one before it holds until the next. Says whether there was one. */
export async function deleteRate(
  db: Queryable,
  { currency, date }: Pick<CurrencyRate, 'currency' | 'date'>,
): Promise<boolean> {
  const rows = await db.query('DELETE FROM currency_rate WHERE currency = $1 AND date = $2::date RETURNING 1', [
    currency,
    date,
  ]);
  return rows.length > 0;
}

/** Adds rates, or puts others in place of those of the same currency and day. */
export async function storeRates(db: Queryable, rates: readonly CurrencyRate[]): Promise<void> {
  await db.query(
    `INSERT INTO currency_rate (currency, date, rate)
     SELECT DISTINCT ON (currency, date) currency, date, rate
     FROM jsonb_to_recordset($1::jsonb) AS r(currency text, date date, rate float8)
     ON CONFLICT (currency, date) DO UPDATE SET rate = excluded.rate`,
    [JSON.stringify(rates)],
  );
}
