import { expect, test } from '@jest/globals';
import type { EngineDeps } from '../../activities/engine.ts';
import { claimRuns } from '../../activities/leg/claim-runs.ts';
import { legTransaction } from '../../activities/leg/leg-transaction.ts';
import { systemActor } from '../../crm/actor.ts';
import { acceptEvents } from '../../crm/events/accept.ts';
import { engineWorld } from '../harness/engine-world.ts';

const lanes = 8;
const world = engineWorld();

/** Legs of everything that is due, in lanes at the same time, as the activities of a carrier. */
async function legs(): Promise<void> {
  const due = await world.db.query<{ carrierId: string }>(
    'SELECT DISTINCT "carrierId" FROM run WHERE "endedAt" IS NULL AND "dueAt" <= $1',
    [world.now()],
  );
  await Promise.all(
    due.flatMap(({ carrierId }) =>
      Array.from({ length: lanes }, (_, lane) => world.advance(carrierId, { lane, lanes })),
    ),
  );
}
const jitter = (most: number) => new Promise((resolve) => setTimeout(resolve, Math.random() * most));
const enter = (type: string, recordType: 'lead' | 'account', ids: readonly string[]) =>
  world.db.transaction((tx) =>
    acceptEvents(
      tx,
      { actor: systemActor, cause: [], now: world.now() },
      ids.map((recordId) => ({ type, recordType, recordId })),
    ),
  );

const raceBranches = [
  { id: 'own', event: 'race.own' },
  { id: 'matched', event: 'race.matched', correlate: { property: 'no', value: { rule: { var: 'record.company' } } } },
  { id: 'field', when: { '==': [{ var: 'record.status' }, 'hot'] } },
  { id: 'changed', event: 'record.updated', when: { '==': [{ var: 'event.properties.score' }, 7] } },
];

/** Fifty leads begin to wait while a quarter of them each meets one of the branches, and two dispatchers are at work. */
async function raceOnce(round: number): Promise<void> {
  const made = await world.write(
    ...Array.from({ length: 50 }, (_, n) => ({
      kind: 'create' as const,
      type: 'lead' as const,
      fields: { firstName: 'R', company: `${round}-${n}` },
    })),
  );
  const ids = made.flatMap((result) => (result.kind === 'ok' ? [result.record.id] : []));
  while ((await world.dispatch()) > 0);
  await enter('race.begin', 'lead', ids);
  await world.dispatch();
  const fire = async (id: string, n: number) => {
    await jitter(60);
    const kind = raceBranches[n % 4]?.id;
    if (kind === 'own') await world.happen({ type: 'race.own', recordType: 'lead', recordId: id });
    else if (kind === 'matched') await world.happen({ type: 'race.matched', properties: { no: `${round}-${n}` } });
    else await world.change('lead', id, kind === 'field' ? { status: 'hot' } : { score: 7 });
  };
  const dispatching = async () => {
    for (let n = 0; n < 12; n += 1) {
      await world.dispatch();
      await jitter(10);
    }
  };
  await Promise.all([jitter(20).then(legs), ...ids.map(fire), dispatching(), dispatching()]);
  while ((await world.dispatch()) > 0);
  await legs();
}

test('1,000 waits that begin while what they wait for commits and is dispatched: none misses it', async () => {
  await world.publish({
    key: 'race',
    triggers: [{ id: 't', type: 'event', event: 'race.begin' }],
    start: 'w',
    steps: {
      w: {
        type: 'wait-for',
        config: { branches: raceBranches, timeout: 'P1D' },
        next: { own: null, matched: null, field: null, changed: null, timeout: null },
      },
    },
  });
  const rounds = 20;
  for (let round = 0; round < rounds; round += 1) {
    await raceOnce(round);
  }
  const taken = await world.db.query<{ outlet: string | null; n: number }>(
    `SELECT s.outlet, count(*)::int AS n FROM run r LEFT JOIN run_step s ON s."runId" = r.id WHERE r."workflowKey" = 'race' GROUP BY 1 ORDER BY 1`,
  );
  const each = (at: number) => Array.from({ length: 50 }, (_, n) => n % 4).filter((n) => n === at).length * rounds;
  expect(taken).toEqual([
    { outlet: 'changed', n: each(3) },
    { outlet: 'field', n: each(2) },
    { outlet: 'matched', n: each(1) },
    { outlet: 'own', n: each(0) },
  ]);
}, 600_000);

/** A child that waits for an hour; several of a record may at the same time. */
const child = {
  key: 'race-child',
  subject: 'deal',
  start: 'w',
  triggers: [{ id: 'r', type: 'run' }],
  enrollment: { reentry: { mode: 'always' }, concurrency: 'parallel' },
  steps: {
    w: { type: 'wait', config: { for: 'PT1H' }, next: { done: 'e' } },
    e: { type: 'set-variables', config: { set: {} }, next: { done: null } },
  },
};

const parent = (wait: string) => ({
  key: `race-${wait}`,
  subject: 'account',
  triggers: [{ id: 't', type: 'event', event: 'race.children' }],
  start: 'go',
  steps: {
    go: {
      type: 'start-workflow',
      config: { workflow: 'race-child', subjects: { related: 'deals' }, wait },
      next: { done: null },
    },
  },
  enrollment: { reentry: { mode: 'always' } },
});

/** Accounts with three deals each. @returns the accounts' ids */
async function accountsWithDeals(count: number): Promise<string[]> {
  const accounts: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const account = await world.create('account', { name: `A${n}` });
    await world.write(
      ...[1, 2, 3].map((m) => ({
        kind: 'create' as const,
        type: 'deal' as const,
        fields: { title: `D${m}`, accountId: account.id },
      })),
    );
    accounts.push(account.id);
  }
  return accounts;
}

test('parents wait for all children or any of them, however many end at the same time', async () => {
  await world.publish(child);
  for (const wait of ['all', 'any']) await world.publish(parent(wait));
  const accounts = await accountsWithDeals(40);
  while ((await world.dispatch()) > 0);
  await enter('race.children', 'account', accounts);
  await world.settle();
  await world.pass(30 * 60_000);
  const waiting = await world.db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM run WHERE "workflowKey" = 'race-child' AND "endedAt" IS NULL`,
  );
  expect(waiting).toEqual([{ n: 240 }]);
  await world.db.query(
    `UPDATE run SET "carrierId" = (SELECT min("carrierId"::text)::uuid FROM run WHERE "workflowKey" = 'race-child') WHERE "workflowKey" = 'race-child'`,
  );
  await world.db.query(`UPDATE run_position SET "dueAt" = $1 WHERE state = 'waiting' AND "stepId" = 'w'`, [
    world.now(),
  ]);
  await world.db.query(`UPDATE run SET "dueAt" = $1 WHERE "workflowKey" = 'race-child'`, [world.now()]);
  await legs();
  await legs();
  const states = await world.db.query(
    `SELECT "workflowKey" AS key, state, count(*)::int AS n FROM run WHERE "workflowKey" LIKE 'race-a%' GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  expect(states).toEqual([
    { key: 'race-all', state: 'completed', n: 40 },
    { key: 'race-any', state: 'completed', n: 40 },
  ]);
});

test.each(['own', 'matched', 'field', 'changed', 'related'])(
  'what happens between the begin of a leg and its wait is seen: %s',
  async (kind) => {
    const key = `between-${kind}`;
    const branches = [
      { id: 'own', event: 'between.own' },
      { id: 'matched', event: 'between.matched', correlate: { property: 'no', value: { text: '{{record.title}}' } } },
      { id: 'field', when: { '==': [{ var: 'record.source' }, 'hot'] } },
      { id: 'changed', event: 'record.updated', when: { '==': [{ var: 'event.properties.probability' }, 7] } },
      { id: 'related', when: { '==': [{ var: 'related.account.industry' }, 'steel'] } },
    ];
    const next = { own: null, matched: null, field: null, changed: null, related: null, timeout: null };
    await world.publish({
      key,
      subject: 'deal',
      triggers: [{ id: 't', type: 'event', event: `enter.${key}` }],
      start: 'w',
      steps: { w: { type: 'wait-for', config: { branches, timeout: 'P1D' }, next } },
    });
    const account = await world.create('account', { name: key });
    const deal = await world.create('deal', { title: key, accountId: account.id });
    await world.happen({ type: `enter.${key}`, recordType: 'deal', recordId: deal.id });
    while ((await world.dispatch()) > 0);
    const [run] = await world.runsOf(key);
    const happen = async () => {
      if (kind === 'own') await world.happen({ type: 'between.own', recordType: 'deal', recordId: deal.id });
      else if (kind === 'matched') await world.happen({ type: 'between.matched', properties: { no: key } });
      else if (kind === 'related') await world.change('account', account.id, { industry: 'steel' });
      else await world.change('deal', deal.id, kind === 'field' ? { source: 'hot' } : { probability: 7 });
      while ((await world.dispatch()) > 0);
    };
    // The text of a branch is rendered after the leg has read its records and before it begins to wait.
    const renderTexts: EngineDeps['renderTexts'] = async (texts) => {
      await happen();
      return world.deps.renderTexts(texts);
    };
    const claim = { carrierId: run?.carrierId ?? '', lane: 0, lanes: 1, now: world.now(), limit: 10 };
    await world.db.transaction(async (tx) =>
      legTransaction(tx, { ...world.deps, renderTexts }, { claimed: await claimRuns(tx, claim), now: claim.now }),
    );
    await world.settle();
    expect(await world.pathOf(run?.data.id ?? '')).toBe(`w>${kind}`);
  },
);

test('an event that comes after a run has started and before its first leg counts for its first step', async () => {
  await world.publish({
    key: 'early',
    triggers: [{ id: 't', type: 'event', event: 'enter.early' }],
    start: 'w',
    steps: {
      w: { type: 'wait-for', config: { branches: [{ id: 'own', event: 'early.own' }] }, next: { own: null } },
    },
  });
  const lead = await world.create('lead', { firstName: 'Early' });
  const happen = async (type: string) => {
    await world.happen({ type, recordType: 'lead', recordId: lead.id });
    while ((await world.dispatch()) > 0);
  };
  await happen('early.own');
  await happen('enter.early');
  await happen('early.own');
  await world.settle();
  const [run] = await world.runsOf('early');
  expect(await world.pathOf(run?.data.id ?? '')).toBe('w>own');
});

test('one change that meets two branches takes the first of them', async () => {
  const branch = {
    field: { id: 'field', when: { '==': [{ var: 'record.source' }, 'hot'] } },
    changed: { id: 'changed', event: 'record.updated' },
  };
  const next = { field: null, changed: null };
  const ids: string[] = [];
  for (const [first, second] of [
    ['field', 'changed'],
    ['changed', 'field'],
  ] as const) {
    const steps = { w: { type: 'wait-for', config: { branches: [branch[first], branch[second]] }, next } };
    await world.publish({
      key: `order-${first}`,
      start: 'w',
      steps,
      triggers: [{ id: 't', type: 'event', event: 'order.enter' }],
    });
  }
  const lead = await world.create('lead', { firstName: 'Order' });
  await world.happen({ type: 'order.enter', recordType: 'lead', recordId: lead.id });
  await world.settle();
  await world.change('lead', lead.id, { source: 'hot' });
  await world.settle();
  for (const key of ['order-field', 'order-changed']) ids.push((await world.runsOf(key))[0]?.data.id ?? '');
  expect(await Promise.all(ids.map(world.pathOf))).toEqual(['w>field', 'w>changed']);
});
