import { beforeAll, expect, test } from '@jest/globals';
import { systemActor } from '../../../crm/actor.ts';
import { savePolicy } from '../../../crm/sla/policies.ts';
import { policySchema } from '../../../domain/sla/policy.ts';
import { businessMillisBetween } from '../../../domain/time/business-time.ts';
import { builtInCalendars } from '../../../domain/time/calendar.ts';
import {
  type Change,
  changes,
  incidents,
  isDone,
  isPaused,
  targetOf,
  walked,
  zone,
} from '../../domain/sla/incidents.ts';
import { engineWorld } from '../../harness/engine-world.ts';

const world = engineWorld({ zone, start: '2016-02-28T00:00:00.000Z' });
const { business } = builtInCalendars(zone);
const cases = new Map<number, string>();
const last =
  changes
    .map(([, at]) => at)
    .sort()
    .at(-1) ?? '';

/** Real incidents live through the engine, side by side as they did: each change at its own time. */
beforeAll(async () => {
  const when = (priority: string) => ({ '==': [{ var: 'record.priority' }, priority] });
  const policy = policySchema.parse({
    name: 'Incidents',
    recordType: 'case',
    calendar: 'business',
    clocks: [
      {
        id: 'resolve',
        kind: 'resolve',
        pause: { in: [{ var: 'record.status' }, ['waiting-customer', 'waiting-third-party']] },
        targets: ['critical', 'high', 'moderate', 'low'].map((priority) => ({
          when: when(priority),
          target: `PT${targetOf(priority) / 3_600_000}H`,
        })),
      },
    ],
  });
  await world.db.transaction((tx) => savePolicy(tx, { actor: systemActor, key: 'incidents', policy }));
  for (const [incident, at, status, priority] of changes.toSorted(([, a], [, b]) => a.localeCompare(b))) {
    await world.pass(at);
    const known = cases.get(incident);
    if (known) await world.change('case', known, { status, priority });
    else cases.set(incident, (await world.create('case', { title: `Incident ${incident}`, status, priority })).id);
  }
  await world.pass(last);
});

/** What the audit is to say of a life, one line for each change of the clock. What comes in resolved has none. */
function storyOf(life: readonly Change[]): string[] {
  const events = life.slice(life.findIndex(([, , status]) => !isDone(status)));
  const [first] = events;
  if (first === undefined || isDone(first[2])) return [];
  const lines = ['sla.started'];
  let { target, paused, done } = {
    target: targetOf(first?.[3] ?? ''),
    paused: isPaused(first?.[2] ?? ''),
    done: false,
  };
  for (const [index, [, at, status, priority]] of events.slice(1).entries()) {
    if (done && isDone(status)) continue;
    if (done) {
      lines.push('sla.reopened');
      [done, paused] = [false, isPaused(status)];
    }
    if (targetOf(priority) !== target) lines.push('sla.retargeted');
    target = targetOf(priority);
    if (isDone(status)) {
      lines.push(walked(events.slice(0, index + 2), Date.parse(at)) > target ? 'sla.missed' : 'sla.met');
      done = true;
    } else if (isPaused(status) !== paused) lines.push(paused ? 'sla.resumed' : 'sla.paused');
    paused = isPaused(status);
  }
  return lines;
}

type Row = { state: string; consumed: number; since: Date | null; breachedAt: Date | null };

test.each([...incidents])(
  'incident %d consumes to the second what its life counts, and tells the audit each change once',
  async (incident, events) => {
    const id = cases.get(incident);
    const [clock, ...more] = await world.db.query<Row>(
      'SELECT state, consumed, since, "breachedAt" FROM sla_clock WHERE "recordId" = $1',
      [id],
    );
    expect(more).toEqual([]);
    const running = clock?.since ? businessMillisBetween(clock.since.getTime(), Date.parse(last), business) : 0;
    expect((clock?.consumed ?? 0) + running).toBe(walked(events, Date.parse(last)));
    const audit = await world.db.query<{ action: string }>(
      `SELECT action FROM audit_entry WHERE "resourceId" = $1 AND action LIKE 'sla.%' ORDER BY seq`,
      [id],
    );
    const said = audit.map(({ action }) => action);
    expect(said.filter((action) => action !== 'sla.reached')).toEqual(storyOf(events));
    const told = await world.db.query(`SELECT 1 FROM event WHERE "recordId" = $1 AND type = 'sla.breached'`, [id]);
    const missed = said.includes('sla.missed');
    if (missed) expect(clock?.breachedAt).not.toBeNull();
    expect(told).toHaveLength(clock?.breachedAt ? 1 : 0);
    expect(said.filter((action) => action === 'sla.reached')).toHaveLength(told.length);
  },
);

test('among them are pauses, changes of priority, broken promises and cases that were opened again', () => {
  const lines = [...incidents.values()].flatMap(storyOf);
  for (const line of ['sla.paused', 'sla.resumed', 'sla.retargeted', 'sla.met', 'sla.missed', 'sla.reopened'])
    expect(lines.filter((said) => said === line).length).toBeGreaterThanOrEqual(5);
});
