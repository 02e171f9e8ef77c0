import { systemActor } from '../../../crm/actor.ts';
import { deleteRate, readRates, storeRates } from '../../../crm/currencies/rates.ts';
import { lookUpRates } from '../../../crm/lookup/rates.ts';
import { findRecords } from '../../../crm/records/find-records.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { recordsWorld } from '../records/records-world.ts';

const own = ownDatabase();
const world = recordsWorld(own);

beforeAll(() =>
  storeRates(own.database, [
    { currency: 'PLN', date: '2026-01-01', rate: 4 },
    { currency: 'PLN', date: '2026-06-01', rate: 5 },
    { currency: 'USD', date: '2026-01-01', rate: 2 },
  ]),
);

test('a rate holds from its day until the next', async () => {
  expect(await readRates(own.database, '2025-12-31')).toEqual({ EUR: 1 });
  expect(await readRates(own.database, '2026-05-31')).toEqual({ EUR: 1, PLN: 4, USD: 2 });
  expect(await readRates(own.database, '2026-06-01')).toMatchObject({ PLN: 5 });
});

test('a rate of the same day is replaced', async () => {
  await storeRates(own.database, [{ currency: 'CHF', date: '2026-02-01', rate: 3 }]);
  await storeRates(own.database, [{ currency: 'CHF', date: '2026-02-01', rate: 0.9 }]);
  expect(await readRates(own.database, '2026-02-02')).toMatchObject({ CHF: 0.9 });
});

test('where a rate is taken away, the one before it holds on', async () => {
  await storeRates(own.database, [
    { currency: 'SEK', date: '2026-01-01', rate: 11 },
    { currency: 'SEK', date: '2026-02-01', rate: 110 },
  ]);
  expect(await deleteRate(own.database, { currency: 'SEK', date: '2026-02-01' })).toBe(true);
  expect(await readRates(own.database, '2026-02-02')).toMatchObject({ SEK: 11 });
  expect(await deleteRate(own.database, { currency: 'SEK', date: '2026-02-01' })).toBe(false);
});

test('factors are those of the day on which each is asked, also between two foreign currencies', async () => {
  const at = (day: string) => ({ now: new Date(`${day}T12:00:00Z`) });
  const slot = { kind: 'rates', key: 'k', currency: 'USD' } as const;
  const [may, june] = await lookUpRates(own.database, slot, [at('2026-05-31'), at('2026-06-02')]);
  expect(may).toMatchObject({ USD: 1, EUR: 2, PLN: 0.5 });
  expect(june).toMatchObject({ PLN: 0.4 });
});

test('a search counts with the rates of its time', async () => {
  const { id } = await world.create('deal', { title: 'x', amount: 1_000, currency: 'PLN' });
  const where = { '==': [{ inCurrency: [{ var: 'record.amount' }, 'EUR'] }, 250] };
  const found = async (day: string) =>
    (
      await findRecords(own.database, { actor: systemActor, type: 'deal', where, limit: 10, now: new Date(day) })
    ).items.map((item) => item.id);
  expect(await found('2026-03-01')).toEqual([id]);
  expect(await found('2026-07-01')).toEqual([]);
});
