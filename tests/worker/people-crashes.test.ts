import { beforeAll, expect, test } from '@jest/globals';
import { expireLeases } from '../../crm/sending/expire-leases.ts';
import { crashPoints } from '../harness/crash-points.ts';
import { lifeOfPeople } from '../harness/life-of-people.ts';

/**
 * An offer that people approve, a case that escalates, a task and an audience whose time comes, over some hours and through crashes:
 * however often the process ends and wherever, it comes to what it comes to without.
 */
const crash = crashPoints();
const { world, prepare, live, copies } = lifeOfPeople(crash, endLeases);
let calm: Awaited<ReturnType<typeof live>>;

beforeAll(async () => {
  await prepare();
  crash.begin(null);
  calm = await live();
});

/** A new process finds the hand-overs of the old one: nobody knows what became of them. */
async function endLeases(): Promise<void> {
  const over = new Date(world.now().getTime() - 1);
  await world.db.query('UPDATE message SET "leaseUntil" = $1 WHERE "leaseUntil" IS NOT NULL', [over]);
  await world.db.query('UPDATE hand_off SET "leaseUntil" = $1', [over]);
  await expireLeases(world.db, world.now());
}

test('without crashes everybody is asked, told and moved once', () => {
  expect(calm).toMatchObject({
    path: 'decide>rework decide>approved ask>answered',
    case: { escalationLevel: 2, owner: 'Boss' },
    task: { assignee: 'Deputy', tags: ['due'] },
    offer: 'expired',
    runs: [
      'people-approval completed',
      'people-date completed',
      'people-escalation completed',
      'people-schedule completed',
      'people-schedule completed',
    ],
  });
  expect(calm.slots).toEqual([
    'Ann decided approve',
    'Bob moved 1 reminder',
    'Boss decided rework after escalated',
    'Ann decided approve 1 reminder',
    'Bob moved 1 reminder',
    'Deputy decided approve after absence',
    'Ann decided approve',
  ]);
});

const every = 4;

test.each(Array.from({ length: every }, (_, turn) => turn))(
  'so it comes out where the process ends at each fourth pass of each point, from pass %d on',
  async (turn) => {
    crash.begin((_, pass) => pass % every === turn);
    expect(await live()).toEqual(calm);
  },
);

test('each point was hit, and no mail has left twice or was lost', async () => {
  expect([...crash.hits.keys()].sort()).toEqual(
    [
      'after-250',
      'after-hand-off',
      'after-leg-commit',
      'after-reserve',
      'before-leg-commit',
      'inside-data',
      ...['audience', 'dates', 'dispatch', 'expiry', 'hand-over', 'marks', 'overdue', 'request'].flatMap((name) => [
        `after-${name}-commit`,
        `before-${name}-commit`,
      ]),
    ].sort(),
  );
  const mails = await world.db.query<{ id: string; state: string }>(
    `SELECT id, state FROM message WHERE channel = 'email'`,
  );
  const wrong = mails.filter(({ id, state }) => {
    const arrived = copies.get(id) ?? 0;
    return arrived > 1 || !['accepted', 'unknown'].includes(state) || (state === 'accepted' && arrived === 0);
  });
  expect(wrong).toEqual([]);
});
