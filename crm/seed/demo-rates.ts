import { storeRates } from '../currencies/rates.ts';
import type { Tx } from '../database.ts';

const days = [90, 30] as const;
/** Units for one euro, older ones first. */
const rates = { GBP: [0.8552, 0.8614], PLN: [4.2891, 4.2605], USD: [1.0932, 1.1018] } as const;

/** What the currencies of the demo customers are worth, so that amounts can be compared. */
export async function createDemoRates(tx: Tx, now: Date): Promise<void> {
  const dayBefore = (count: number) => new Date(now.getTime() - count * 86_400_000).toISOString().slice(0, 10);
  await storeRates(
    tx,
    Object.entries(rates).flatMap(([currency, values]) =>
      days.map((count, index) => ({ currency, date: dayBefore(count), rate: values[index] ?? 1 })),
    ),
  );
}
