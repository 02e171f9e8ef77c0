import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../domain/json.ts';
import { engineWorld } from '../harness/engine-world.ts';

const world = engineWorld({ zone: 'Europe/Warsaw', start: '2031-03-07T08:00:00.000Z' });
const chief = '00000000-0000-7000-8000-0000000000c1';
const agent = '00000000-0000-7000-8000-0000000000a9';
const admin = '00000000-0000-7000-8000-0000000000ad';
const hour = 3_600_000;
const isResolved = { in: [{ var: 'record.status' }, ['resolved', 'closed']] };
const waitsForCustomer = { '==': [{ var: 'record.status' }, 'waiting-customer'] };

const addAdmin = () =>
  world.db.query(
    `INSERT INTO "user" (id, email, name, "roleKeys") VALUES ($1, 'admin@example.test', 'Admin', '{admin}') ON CONFLICT DO NOTHING`,
    [admin],
  );
const told = (id: string) =>
  world.db.query(`SELECT "to" AS "user", body AS text FROM message WHERE "recordId" = $1 ORDER BY id`, [id]);

let made = 0;
/** How a case stands under its workflow. */
async function standing(id: string, key: string) {
  const [row] = await world.db.query<{ escalationLevel: number | null; ownerId: string }>(
    'SELECT "escalationLevel", "ownerId" FROM "case" WHERE id = $1',
    [id],
  );
  const [clock] = await world.db.query<{
    name: string;
    state: string;
    consumed: number;
    nextAt: Date | null;
    dueAt: Date | null;
  }>('SELECT name, state, consumed, "nextAt", "dueAt" FROM sla_clock WHERE "recordId" = $1', [id]);
  const notices = await world.db.query<{ to: string }>(
    `SELECT "to" FROM message WHERE "recordId" = $1 AND channel = 'app'`,
    [id],
  );
  const [run] = await world.runsOf(key);
  return {
    level: row?.escalationLevel ?? 0,
    owner: row?.ownerId,
    clock,
    notices: notices.length,
    state: run?.data.state,
    path: await world.pathOf(run?.data.id ?? ''),
  };
}

/** A case under a workflow of its own that escalates it. */
async function escalated(config: JsonObject, { next = {}, ...fields }: JsonObject = {}) {
  made += 1;
  const key = `escalation-${made}`;
  await world.db.query(
    `INSERT INTO "user" (id, email, name, "roleKeys") VALUES ($1, 'chief@example.test', 'Chief', '{}'), ($2, 'agent@example.test', 'Agent', '{}') ON CONFLICT DO NOTHING`,
    [chief, agent],
  );
  await world.publish({
    key,
    subject: 'case',
    triggers: [{ id: 't', type: 'record', on: 'created', when: { '==': [{ var: 'record.category' }, key] } }],
    start: 'climb',
    steps: {
      climb: {
        type: 'escalate',
        name: 'Resolved in time',
        config: { resolvedWhen: isResolved, paused: waitsForCustomer, ...config },
        next: next as Record<string, null>,
      },
    },
  });
  const { id } = await world.create('case', { title: 'C', category: key, status: 'open', ownerId: agent, ...fields });
  await world.settle();
  return {
    id,
    read: () => standing(id, key),
    change: async (set: JsonObject) => {
      await world.change('case', id, set);
      await world.settle();
    },
  };
}

const level = (n: number, place: JsonObject, more: JsonObject = {}) => ({
  ...place,
  notify: [{ field: 'owner' }],
  set: { escalationLevel: n },
  ...more,
});
const twoLevels = {
  calendar: 'always',
  levels: [level(1, { after: 'PT2H' }), level(2, { after: 'PT4H' }, { assign: { user: chief } })],
};

describe('a case climbs', () => {
  test('level by level, each once, and the run waits for the resolution', async () => {
    const item = await escalated(twoLevels);
    await world.pass(2 * hour - 1);
    expect(await item.read()).toMatchObject({ level: 0, notices: 0 });
    await world.pass(1);
    expect(await item.read()).toMatchObject({ level: 1, owner: agent, notices: 1 });
    await world.pass(2 * hour);
    expect(await item.read()).toMatchObject({ level: 2, owner: chief, notices: 2, state: 'waiting' });
    await world.pass(48 * hour);
    expect(await item.read()).toMatchObject({ level: 2, notices: 2, state: 'waiting', clock: { state: 'running' } });
    await item.change({ status: 'resolved' });
    expect(await item.read()).toMatchObject({ state: 'completed', path: 'climb>resolved', clock: { state: 'missed' } });
  });

  test('with a clock that people know by the name of the step', async () => {
    expect(await (await escalated(twoLevels)).read()).toMatchObject({ clock: { name: 'Resolved in time' } });
  });

  test('and where nobody is there to be told, the administrators are', async () => {
    await addAdmin();
    const notify = [{ role: 'nobody-has-this' }];
    const item = await escalated({
      calendar: 'always',
      levels: [level(1, { after: 'PT2H' }, { notify, message: 'Look at it.' }), level(2, { after: 'PT4H' })],
    });
    await world.pass(2 * hour);
    expect(await told(item.id)).toEqual([
      { user: admin, text: 'Nobody is there to be told: role nobody-has-this. Look at it.' },
    ]);
    await world.pass(2 * hour);
    expect(await item.read()).toMatchObject({ level: 2, notices: 2 });
  });

  test('and where nobody is there to take it over, its owner stays and the administrators are told', async () => {
    await addAdmin();
    const assign = { role: 'nobody-has-this' };
    const item = await escalated({
      calendar: 'always',
      levels: [{ after: 'PT2H', assign, set: { escalationLevel: 1 } }],
    });
    await world.pass(2 * hour);
    expect(await item.read()).toMatchObject({ level: 1, owner: agent, notices: 1, state: 'waiting' });
    const text = 'Nobody is there to take it over at level 1: role nobody-has-this. Its owner stays.';
    expect(await told(item.id)).toEqual([{ user: admin, text }]);
    await world.pass(2 * hour);
    expect((await item.read()).notices).toBe(1);
  });

  test('and a group takes it over as whoever of it has the fewest open, with the reason', async () => {
    const levels = [{ after: 'PT2H', assign: { queue: 'leads' } }];
    const item = await escalated({ calendar: 'always', levels });
    await world.db.query(`INSERT INTO queue (key, name, members) VALUES ('leads', 'Leads', $1)`, [[agent, chief]]);
    await world.db.query(`UPDATE "case" SET status = 'closed' WHERE id <> $1`, [item.id]);
    await world.pass(2 * hour);
    expect((await item.read()).owner).toBe(chief);
    expect(await world.db.query('SELECT queue FROM "case" WHERE id = $1', [item.id])).toEqual([{ queue: 'leads' }]);
    const reasons = await world.db.query(
      'SELECT "by", "userId", reason->\'open\' AS open FROM assignment WHERE "recordId" = $1',
      [item.id],
    );
    expect(reasons).toEqual([{ by: 'least-busy', userId: chief, open: 0 }]);
  });

  test('resolved in between, it stays where it is', async () => {
    const item = await escalated(twoLevels);
    await world.pass(3 * hour);
    await item.change({ status: 'resolved' });
    await world.pass(24 * hour);
    expect(await item.read()).toMatchObject({
      level: 1,
      notices: 1,
      state: 'completed',
      clock: { state: 'met', consumed: 3 * hour },
    });
  });

  test('with “breached” drawn it leaves when the target and all levels have passed', async () => {
    const item = await escalated({ ...twoLevels, target: 'PT3H' }, { next: { breached: null } });
    await world.pass(3 * hour + 1);
    expect(await item.read()).toMatchObject({ level: 1, state: 'waiting' });
    await world.pass(hour);
    expect(await item.read()).toMatchObject({
      level: 2,
      path: 'climb>breached',
      clock: { state: 'missed', consumed: 4 * hour },
    });
  });
});

describe('the clock', () => {
  test('stands while the customer is awaited: Friday 16:00 to Monday 10:00 cost nothing', async () => {
    await world.pass('2031-03-14T11:00:00.000Z');
    const item = await escalated({ target: 'PT8H', levels: [level(1, { percent: 75 })] });
    await world.pass('2031-03-14T15:00:00.000Z');
    await item.change({ status: 'waiting-customer' });
    expect((await item.read()).clock).toMatchObject({ state: 'paused', consumed: 4 * hour, nextAt: null });
    await world.pass('2031-03-17T09:00:00.000Z');
    await item.change({ status: 'open' });
    expect((await item.read()).clock).toMatchObject({ state: 'running', nextAt: new Date('2031-03-17T11:00:00.000Z') });
    await world.pass('2031-03-17T10:59:59.999Z');
    expect((await item.read()).level).toBe(0);
    await world.pass(1);
    expect((await item.read()).level).toBe(1);
  });

  test('counts over the change to summer time as people work', async () => {
    await world.pass('2031-03-28T15:00:00.000Z');
    const item = await escalated({ levels: [level(1, { after: 'PT2H' })] });
    await world.pass('2031-03-31T07:59:59.000Z');
    expect((await item.read()).level).toBe(0);
    await world.pass('2031-03-31T08:00:00.000Z');
    expect((await item.read()).level).toBe(1);
  });

  test('keeps what was consumed when another target counts', async () => {
    const isHigh = { '==': [{ var: 'record.priority' }, 'high'] };
    const target = [{ when: isHigh, target: 'PT4H' }, { target: 'PT10H' }];
    const item = await escalated(
      { calendar: 'always', target, levels: [level(1, { percent: 50 })] },
      { priority: 'low' },
    );
    await world.pass(3 * hour);
    expect((await item.read()).level).toBe(0);
    await item.change({ priority: 'high' });
    expect(await item.read()).toMatchObject({ level: 1, notices: 1 });
  });

  test('counts changes from when they happened, however late a leg comes', async () => {
    const item = await escalated(twoLevels);
    await world.change('case', item.id, { status: 'waiting-customer' });
    await world.pass(0);
    await world.db.query(`UPDATE workflow SET state = 'paused' WHERE key = $1`, [`escalation-${made}`]);
    await world.change('case', item.id, { status: 'open' });
    await world.pass(hour);
    await world.change('case', item.id, { status: 'resolved' });
    await world.pass(10 * hour);
    await world.db.query(`UPDATE workflow SET state = 'active' WHERE key = $1`, [`escalation-${made}`]);
    await world.pass(0);
    expect(await item.read()).toMatchObject({ level: 0, notices: 0, clock: { state: 'met', consumed: hour } });
  });

  test('tells the audit each change once', async () => {
    const item = await escalated(twoLevels);
    await item.change({ status: 'waiting-customer' });
    await item.change({ status: 'open' });
    await world.pass(2 * hour);
    await item.change({ status: 'closed' });
    const rows = await world.db.query<{ action: string }>(
      `SELECT action FROM audit_entry WHERE "resourceId" = $1 AND action LIKE 'sla.%' ORDER BY seq`,
      [item.id],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'sla.started',
      'sla.paused',
      'sla.resumed',
      'sla.reached',
      'sla.met',
    ]);
  });
});
