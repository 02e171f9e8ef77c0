import { beforeAll, expect, test } from '@jest/globals';
import { type Actor, systemActor } from '../../../crm/actor.ts';
import { noteCalendarChange } from '../../../crm/calendars/on-change.ts';
import { replanChanged } from '../../../crm/calendars/replan.ts';
import { passMarks } from '../../../crm/sla/pass-marks.ts';
import { savePolicy } from '../../../crm/sla/policies.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { policySchema } from '../../../domain/sla/policy.ts';
import { engineWorld } from '../../harness/engine-world.ts';
import { storingUser } from '../../harness/stored-calendar.ts';

// Monday.
const world = engineWorld({ start: '2031-03-03T08:00:00.000Z' });
const admin = storingUser;
const hour = 3_600_000;
const isPriority = (priority: string) => ({ '==': [{ var: 'record.priority' }, priority] });
const policyOf = (targets: object[], rest: object = {}) =>
  policySchema.parse({
    name: 'Support',
    recordType: 'case',
    calendar: 'always',
    clocks: [
      {
        id: 'resolve',
        kind: 'resolve',
        pause: { '==': [{ var: 'record.status' }, 'waiting-customer'] },
        targets,
        warnings: [50],
        ...rest,
      },
    ],
  });
/** As the route stores it, and the worker then works it off. */
const store = async (policy: ReturnType<typeof policyOf>, { key = 'support', by = admin as Actor } = {}) => {
  await world.db.transaction(async (tx) => {
    await noteCalendarChange(tx, { kind: 'policy', about: key }, by);
    await savePolicy(tx, { actor: by, key, policy });
  });
  await world.readTime();
  await replan();
};
const replan = () => replanChanged(world.db, { company: world.readTime, now: world.now() });
const open = async (fields: JsonObject = {}) => {
  const made = await world.create('case', { title: 'C', status: 'open', priority: 'low', ...fields });
  await world.settle();
  return made.id;
};
const clockOf = async (recordId: string) => {
  const [row] = await world.db.query<{ target: number; dueAt: Date | null; nextAt: Date | null; state: string }>(
    'SELECT state, target, consumed, since, "dueAt", "nextAt", "seenSeq", "breachedAt" FROM sla_clock WHERE "recordId" = $1',
    [recordId],
  );
  return row;
};
const audit = (recordId: string) =>
  world.db.query<{ action: string; actorId: string | null; changes: { consumed: number; target: number } }>(
    `SELECT action, "actorId", changes FROM audit_entry WHERE "resourceId" = $1 AND action LIKE 'sla.%' ORDER BY seq`,
    [recordId],
  );
const actions = async (recordId: string) => (await audit(recordId)).map(({ action }) => action);
const told = async (recordId: string) =>
  (
    await world.db.query<{ type: string }>(
      `SELECT type FROM event WHERE "recordId" = $1 AND type LIKE 'sla.%' ORDER BY seq`,
      [recordId],
    )
  ).map(({ type }) => type);
const at = (hours: number, from: Date) => new Date(from.getTime() + hours * hour);

beforeAll(() => store(policyOf([{ target: 'PT8H' }]), { by: systemActor }));

test('running clocks get another target at once: what they consumed stays, due time and marks move, one audit line names who did it', async () => {
  const start = world.now();
  const [low, other] = [await open(), await open()];
  await world.pass(2 * hour);
  await world.change('case', other, { status: 'waiting-customer' });
  await world.settle();
  await world.pass(hour);
  await store(policyOf([{ target: 'PT12H' }]));
  expect(await clockOf(low)).toMatchObject({ target: 12 * hour, dueAt: at(12, start), nextAt: at(6, start) });
  expect(await clockOf(other)).toMatchObject({ state: 'paused', target: 12 * hour, consumed: 2 * hour, dueAt: null });
  expect(await actions(low)).toEqual(['sla.started', 'sla.retargeted']);
  expect((await audit(low)).at(-1)).toMatchObject({ actorId: admin.id, changes: { target: 12 * hour } });
  expect(await actions(other)).toEqual(['sla.started', 'sla.paused', 'sla.retargeted']);
  // Once more a while later, as for calendars: nothing is left to do.
  await world.pass(20_000);
  expect(await replan()).toBe(1);
  expect(await actions(low)).toEqual(['sla.started', 'sla.retargeted']);
  const lines = await world.db.query<{ moved: { targets: number } }>(
    `SELECT changes->'moved' AS moved FROM audit_entry WHERE action = 'calendar.replanned' AND "resourceId" = 'support' ORDER BY seq`,
  );
  expect(lines.at(-1)?.moved.targets).toBe(2);
  for (const each of [low, other]) await world.change('case', each, { status: 'resolved' });
  await world.settle();
});

test('a shorter target that has passed by then is broken at once, and told once; a longer one mends nothing', async () => {
  await store(policyOf([{ target: 'PT8H' }]));
  const late = await open();
  await world.pass(3 * hour);
  await store(policyOf([{ target: 'PT2H' }]));
  expect(await told(late)).toEqual(['sla.warning', 'sla.breached']);
  expect(await clockOf(late)).toMatchObject({ target: 2 * hour, nextAt: null, breachedAt: expect.any(Date) });
  await store(policyOf([{ target: 'PT9H' }]));
  expect(await clockOf(late)).toMatchObject({ target: 9 * hour, nextAt: null, breachedAt: expect.any(Date) });
  await world.pass(7 * hour);
  await passMarks(world.db, { company: world.deps.settings, now: world.now() });
  expect(await told(late)).toEqual(['sla.warning', 'sla.breached']);
});

test("which target counts is asked of the record as it is; other warnings count at once; others' clocks stay", async () => {
  await store(policyOf([{ target: 'PT8H' }]));
  const start = world.now();
  const [low, urgent] = [await open(), await open({ priority: 'critical' })];
  const before = await clockOf(low);
  await store(policyOf([{ when: isPriority('critical'), target: 'PT4H' }, { target: 'PT8H' }]));
  expect(await clockOf(urgent)).toMatchObject({ target: 4 * hour, dueAt: at(4, start), nextAt: at(2, start) });
  expect(await clockOf(low)).toEqual(before);
  expect(await actions(low)).toEqual(['sla.started']);
  await store(policyOf([{ when: isPriority('critical'), target: 'PT4H' }, { target: 'PT8H' }], { warnings: [25] }));
  expect(await clockOf(low)).toMatchObject({ target: 8 * hour, nextAt: at(2, start) });
  await store({ ...policyOf([{ target: 'PT1H' }]), position: 5 }, { key: 'another' });
  expect(await clockOf(low)).toMatchObject({ target: 8 * hour, dueAt: at(8, start) });
});

test('what stops a clock counts from the next change of its record on; a change under way has the say', async () => {
  await store(policyOf([{ target: 'PT8H' }]));
  const record = await open();
  await world.pass(hour);
  await world.change('case', record, { priority: 'critical' });
  await store(
    policyOf([{ when: isPriority('critical'), target: 'PT4H' }, { target: 'PT6H' }], { stop: isPriority('critical') }),
  );
  // Its event is not dispatched yet.
  expect(await clockOf(record)).toMatchObject({ state: 'running', target: 8 * hour });
  await world.settle();
  expect(await clockOf(record)).toMatchObject({ state: 'met', target: 4 * hour, consumed: hour });
  const other = await open({ priority: 'high' });
  await store(policyOf([{ target: 'PT5H' }], { stop: isPriority('high') }));
  expect(await clockOf(other)).toMatchObject({ state: 'running', target: 5 * hour });
});
