import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemActor } from '../../../crm/actor.ts';
import { orderBoard, showBoard } from '../../../crm/sla/board.ts';
import { addBusiness, businessMillisBetween } from '../../../domain/time/business-time.ts';
import { builtInCalendars } from '../../../domain/time/calendar.ts';
import { createTestDatabase } from '../../harness/test-database.ts';

const calendars = builtInCalendars('UTC');
/** A Friday, two hours before people go home. */
const now = new Date('2031-03-07T15:00:00.000Z');
const minute = 60_000;
let test_: Awaited<ReturnType<typeof createTestDatabase>>;

beforeAll(async () => {
  test_ = await createTestDatabase();
});
afterAll(() => test_.drop());

type Clock = { readonly calendar: 'always' | 'business'; readonly left: number; readonly since: number };

const readBoard = async (limit: number) => {
  const ids = await orderBoard(test_.database, { actor: systemActor, filter: {}, now, calendars });
  return showBoard(test_.database, ids.slice(0, limit), { now, calendars });
};

/** Running clocks that have so much working time left now. */
async function addClocks(clocks: readonly Clock[]): Promise<void> {
  const rows = clocks.map(({ calendar, left, since }) => {
    const worked = businessMillisBetween(since, now.getTime(), calendars[calendar]);
    const target = Math.max(left + worked, minute);
    const dueAt = addBusiness(since, target, calendars[calendar]);
    return { calendar, target, since: new Date(since).toISOString(), dueAt: new Date(dueAt).toISOString() };
  });
  await test_.database.query(
    `INSERT INTO sla_clock (id, "recordType", "recordId", kind, name, calendar, state, target, since, "startedAt", "dueAt")
     SELECT gen_random_uuid(), 'case', gen_random_uuid(), 'resolve', 'R', c.calendar, 'running', c.target, c.since, c.since, c."dueAt"
     FROM jsonb_to_recordset($1::jsonb) AS c(calendar text, target bigint, since timestamptz, "dueAt" timestamptz)`,
    [JSON.stringify(rows)],
  );
}

test('clocks that are due after the week-end come before thousands that are due earlier and have more time left', async () => {
  const since = (n: number) => now.getTime() - (n % 500) * minute;
  const nights = Array.from(
    { length: 2500 },
    (_, n): Clock => ({
      calendar: 'always',
      left: 180 * minute + n * minute,
      since: since(n),
    }),
  );
  const days = Array.from(
    { length: 400 },
    (_, n): Clock => ({
      calendar: 'business',
      left: 150 * minute + n * minute,
      since: since(n),
    }),
  );
  await addClocks([...nights, ...days]);
  const board = await readBoard(1000);
  const expected = [...nights, ...days].map(({ left }) => left / 1000).sort((a, b) => a - b);
  expect(board.map(({ remainingSeconds }) => remainingSeconds)).toEqual(expected.slice(0, 1000));
  expect(board.filter(({ calendar }) => calendar === 'business')).toHaveLength(400);
});

test('of clocks that were over their target when they went on, the one that is over by more comes first', async () => {
  await test_.database.query('DELETE FROM sla_clock');
  await addClocks([{ calendar: 'always', left: 5 * minute, since: now.getTime() - minute }]);
  await test_.database.query(
    `INSERT INTO sla_clock (id, "recordType", "recordId", kind, name, calendar, state, target, consumed, since, "startedAt", "dueAt")
     SELECT gen_random_uuid(), 'case', gen_random_uuid(), 'resolve', 'over ' || n, 'always', 'running', 1000, n * 100000, $1::timestamptz - n * interval '1 second', $1, $1::timestamptz - n * interval '1 second'
     FROM generate_series(1, 3) AS n`,
    [now],
  );
  await test_.database.query(
    `INSERT INTO sla_clock (id, "recordType", "recordId", kind, name, calendar, state, target, "startedAt")
     VALUES (gen_random_uuid(), 'case', gen_random_uuid(), 'resolve', 'stands', 'always', 'paused', 1, $1)`,
    [now],
  );
  const board = await readBoard(1000);
  expect(board.map(({ name }) => name)).toEqual(['over 3', 'over 2', 'over 1', 'R', 'stands']);
});
