import { beforeAll, expect, test } from '@jest/globals';
import { systemActor } from '../../../crm/actor.ts';
import { passMarks } from '../../../crm/sla/pass-marks.ts';
import { savePolicy } from '../../../crm/sla/policies.ts';
import { policySchema } from '../../../domain/sla/policy.ts';
import { engineWorld } from '../../harness/engine-world.ts';

const world = engineWorld({ start: '2031-03-03T08:00:00.000Z' });
const hour = 3_600_000;
const is = (field: string, value: string) => ({ '==': [{ var: `record.${field}` }, value] });
const policy = policySchema.parse({
  name: 'Kinds',
  recordType: 'case',
  calendar: 'always',
  clocks: [
    {
      id: 'next',
      kind: 'next-response',
      start: is('status', 'open'),
      stop: is('status', 'waiting-customer'),
      targets: [{ target: 'PT2H' }],
    },
    {
      id: 'refund',
      kind: 'custom',
      name: 'Refund',
      start: is('category', 'refund'),
      stop: is('category', 'refunded'),
      targets: [{ target: 'PT3H' }],
    },
  ],
});

beforeAll(() => world.db.transaction((tx) => savePolicy(tx, { actor: systemActor, key: 'kinds', policy })));

const clocksOf = (id: string) =>
  world.db.query<{ kind: string; state: string; consumed: number; dueAt: Date | null }>(
    `SELECT kind, state, consumed, "dueAt" FROM sla_clock WHERE "recordId" = $1 ORDER BY kind`,
    [id],
  );
const after = (hours: number) => new Date(world.now().getTime() + hours * hour);
async function pass(hours: number) {
  await world.pass(hours * hour);
  while ((await passMarks(world.db, { company: world.deps.settings, now: world.now() })) > 0);
  await world.settle();
}
async function set(id: string, fields: { status?: string; category?: string }) {
  await world.change('case', id, fields);
  await world.settle();
}

test('the next response has its whole time each time; a clock of its own kind goes on with what it consumed', async () => {
  const { id } = await world.create('case', { title: 'C', status: 'open', category: 'refund' });
  await world.settle();
  expect(await clocksOf(id)).toMatchObject([
    { kind: 'custom', state: 'running', dueAt: after(3) },
    { kind: 'next-response', state: 'running', dueAt: after(2) },
  ]);
  await pass(1);
  await set(id, { status: 'waiting-customer', category: 'refunded' });
  expect(await clocksOf(id)).toMatchObject([
    { kind: 'custom', state: 'met', consumed: hour },
    { kind: 'next-response', state: 'met', consumed: hour },
  ]);
  await pass(5);
  await set(id, { status: 'open', category: 'refund' });
  const [custom, ...responses] = await clocksOf(id);
  expect(custom).toMatchObject({ state: 'running', consumed: hour, dueAt: after(2) });
  expect(responses.at(-1)).toMatchObject({ state: 'running', consumed: 0, dueAt: after(2) });
  await pass(2);
  const told = await world.db.query<{ kind: string }>(
    `SELECT properties->>'kind' AS kind FROM event WHERE "recordId" = $1 AND type = 'sla.breached' ORDER BY 1`,
    [id],
  );
  expect(told).toEqual([{ kind: 'custom' }, { kind: 'next-response' }]);
});
