import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chooseInPool } from '../../../crm/assignment/choose-in-pool.ts';
import { companyTime } from '../../../crm/settings/company-settings.ts';
import type { Wanted } from '../../../domain/assignment/choose.ts';
import { createTestDatabase } from '../../harness/test-database.ts';

const people = ['1', '2', '3', '4', '5', '6', '7'].map((n) => `00000000-0000-7000-8000-00000000000${n}`);
const company = companyTime('Europe/Warsaw');
const byTurns: Wanted = { strategy: 'round-robin', skills: [], territory: null, onShiftOnly: false, preferred: null };
/** A Monday noon, and a Sunday. */
const monday = new Date('2031-03-03T11:00:00.000Z');
const sunday = new Date('2031-03-02T11:00:00.000Z');
let test_: Awaited<ReturnType<typeof createTestDatabase>>;

beforeAll(async () => {
  test_ = await createTestDatabase();
  for (const [n, id] of people.entries())
    await test_.database.query(
      `INSERT INTO "user" (id, email, name, "roleKeys", skills, capacity) VALUES ($1, $2, $2, '{}', $3, $4)`,
      [id, `p${n}@example.test`, n === 0 ? ['german'] : [], n === 1 ? 0 : null],
    );
});
afterAll(() => test_.drop());

const choose = (key: string, wanted: Partial<Wanted> = {}, now = monday, userIds: readonly string[] = people) =>
  test_.database.transaction((tx) =>
    chooseInPool(tx, key, {
      recordType: 'lead',
      now,
      company,
      choices: [{ wanted: { ...byTurns, ...wanted }, among: userIds, evenAbsent: false }],
    }),
  );

describe('turns in a pool', () => {
  test('are fair within one over 1,000 at once', async () => {
    const counts = new Map<string, number>();
    const able = people.filter((_, n) => n !== 1);
    const worker = async () => {
      for (let n = 0; n < 50; n += 1) {
        const [chosen] = await choose('fair');
        const id = chosen?.userId ?? 'nobody';
        counts.set(id, (counts.get(id) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 20 }, worker));
    expect([...counts.keys()].sort()).toEqual(able);
    expect([...counts.values()].reduce((sum, n) => sum + n, 0)).toBe(1000);
    expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
  });

  test('go on when somebody joins or leaves: nobody has two more than another, and who is new does not catch up', async () => {
    const [first = '', , third = '', fourth = '', fifth = '', sixth = ''] = people;
    const given = async (members: readonly string[], times: number) => {
      const got: string[] = [];
      for (let n = 0; n < times; n += 1) {
        const [chosen] = await choose('joins', {}, monday, members);
        got.push(chosen?.userId ?? 'nobody');
      }
      return got;
    };
    expect(await given([first, third, fourth], 5)).toEqual([first, third, fourth, first, third]);
    // Whose turn it is has it; who is new comes with the one who had it last.
    const joined = await given([first, third, fourth, fifth, sixth], 5);
    expect(joined.slice(0, 2)).toEqual([fourth, first]);
    expect([...joined].sort()).toEqual([first, third, fourth, fifth, sixth]);
    expect(await given([third, fifth, sixth], 3)).toEqual(joined.slice(2));
    expect((await given([first, third, fourth, fifth, sixth], 2)).sort()).toEqual([first, fourth]);
  });

  test('pass over who lacks a skill, is at capacity, off shift or away', async () => {
    const [skilled] = await choose('skill', { skills: ['german'] });
    expect(skilled).toMatchObject({ userId: people[0], able: 1, by: 'round-robin' });
    const [off] = await choose('shift', { onShiftOnly: true }, sunday);
    expect(off).toMatchObject({ userId: null, by: 'nobody' });
    expect(new Set(off?.passedOver.map(({ why }) => why))).toEqual(new Set(['off-shift']));
    await test_.database.query(
      `INSERT INTO absence (id, "userId", "from", until) VALUES (gen_random_uuid(), $1, '2031-03-01', '2031-03-10')`,
      [people[2]],
    );
    const [away] = await choose('away', {}, monday, people.slice(1, 3));
    expect(away?.passedOver).toEqual([
      { userId: people[1], why: 'at-capacity' },
      { userId: people[2], why: 'absent' },
    ]);
  });

  test('least busy counts what is open', async () => {
    const [, , , busy = '', free = ''] = people;
    await test_.database.query(
      `INSERT INTO lead (id, "ownerId", status) VALUES (gen_random_uuid(), $1, 'new'), (gen_random_uuid(), $2, 'junk')`,
      [busy, free],
    );
    const [chosen] = await choose('busy', { strategy: 'least-busy' }, monday, [busy, free]);
    expect(chosen).toMatchObject({ userId: free, by: 'least-busy' });
  });
});
