import { beforeAll, expect, test } from '@jest/globals';
import { previewCalendar } from '../../../crm/calendars/preview-calendar.ts';
import { replanChanged } from '../../../crm/calendars/replan.ts';
import type { CalendarInput } from '../../../crm/calendars/save-calendar.ts';
import { deleteCalendar } from '../../../crm/calendars/save-calendar.ts';
import { changeUser, createUser } from '../../../crm/people/users.ts';
import { engineWorld } from '../../harness/engine-world.ts';
import { plainCalendar, storeCalendar, storingUser } from '../../harness/stored-calendar.ts';

// Monday.
const world = engineWorld({ start: '2031-03-03T09:00:00.000Z' });
const admin = storingUser;
const plain = plainCalendar;
const save = (input: Partial<CalendarInput> & { key: string }) => storeCalendar(world.db, input);
const replan = () => replanChanged(world.db, { company: world.readTime, now: world.now() });

const waits = (key: string, config: object) =>
  world.publish({
    key,
    subject: 'lead',
    triggers: [{ id: 'made', type: 'record', on: 'created', when: { '==': [{ var: 'record.source' }, key] } }],
    start: 'pause',
    steps: { pause: { type: 'wait', config, next: { done: null } } } as never,
  });
const dueOf = async (key: string) =>
  (await world.runsOf(key)).map(({ data, dueAt }) => [data.positions[0]?.dueAt, dueAt]);
const both = (due: string) => [due, due];

beforeAll(async () => {
  const input = { email: 'admin@example.com', name: 'A', roles: ['admin'] };
  await world.db.transaction((tx) => createUser(tx, { actor: admin, input }));
});

test('a holiday that is added moves the waits that count in its calendar, and their runs; an audit line tells how many', async () => {
  await save({ key: 'support' });
  await world.readTime();
  await replan();
  await waits('days', { for: { businessDays: 2, calendar: 'support' }, at: { time: '09:00', zone: 'company' } });
  await waits('hours', { for: { business: 'PT12H', calendar: 'support' } });
  await waits('plain', { for: 'P2D' });
  for (const source of ['days', 'hours', 'plain']) await world.create('lead', { lastName: source, source });
  await world.settle();
  expect(await dueOf('days')).toEqual([both('2031-03-05T09:00:00.000Z')]);
  expect(await dueOf('hours')).toEqual([both('2031-03-04T13:00:00.000Z')]);
  const carnival = { ...plain, key: 'support', holidays: [{ date: '2031-03-04', name: 'Carnival' }] };
  const ahead = () =>
    previewCalendar(world.db, carnival, {
      actor: admin,
      now: world.now(),
      config: { zone: 'UTC', mailFrom: undefined, twilioFrom: undefined },
    });
  expect(await ahead()).toMatchObject({ waits: 2, clocks: 0 });
  expect(await dueOf('days')).toEqual([both('2031-03-05T09:00:00.000Z')]);
  await save(carnival);
  expect(await replan()).toBe(1);
  expect(await ahead()).toMatchObject({ waits: 0 });
  expect(await dueOf('days')).toEqual([both('2031-03-06T09:00:00.000Z')]);
  expect(await dueOf('hours')).toEqual([both('2031-03-05T13:00:00.000Z')]);
  expect(await dueOf('plain')).toEqual([both('2031-03-05T09:00:00.000Z')]);
  const lines = await world.db.query<{ changes: { moved: { waits: number } } }>(
    `SELECT changes FROM audit_entry WHERE action = 'calendar.replanned' AND "resourceId" = 'support' ORDER BY seq`,
  );
  expect(lines.at(-1)?.changes.moved.waits).toBe(2);
  expect(await replan()).toBe(0);
  await world.pass('2031-03-05T12:59:00.000Z');
  expect((await world.runsOf('hours'))[0]?.data.state).toBe('waiting');
  await world.pass('2031-03-06T10:00:00.000Z');
  const ended = await Promise.all(['hours', 'days'].map(async (key) => (await world.runsOf(key))[0]?.data.endedAt));
  expect(ended).toEqual(['2031-03-05T13:00:00.000Z', '2031-03-06T09:00:00.000Z']);
});

test('a duration without a calendar takes that of the owner, else of the company; both may change while it waits', async () => {
  const start = world.now().toISOString();
  expect(start).toBe('2031-03-06T10:00:00.000Z');
  await save({ key: 'late-shift', weekly: { 4: [['12:00', '20:00']], 5: [['12:00', '20:00']] } });
  await world.readTime();
  const owner = await world.db.transaction((tx) =>
    createUser(tx, { actor: admin, input: { email: 'o@example.com', name: 'O', roles: ['sales'] } }),
  );
  await waits('owned', { for: { business: 'PT4H' } });
  await world.create('lead', { lastName: 'L', source: 'owned', ownerId: owner.id });
  await world.settle();
  expect(await dueOf('owned')).toEqual([both('2031-03-06T14:00:00.000Z')]);
  await world.db.transaction((tx) =>
    changeUser(tx, { actor: admin, id: owner.id, input: { calendarKey: 'late-shift' } }),
  );
  await replan();
  expect(await dueOf('owned')).toEqual([both('2031-03-06T16:00:00.000Z')]);
});

test('what was counted by the old calendar meanwhile is counted once more a while later, and then the change is done', async () => {
  await world.pass(20_000);
  expect(await replan()).toBeGreaterThan(0);
  expect(await replan()).toBe(0);
  expect(await world.db.query('SELECT id FROM calendar_change')).toEqual([]);
});

test('a calendar that a workflow or a person works by stays; nobody names one that is not there', async () => {
  const remove = (key: string) => world.db.transaction((tx) => deleteCalendar(tx, key, admin));
  await expect(remove('support')).rejects.toMatchObject({ code: 'conflict' });
  await expect(remove('late-shift')).rejects.toMatchObject({ code: 'conflict' });
  await expect(remove('nowhere')).rejects.toMatchObject({ code: 'not-found' });
  await save({ key: 'unused' });
  await remove('unused');
  const input = { email: 'p@example.com', name: 'P', roles: ['sales'], calendarKey: 'nowhere' };
  await expect(world.db.transaction((tx) => createUser(tx, { actor: admin, input }))).rejects.toMatchObject({
    code: 'invalid',
  });
});
