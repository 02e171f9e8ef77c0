import { expect, test } from '@jest/globals';
import type { EngineDeps, FaultPoint } from '../../activities/engine.ts';
import { claimRuns } from '../../activities/leg/claim-runs.ts';
import { legTransaction } from '../../activities/leg/leg-transaction.ts';
import { takeLegs } from '../../activities/leg/take-legs.ts';
import { systemActor } from '../../crm/actor.ts';
import type { Tx } from '../../crm/database.ts';
import { acceptEvents, type IncomingEvent } from '../../crm/events/accept.ts';
import type { Change } from '../../crm/records/change.ts';
import { writeRecords } from '../../crm/records/write.ts';
import { randomSource, shuffle } from '../chaos/random-source.ts';
import { engineWorld } from '../harness/engine-world.ts';
import { until } from '../harness/until.ts';
import { waitsForLock } from '../harness/waits-for-lock.ts';

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
  { id: 'matched', event: 'race.matched', correlate: { property: 'no', value: { text: '{{record.company}}' } } },
  { id: 'field', when: { '==': [{ var: 'record.status' }, 'hot'] } },
  { id: 'changed', event: 'record.updated', when: { '==': [{ var: 'event.properties.score' }, 7] } },
] as const;

/** When that which a run waits for is written (w), committed (c) and dispatched (d), against its leg, which begins, registers the wait and commits. */
const moments = [
  'w, leg begins, c, d, wait is registered',
  'leg begins, w, c, d, wait is registered',
  'leg begins, w, c, wait is registered, d, leg commits',
  'leg begins, wait is registered, w, c, d, leg commits',
  'leg begins, w, wait is registered, leg commits, c, d',
] as const;

type Racing = {
  readonly id: string;
  readonly company: string;
  readonly branch: (typeof raceBranches)[number]['id'];
  readonly moment: (typeof moments)[number];
};

/** What these runs wait for. */
async function happenFor(tx: Tx, racing: readonly Racing[]): Promise<void> {
  const by = { actor: systemActor, cause: [], now: world.now() };
  const events = racing.flatMap(({ id, company, branch }): IncomingEvent[] => {
    if (branch === 'own') return [{ type: 'race.own', recordType: 'lead', recordId: id }];
    return branch === 'matched' ? [{ type: 'race.matched', properties: { no: company } }] : [];
  });
  await acceptEvents(tx, by, events);
  const changes = racing.flatMap(({ id, branch }): Change[] => {
    const set = { field: { status: 'hot' }, changed: { score: 7 }, own: null, matched: null }[branch];
    return set === null ? [] : [{ kind: 'update', type: 'lead', id, change: { set } }];
  });
  await writeRecords(tx, { ...by, automations: true }, changes);
}

/** Writes, and commits when what it gives is called. */
async function writeOpen(racing: readonly Racing[]): Promise<() => Promise<void>> {
  const [written, told] = [gate(), gate()];
  const done = world.db.transaction(async (tx) => {
    await happenFor(tx, racing);
    written.open();
    await told.opened;
  });
  await Promise.race([written.opened, done]);
  return async () => {
    told.open();
    await done;
  };
}

function gate(): { readonly open: () => void; readonly opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

const dispatchAll = async () => {
  while ((await world.dispatch()) > 0);
};

/** 200 leads whose runs are in one carrier and about to begin their wait: each branch at each moment ten times, in a drawn order. */
async function aboutToWait(round: number, random: () => number): Promise<{ carrierId: string; racing: Racing[] }> {
  const kinds = raceBranches.flatMap(({ id: branch }) => moments.map((moment) => ({ branch, moment })));
  const drawn = shuffle(Array.from({ length: 10 }, () => kinds).flat(), random);
  const made = await world.write(
    ...drawn.map((_, n) => ({
      kind: 'create' as const,
      type: 'lead' as const,
      fields: { firstName: 'R', company: `${round}-${n}` },
    })),
  );
  const ids = made.flatMap((result) => (result.kind === 'ok' ? [result.record.id] : []));
  await dispatchAll();
  await enter('race.begin', 'lead', ids);
  await dispatchAll();
  const carriers = await world.db.query<{ carrierId: string }>(
    'SELECT DISTINCT "carrierId" FROM run WHERE "endedAt" IS NULL AND "subjectId" = ANY($1::uuid[])',
    [ids],
  );
  expect(carriers).toHaveLength(1);
  const racing = drawn.map((each, n) => ({ ...each, id: ids[n] ?? '', company: `${round}-${n}` }));
  return { carrierId: carriers[0]?.carrierId ?? '', racing };
}

/**
 * One leg of 200 runs, held twice: where it has read its records and not begun to wait, and where its waits are registered and
 * not committed. @returns how many waits it committed, and how many were met before
 */
async function raceOnce(round: number, random: () => number): Promise<{ met: number; waiting: number }> {
  const { carrierId, racing } = await aboutToWait(round, random);
  const [writtenBefore, dispatched, committed, registered, openAfter] = moments.map((moment) =>
    racing.filter((each) => each.moment === moment),
  );
  const commitWritten = await writeOpen(writtenBefore ?? []);
  let commitLast = async () => {};
  let dispatching: Promise<void> | undefined;
  const texts: number[] = [];
  const renderTexts: EngineDeps['renderTexts'] = async (given) => {
    texts.push(given.length);
    await commitWritten();
    await world.db.transaction((tx) => happenFor(tx, dispatched ?? []));
    await dispatchAll();
    await world.db.transaction((tx) => happenFor(tx, committed ?? []));
    commitLast = await writeOpen(openAfter ?? []);
    return world.deps.renderTexts(given);
  };
  const fault = async (point: FaultPoint) => {
    if (point !== 'before-leg-commit') return;
    await world.db.transaction((tx) => happenFor(tx, registered ?? []));
    dispatching = dispatchAll();
    await until('dispatch meets the keys of the waits', () => waitsForLock(world.db));
  };
  const claim = { carrierId, lane: 0, lanes: 1, now: world.now(), limit: 250 };
  expect(await takeLegs({ ...world.deps, renderTexts, fault }, claim)).toMatchObject({ taken: racing.length });
  expect(texts).toEqual([racing.length]);
  const [{ met, waiting } = { met: 0, waiting: 0 }] = await world.db.query<{ met: number; waiting: number }>(
    `SELECT (count(*) FILTER (WHERE "endedAt" IS NOT NULL))::int AS met, (count(*) FILTER (WHERE "endedAt" IS NULL))::int AS waiting
     FROM run WHERE "carrierId" = $1`,
    [carrierId],
  );
  await dispatching;
  await commitLast();
  await world.settle();
  return { met, waiting };
}

test('1,000 waits, each registered while what it waits for is written, commits or is dispatched: none misses it', async () => {
  const next = { own: null, matched: null, field: null, changed: null, timeout: null };
  await world.publish({
    key: 'race',
    triggers: [{ id: 't', type: 'event', event: 'race.begin' }],
    start: 'w',
    steps: { w: { type: 'wait-for', config: { branches: raceBranches, timeout: 'P1D' }, next } },
  });
  const random = randomSource(12);
  for (let round = 0; round < 5; round += 1)
    // Of five moments, three are before the wait is registered.
    expect(await raceOnce(round, random)).toEqual({ met: 120, waiting: 80 });
  const taken = await world.db.query<{ outlet: string | null; n: number }>(
    `SELECT s.outlet, count(*)::int AS n FROM run r LEFT JOIN run_step s ON s."runId" = r.id WHERE r."workflowKey" = 'race' GROUP BY 1 ORDER BY 1`,
  );
  expect(taken).toEqual(['changed', 'field', 'matched', 'own'].map((outlet) => ({ outlet, n: 250 })));
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
