import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readApprovals } from '../../crm/approvals/store.ts';
import { newId } from '../../crm/ids.ts';
import { expireOffers } from '../../crm/offers/expire-offers.ts';
import type { JsonObject } from '../../domain/json.ts';
import { createTemporalWorld, type TemporalWorld } from '../harness/temporal-world.ts';

const zone = 'Europe/Warsaw';
const hour = 3_600_000;
const day = 24 * hour;

let world: TemporalWorld;
beforeAll(async () => {
  world = await createTemporalWorld({ zone });
  await world.db.query(`INSERT INTO template (key, name, channel, subject, html, "builtIn") VALUES
    ('offer-approval', 'Approval', 'email', '{{#if approval.reminder}}Reminder{{else}}Request{{/if}}', '<p>Please decide</p>', true) ON CONFLICT DO NOTHING`);
});
afterAll(() => world.close());

/** The Sunday on which clocks change, next year: at midnight UTC. */
function lastSunday(month: number): number {
  const last = new Date(Date.UTC(new Date().getUTCFullYear() + 1, month, 0));
  return last.getTime() - last.getUTCDay() * day;
}
/** A local time so many days from a date, in the offset of Warsaw then. */
const local = (date: number, days: number, time: string, offset: number) =>
  new Date(`${new Date(date + days * day).toISOString().slice(0, 10)}T${time}+0${offset}:00`);
const changes = [
  { change: 'into summer time', month: 3, before: 1, after: 2 },
  { change: 'into winter time', month: 10, before: 2, after: 1 },
];

/** Office hours in Warsaw, with a holiday on the Monday after the clocks change. */
async function holidayWeekend(key: string, monday: number): Promise<void> {
  const office = [['09:00', '17:00']];
  await world.db.query(
    `INSERT INTO calendar (key, name, zone, weekly, holidays) VALUES ($1, $1, $2, $3::jsonb, $4::jsonb)`,
    [
      key,
      zone,
      JSON.stringify({ 1: office, 2: office, 3: office, 4: office, 5: office }),
      JSON.stringify([{ date: new Date(monday).toISOString().slice(0, 10) }]),
    ],
  );
  await world.readTime();
}

async function approver(calendarKey: string | null): Promise<string> {
  const id = newId();
  await world.db.query(
    `INSERT INTO "user" (id, email, name, "roleKeys", "calendarKey") VALUES ($1, $2, 'Ann', '{}', $3)`,
    [id, `${id}@example.test`, calendarKey],
  );
  return id;
}

const wait = (until: Date, next: string) => ({
  type: 'wait',
  config: { until: until.toISOString() },
  next: { done: next },
});

/** A record enters a workflow of its own, whose timers are skipped until it ends; what is dispatched meanwhile reaches it. */
async function runToEnd(
  key: string,
  subject: 'offer' | 'case',
  fields: JsonObject,
  parts: { start: string; steps: JsonObject },
) {
  await world.publish({ key, subject, triggers: [{ id: 't', type: 'event', event: key }], ...parts });
  const record = await world.create(subject, { title: key, ...fields });
  await world.happen({ type: key, recordType: subject, recordId: record.id });
  await world.start();
  const [run] = await world.runsOf(key);
  let ended = false;
  const finished = world.finish(run?.carrierId ?? '').finally(() => {
    ended = true;
  });
  // As a worker does: dispatch and relay, again and again.
  while (!ended) {
    await world.start();
    await Promise.race([finished, delay(200)]);
  }
  await finished;
  const [after] = await world.runsOf(key);
  const steps = await world.stepsOf(after?.data.id ?? '');
  return { record, run: after, steps: new Map(steps.map(({ stepId, ...step }) => [stepId, step])) };
}

const approvalOf = async (recordId: string) => {
  const [row] = await world.db.query<{ id: string }>('SELECT id FROM approval WHERE "recordId" = $1', [recordId]);
  const [stored] = await readApprovals(world.db, row ? [row.id] : []);
  if (!stored) throw new Error('there is no approval');
  return stored;
};
/** When something came: never before its time, and soon after it as a busy machine goes. */
function expectAt(came: Date | string | null | undefined, due: Date): void {
  const late = new Date(came ?? 0).getTime() - due.getTime();
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(10 * 60_000);
}

describe('people and time at full length, on a real server with its timers skipped', () => {
  test.each(changes)(
    'an approval of two business days over a holiday weekend $change, reminders every four business hours',
    async ({ month, before, after }) => {
      const sunday = lastSunday(month);
      const key = `approval-${month}`;
      await holidayWeekend(key, sunday + day);
      const opens = local(sunday, -2, '15:00:00', before);
      const { record, run, steps } = await runToEnd(
        key,
        'offer',
        { currency: 'EUR' },
        {
          start: 'until',
          steps: {
            until: wait(opens, 'decide'),
            decide: {
              type: 'approval',
              config: {
                approvers: [{ user: await approver(key) }],
                remind: { every: { business: 'PT4H' }, max: 9 },
                deadline: { businessDays: 2 },
                selfApproval: true,
              },
              next: { approved: null, rejected: null, rework: null, expired: null, voided: null },
            },
          },
        },
      );
      expect(run?.data.state).toBe('completed');
      const { standing, createdAt } = await approvalOf(record.id);
      expectAt(createdAt, opens);
      // To the millisecond: as long after its beginning as the clocks say.
      const since = Date.parse(createdAt) - opens.getTime();
      const at = (days: number, time: string) => new Date(local(sunday, days, time, after).getTime() + since);
      expect(standing.deadline).toBe(at(3, '15:00:00').toISOString());
      expect(steps.get('decide')?.outlet).toBe('expired');
      expectAt(standing.endedAt, at(3, '15:00:00'));
      const mails = (await world.messages()).filter(({ runId }) => runId === run?.data.id);
      expect(mails.map(({ subject }) => subject)).toEqual(['Request', 'Reminder', 'Reminder', 'Reminder']);
      // Friday two hours, Tuesday two: 11:00; then 15:00, and on Wednesday 11:00.
      const due = [at(2, '11:00:00'), at(2, '15:00:00'), at(3, '11:00:00')];
      for (const [n, time] of due.entries()) expectAt(mails[n + 1]?.createdAt, time);
    },
  );

  test.each(changes)(
    'fourteen days until an approval expires, and an offer, $change',
    async ({ month, before, after }) => {
      const sunday = lastSunday(month);
      const opens = local(sunday, -7, '10:00:00', before);
      const validUntil = new Date(sunday + 7 * day).toISOString().slice(0, 10);
      const account = await world.create('account', { name: 'Warsaw', timezone: zone });
      const fields = { currency: 'EUR', status: 'sent', accountId: account.id, validUntil };
      const { record, steps } = await runToEnd(`fortnight-${month}`, 'offer', fields, {
        start: 'until',
        steps: {
          until: wait(opens, 'decide'),
          decide: {
            type: 'approval',
            config: { approvers: [{ user: await approver(null) }], deadline: 'P14D', selfApproval: true },
            next: { approved: null, rejected: null, rework: null, expired: null, voided: null },
          },
        },
      });
      const { standing, createdAt } = await approvalOf(record.id);
      const since = Date.parse(createdAt) - opens.getTime();
      const due = new Date(local(sunday, 7, '10:00:00', after).getTime() + since);
      expect(standing.deadline).toBe(due.toISOString());
      expect(due.getTime() - Date.parse(createdAt)).toBe(14 * day + (before - after) * hour);
      expect(steps.get('decide')?.outlet).toBe('expired');
      expectAt(standing.endedAt, due);
      const midnight = local(sunday, 8, '00:00:00', after);
      const statusAt = async (now: Date) => {
        await expireOffers(world.db, { zone: 'UTC', now });
        const [row] = await world.db.query<{ status: string }>('SELECT status FROM offer WHERE id = $1', [record.id]);
        return row?.status;
      };
      expect(await statusAt(new Date(midnight.getTime() - 1))).toBe('sent');
      expect(await statusAt(midnight)).toBe('expired');
    },
  );

  const isResolved = { '==': [{ var: 'record.status' }, 'resolved'] };
  const climb = (level: JsonObject, more: JsonObject = {}) => ({
    type: 'escalate',
    config: {
      calendar: 'business',
      resolvedWhen: isResolved,
      levels: [{ ...level, set: { escalationLevel: 1 } }],
      ...more,
    },
    next: { resolved: null, breached: null },
  });
  const clockOf = async (recordId: string) => {
    const [row] = await world.db.query<{ startedAt: Date; endedAt: Date; consumed: number; reached: { at: string } }>(
      `SELECT "startedAt", "endedAt", consumed, passed->0 AS reached FROM sla_clock WHERE "recordId" = $1`,
      [recordId],
    );
    if (!row) throw new Error('there is no clock');
    return row;
  };
  const levelAt = async (runId: string | undefined) => {
    const [row] = await world.db.query<{ at: string }>(
      `SELECT detail->'levels'->0->>'at' AS at FROM run_step WHERE "runId" = $1 AND type = 'escalate'`,
      [runId],
    );
    return row?.at;
  };

  test.each(changes)(
    'a case climbs after four hours of work over the weekend $change',
    async ({ month, before, after }) => {
      const sunday = lastSunday(month);
      const opens = local(sunday, -2, '15:00:00', before);
      const { record, run } = await runToEnd(
        `climb-${month}`,
        'case',
        { status: 'open' },
        {
          start: 'until',
          steps: { until: wait(opens, 'climb'), climb: climb({ after: 'PT4H' }) },
        },
      );
      const { startedAt, consumed } = await clockOf(record.id);
      expectAt(startedAt, opens);
      const due = new Date(local(sunday, 1, '11:00:00', after).getTime() + (startedAt.getTime() - opens.getTime()));
      expect(await levelAt(run?.data.id)).toBe(due.toISOString());
      expect(consumed).toBeGreaterThanOrEqual(4 * hour);
    },
  );

  test.each(changes)(
    'a case that waits for its customer from Friday 16:00 to Monday 10:00 loses the two hours of work in it, $change',
    async ({ month, before, after }) => {
      const sunday = lastSunday(month);
      const [opens, stops, goesOn] = [
        local(sunday, -2, '14:00:00', before),
        local(sunday, -2, '16:00:00', before),
        local(sunday, 1, '10:00:00', after),
      ];
      const set = (status: string, next: string | null) => ({
        type: 'update-record',
        config: { set: { status } },
        next: { done: next },
      });
      const { record, run } = await runToEnd(
        `paused-${month}`,
        'case',
        { status: 'open' },
        {
          start: 'until',
          steps: {
            until: wait(opens, 'both'),
            both: { type: 'parallel', config: { branches: ['c', 's'] }, next: { c: 'climb', s: 'friday' } },
            climb: climb(
              { percent: 50 },
              { target: 'PT8H', paused: { '==': [{ var: 'record.status' }, 'waiting-customer'] } },
            ),
            friday: wait(stops, 'stop'),
            stop: set('waiting-customer', 'monday'),
            monday: wait(goesOn, 'go'),
            go: set('open', null),
          },
        },
      );
      expect(run?.data.state).toBe('completed');
      const { startedAt } = await clockOf(record.id);
      const writes = await world.db.query<{ at: Date }>(
        `SELECT at FROM event WHERE "recordId" = $1 AND type = 'record.updated' AND changes ? 'status' ORDER BY seq`,
        [record.id],
      );
      const [stopped, resumed] = writes.map(({ at }) => at.getTime());
      // Two hours were worked before the pause: the other two of the four follow it.
      const worked = (stopped ?? 0) - startedAt.getTime();
      const due = new Date((resumed ?? 0) + 4 * hour - worked);
      expect(await levelAt(run?.data.id)).toBe(due.toISOString());
      // Each of the three may come a little late, the stop too, which takes its lateness off.
      expect(Math.abs(due.getTime() - local(sunday, 1, '12:00:00', after).getTime())).toBeLessThan(10 * 60_000);
    },
  );
});
