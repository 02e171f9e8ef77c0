import { beforeAll, describe, expect, test } from '@jest/globals';
import { systemActor } from '../../../crm/actor.ts';
import { companyTime } from '../../../crm/settings/company-settings.ts';
import { endLeftClocks, passMarks } from '../../../crm/sla/pass-marks.ts';
import { savePolicy } from '../../../crm/sla/policies.ts';
import { replanClocks } from '../../../crm/sla/replan-clocks.ts';
import { settleClocks } from '../../../crm/sla/settle-clocks.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { policySchema } from '../../../domain/sla/policy.ts';
import { builtInCalendars } from '../../../domain/time/calendar.ts';
import { engineWorld } from '../../harness/engine-world.ts';

const world = engineWorld({ zone: 'Europe/Warsaw', start: '2031-03-03T08:00:00.000Z' });
const hour = 3_600_000;
const isPriority = (priority: string) => ({ '==': [{ var: 'record.priority' }, priority] });
const waits = { '==': [{ var: 'record.status' }, 'waiting-customer'] };
const policy = policySchema.parse({
  name: 'Support',
  recordType: 'case',
  calendar: 'business',
  clocks: [
    { id: 'first', kind: 'first-response', targets: [{ target: 'PT1H' }] },
    {
      id: 'resolve',
      kind: 'resolve',
      pause: waits,
      targets: [{ when: isPriority('critical'), target: 'PT4H' }, { target: 'PT8H' }],
      warnings: [50],
    },
  ],
});

beforeAll(async () => {
  await world.db.transaction((tx) => savePolicy(tx, { actor: systemActor, key: 'support', policy }));
});

const open = async (fields: JsonObject = {}) => {
  const { id } = await world.create('case', { title: 'C', status: 'open', priority: 'low', ...fields });
  await world.dispatch();
  return id;
};
const clocksOf = (id: string) =>
  world.db.query<{ kind: string; state: string; consumed: number; dueAt: Date | null }>(
    'SELECT kind, state, consumed, "dueAt" FROM sla_clock WHERE "recordId" = $1 ORDER BY kind',
    [id],
  );
const eventsOf = async (id: string) =>
  (
    await world.db.query<{ said: string }>(
      `SELECT type || ' ' || (properties->>'kind') || ' ' || (properties->>'mark') AS said FROM event WHERE "recordId" = $1 AND type LIKE 'sla.%' ORDER BY seq`,
      [id],
    )
  ).map(({ said }) => said);
const pass = async (ms: number) => {
  await world.pass(ms);
  while ((await passMarks(world.db, { company: world.deps.settings, now: world.now() })) > 0);
  await world.settle();
};

describe('clocks of a policy', () => {
  test('run from the record on, warn, and end by what happens to it', async () => {
    const id = await open();
    expect(await clocksOf(id)).toMatchObject([
      { kind: 'first-response', state: 'running', dueAt: new Date(world.now().getTime() + hour) },
      { kind: 'resolve', state: 'running', dueAt: new Date(world.now().getTime() + 8 * hour) },
    ]);
    await pass(hour);
    expect(await eventsOf(id)).toEqual(['sla.breached first-response target']);
    await pass(3 * hour);
    await pass(0);
    expect(await eventsOf(id)).toEqual(['sla.breached first-response target', 'sla.warning resolve warning-50']);
    await world.change('case', id, { status: 'resolved' });
    await world.settle();
    expect(await clocksOf(id)).toMatchObject([{ state: 'missed' }, { state: 'met', consumed: 4 * hour }]);
    expect(await eventsOf(id)).toContain('sla.met resolve met');
    const audit = await world.db.query<{ action: string }>(
      `SELECT action FROM audit_entry WHERE "resourceId" = $1 AND action LIKE 'sla.%' ORDER BY seq`,
      [id],
    );
    expect(audit.map(({ action }) => action)).toEqual([
      'sla.started',
      'sla.started',
      'sla.reached',
      'sla.reached',
      'sla.missed',
      'sla.met',
    ]);
  });

  test('stand while the customer is awaited, and keep what they consumed over a change of priority', async () => {
    await world.pass('2031-03-04T08:00:00.000Z');
    const id = await open();
    await pass(2 * hour);
    await world.change('case', id, { status: 'waiting-customer' });
    await pass(3 * hour);
    await world.change('case', id, { status: 'open', priority: 'critical' });
    await world.settle();
    const [, resolve] = await clocksOf(id);
    expect(resolve).toMatchObject({
      state: 'running',
      consumed: 2 * hour,
      dueAt: new Date('2031-03-04T15:00:00.000Z'),
    });
  });

  test('go on with what they consumed when a resolved case is opened again; the time between does not count', async () => {
    await world.pass('2031-03-05T08:00:00.000Z');
    const id = await open();
    await pass(2 * hour);
    await world.change('case', id, { status: 'resolved' });
    await pass(3 * hour);
    expect((await clocksOf(id)).map(({ state }) => state)).toEqual(['missed', 'met']);
    await world.change('case', id, { status: 'open' });
    await world.settle();
    const [first, resolve] = await clocksOf(id);
    expect(resolve).toMatchObject({
      state: 'running',
      consumed: 2 * hour,
      dueAt: new Date('2031-03-06T11:00:00.000Z'),
    });
    // Nobody has answered yet: that promise stays broken and goes on.
    expect(first).toMatchObject({ state: 'running', consumed: 2 * hour });
    await world.change('case', id, { status: 'resolved', firstResponseAt: world.now().toISOString() });
    await world.settle();
    expect((await clocksOf(id)).map(({ state, consumed }) => [state, consumed])).toEqual([
      ['missed', 2 * hour],
      ['met', 2 * hour],
    ]);
    expect((await eventsOf(id)).filter((said) => said === 'sla.met resolve met')).toHaveLength(2);
    const lines = await world.db.query<{ action: string }>(
      `SELECT action FROM audit_entry WHERE "resourceId" = $1 AND action LIKE 'sla.%' AND changes->>'kind' = 'resolve' ORDER BY seq`,
      [id],
    );
    expect(lines.map(({ action }) => action)).toEqual(['sla.started', 'sla.met', 'sla.reopened', 'sla.met']);
  });

  test('keep what they have consumed when a day that has passed becomes a holiday', async () => {
    await world.pass('2031-03-06T08:00:00.000Z');
    const id = await open();
    await pass(3 * hour);
    const built = builtInCalendars('Europe/Warsaw');
    await world.db.transaction((tx) => settleClocks(tx, { calendars: built, keys: ['business'], now: world.now() }));
    const holidays = [{ date: '2031-03-05' }, { date: '2031-03-06' }];
    const company = companyTime('Europe/Warsaw', {
      calendars: { ...built, business: { ...built.business, holidays } },
    });
    await replanClocks(world.db, { company, now: world.now(), actor: systemActor });
    const [, resolve] = await clocksOf(id);
    expect(resolve).toMatchObject({ consumed: 3 * hour, dueAt: new Date('2031-03-07T13:00:00.000Z') });
  });

  test('end with the record', async () => {
    const id = await open();
    await world.write({ kind: 'delete', type: 'case', id });
    await world.settle();
    expect((await clocksOf(id)).map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
  });

  test('are counted anew when a holiday is added', async () => {
    await world.pass('2031-03-10T14:00:00.000Z');
    const one = await open();
    const built = builtInCalendars('Europe/Warsaw');
    const calendars = { ...built, business: { ...built.business, holidays: [{ date: '2031-03-11' }] } };
    const company = companyTime('Europe/Warsaw', { calendars });
    expect(await replanClocks(world.db, { company, now: world.now(), actor: systemActor })).toBeGreaterThan(0);
    const [, resolve] = await clocksOf(one);
    expect(resolve?.dueAt).toEqual(new Date('2031-03-12T14:00:00.000Z'));
    const lines = () =>
      world.db.query<{ kind: string; due: unknown }>(
        `SELECT changes->>'kind' AS kind, changes->'due' AS due FROM audit_entry WHERE "resourceId" = $1 AND action = 'sla.replanned' ORDER BY 1`,
        [one],
      );
    // The first answer is due before the holiday.
    const moved = { old: '2031-03-11T14:00:00.000Z', new: '2031-03-12T14:00:00.000Z' };
    expect(await lines()).toEqual([{ kind: 'resolve', due: moved }]);
    await replanClocks(world.db, { company, now: world.now(), actor: systemActor });
    expect(await lines()).toHaveLength(1);
  });
});

test('clocks come into the calendar that their policy or the company has now, with what they consumed', async () => {
  await world.publish({
    key: 'climbs',
    subject: 'case',
    triggers: [{ id: 't', type: 'record', on: 'created', when: { '==': [{ var: 'record.category' }, 'climbs'] } }],
    start: 'e',
    steps: {
      e: { type: 'escalate', config: { resolvedWhen: isPriority('none'), levels: [{ after: 'PT8H' }] } },
    },
  });
  // Monday, two hours before the working day ends.
  await world.pass('2031-03-17T14:00:00.000Z');
  const { id } = await world.create('case', { title: 'C', category: 'climbs', status: 'open', priority: 'low' });
  await world.settle();
  await pass(2 * hour);
  const dueOf = async () =>
    (
      await world.db.query<{ said: string }>(
        `SELECT (CASE WHEN "runId" IS NULL THEN kind ELSE 'step' END) || ' ' || calendar || ' ' || to_char("dueAt" AT TIME ZONE 'UTC', 'DD HH24') AS said
         FROM sla_clock WHERE "recordId" = $1 AND (kind = 'resolve') ORDER BY 1`,
        [id],
      )
    ).map(({ said }) => said);
  expect(await dueOf()).toEqual(['resolve business 18 14', 'step business 18 14']);
  const replan = (calendar: string) =>
    replanClocks(world.db, {
      company: companyTime('Europe/Warsaw', { calendar }),
      now: world.now(),
      actor: systemActor,
    });
  await replan('always');
  // The policy names its calendar; the step has the company's.
  expect(await dueOf()).toEqual(['resolve business 18 14', 'step always 17 22']);
  await world.db.transaction((tx) =>
    savePolicy(tx, { actor: systemActor, key: 'support', policy: { ...policy, calendar: 'always' } }),
  );
  await replan('business');
  expect(await dueOf()).toEqual(['resolve always 17 22', 'step business 18 14']);
});

test('a clock of a step ends when its run leaves the step in another way', async () => {
  await world.publish({
    key: 'left',
    subject: 'case',
    triggers: [{ id: 't', type: 'record', on: 'created', when: { '==': [{ var: 'record.category' }, 'left'] } }],
    start: 'e',
    steps: {
      e: {
        type: 'escalate',
        config: { resolvedWhen: { '==': [{ var: 'record.status' }, 'closed'] }, levels: [{ after: 'PT1H' }] },
      },
    },
  });
  const { id } = await world.create('case', { title: 'L', category: 'left', status: 'open' });
  await world.settle();
  await world.db.query(`DELETE FROM run_position WHERE "runId" IN (SELECT id FROM run WHERE "subjectId" = $1)`, [id]);
  await endLeftClocks(world.db, { company: world.deps.settings, now: world.now() });
  const rows = await world.db.query<{ state: string }>(
    `SELECT state FROM sla_clock WHERE "recordId" = $1 AND "runId" IS NOT NULL`,
    [id],
  );
  expect(rows).toEqual([{ state: 'cancelled' }]);
});
