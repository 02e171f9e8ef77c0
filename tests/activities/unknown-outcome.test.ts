import { describe, expect, test } from '@jest/globals';
import { systemActor } from '../../crm/actor.ts';
import { operateRun } from '../../crm/runs/operate-runs.ts';
import type { RunAction } from '../../crm/runs/run-action.ts';
import { recordEvidence } from '../../crm/sending/evidence.ts';
import { expireLeases } from '../../crm/sending/expire-leases.ts';
import { type HandOverResult, recordOutcomes } from '../../crm/sending/record-outcomes.ts';
import type { JsonObject } from '../../domain/json.ts';
import { engineWorld } from '../harness/engine-world.ts';
import { scriptedSender } from '../harness/scripted-sender.ts';
import { until } from '../harness/until.ts';
import { waitsForLock } from '../harness/waits-for-lock.ts';

/** What the next hand-overs come to; accepted when nothing is left. */
const script: (HandOverResult | 'killed')[] = [];
const lost = { kind: 'unknown', reason: 'connection-lost' } as const;
const sender = scriptedSender(() => {
  const next = script.shift();
  if (next === 'killed') throw new Error('killed');
  return next as Exclude<HandOverResult, { answer?: unknown }> | undefined;
});

const world = engineWorld({ senders: { email: sender, sms: sender, webhook: sender } });

const incident = { onUnknown: 'incident' };
const mail = (more: JsonObject = incident) => ({ type: 'send-email', config: { template: 'welcome', ...more } });

/** Enters a workflow whose one step sends, then tags; the hand-over ends as given. @returns the run's id */
async function enter(key: string, step: JsonObject, ...ends: (HandOverResult | 'killed')[]): Promise<string> {
  await world.publish({
    key,
    triggers: [{ id: 't', type: 'event', event: key }],
    start: 'm',
    steps: {
      m: { next: { done: 'after', rejected: 'refused', error: null }, ...step },
      after: { type: 'add-tag', config: { tag: 'after' }, next: {} },
      refused: { type: 'add-tag', config: { tag: 'refused' }, next: {} },
    },
  });
  const { id } = await world.create('lead', { firstName: key, email: `${key}@example.test`, phone: '+12025550101' });
  await world.happen({ type: key, recordType: 'lead', recordId: id });
  script.push(...ends);
  if (!ends.includes('killed')) await world.settle();
  else {
    await expect(world.settle()).rejects.toThrow('killed');
    await endLeases();
  }
  return (await world.runsOf(key))[0]?.data.id ?? '';
}

/** As if nobody had reported until the lease was over. */
async function endLeases(): Promise<void> {
  const over = new Date(world.now().getTime() - 1);
  await world.db.query('UPDATE message SET "leaseUntil" = $1 WHERE "leaseUntil" IS NOT NULL', [over]);
  await world.db.query('UPDATE hand_off SET "leaseUntil" = $1', [over]);
  await expireLeases(world.db, world.now());
  await world.settle();
}

const act = async (id: string, action: RunAction) => {
  const { versions, deps } = world;
  const operating = { actor: systemActor, versions, company: deps.settings, now: world.now() };
  await world.db.transaction((tx) => operateRun(tx, id, action, operating));
  await world.settle();
};
const messagesOf = (runId: string) =>
  world.db.query<{ id: string; attempt: number; state: string; reason: string | null; key: string }>(
    `SELECT id, attempt, state, reason, payload->>'key' AS key FROM message WHERE "runId" = $1 ORDER BY attempt`,
    [runId],
  );
const toldOf = async (runId: string) =>
  (await messagesOf(runId)).map(({ attempt, state, reason }) => `${attempt} ${state} ${reason}`);
const incidentsOf = (runId: string) =>
  world.db.query<{ code: string; message: string; resolution: string | null; details: JsonObject }>(
    'SELECT code, message, resolution, details FROM incident WHERE "runId" = $1 ORDER BY "createdAt", id',
    [runId],
  );
const resolutionsOf = async (runId: string) => (await incidentsOf(runId)).map(({ resolution }) => resolution);
const standing = async (runId: string) => {
  const [run] = await world.db.query<{ state: string; error: JsonObject | null }>(
    'SELECT state, error FROM run WHERE id = $1',
    [runId],
  );
  return `${run?.state} ${await world.pathOf(runId)}`;
};
const idOf = async (runId: string, attempt = 1) =>
  (await messagesOf(runId)).find((message) => message.attempt === attempt)?.id ?? '';
const opened = async (runId: string, attempt = 1) => {
  const messageId = await idOf(runId, attempt);
  const at = world.now();
  const opening = { messageId, kind: 'opened', dedupe: 'open', at, bot: false, details: {} } as const;
  await world.db.transaction((tx) => recordEvidence(tx, [opening], at));
  await world.settle();
};

describe('a killed hand-off', () => {
  test('goes on as done where the step says nothing', async () => {
    const run = await enter('silent', mail({}), 'killed');
    expect([await standing(run), await toldOf(run)]).toEqual([
      'completed m>done after>done',
      ['1 unknown lease-expired'],
    ]);
    expect(await incidentsOf(run)).toEqual([]);
  });

  test('raises one incident where the step asks for it, also past a drawn error outlet; it says what can be done', async () => {
    const run = await enter('asking', mail(), 'killed');
    await endLeases();
    await world.pass(86_400_000);
    expect([await standing(run), await toldOf(run)]).toEqual(['incident m', ['1 unknown lease-expired']]);
    const incidents = await incidentsOf(run);
    expect(incidents).toEqual([
      {
        code: 'outcome-unknown',
        message: expect.stringMatching(/^The e-mail was handed over.*\(lease-expired\).*Retry sends.*skip goes on/),
        resolution: null,
        details: expect.objectContaining({ visit: 1, messageIds: [await idOf(run)] }),
      },
    ]);
  });

  test('is sent once more by a retry: a new attempt under the same Message-ID', async () => {
    const run = await enter('retried', mail(), 'killed');
    await act(run, { action: 'retry' });
    expect([await standing(run), await toldOf(run)]).toEqual([
      'completed m>done after>done',
      ['1 unknown sent-again', '2 accepted null'],
    ]);
    const [first, second] = await messagesOf(run);
    expect(second?.key).toBe(first?.key);
    expect(await resolutionsOf(run)).toEqual(['retried']);
  });

  test('is let be by a skip: the run goes on as if it had been sent', async () => {
    const run = await enter('skipped', mail(), 'killed');
    await act(run, { action: 'skip' });
    expect([await standing(run), await toldOf(run)]).toEqual([
      'completed m>done after>done',
      ['1 unknown lease-expired'],
    ]);
    expect(await resolutionsOf(run)).toEqual(['skipped']);
  });
});

describe('what becomes known later', () => {
  test('of a message that arrived lets the run go on as done and closes the incident', async () => {
    const run = await enter('evident', mail(), lost);
    expect(await standing(run)).toBe('incident m');
    await opened(run);
    expect([await standing(run), await toldOf(run)]).toEqual(['completed m>done after>done', ['1 opened null']]);
    expect(await resolutionsOf(run)).toEqual(['outcome-known']);
  });

  test('is known to a paused run when it is resumed', async () => {
    const run = await enter('paused', mail(), lost);
    await act(run, { action: 'pause' });
    await opened(run);
    expect(await standing(run)).toBe('paused m');
    await act(run, { action: 'resume' });
    expect(await standing(run)).toBe('completed m>done after>done');
  });

  test('of a first attempt answers a second whose outcome is unknown as well', async () => {
    const run = await enter('twice', mail(), lost, lost);
    await act(run, { action: 'retry' });
    expect([await standing(run), await toldOf(run)]).toEqual([
      'incident m',
      ['1 unknown sent-again', '2 unknown connection-lost'],
    ]);
    await opened(run);
    expect(await standing(run)).toBe('completed m>done after>done');
    expect(await resolutionsOf(run)).toEqual(['retried', 'outcome-known']);
  });

  test('between a retry and its leg is the answer: nothing is sent again', async () => {
    const run = await enter('overtaken', mail(), lost);
    const { versions, deps } = world;
    const operating = { actor: systemActor, versions, company: deps.settings, now: world.now() };
    await world.db.transaction((tx) => operateRun(tx, run, { action: 'retry' }, operating));
    await opened(run);
    expect([await standing(run), await toldOf(run)]).toEqual(['completed m>done after>done', ['1 opened null']]);
  });

  test.each([
    ['accepted', { kind: 'accepted', providerId: 'late', response: '250 late' }, 'completed m>done after>done'],
    [
      'refused',
      { kind: 'refused', code: '550', response: 'no', permanent: true, class: 'policy' },
      'completed m>rejected refused>done',
    ],
  ] as const)('by the late report of whoever handed it over: %s', async (name, result, end) => {
    const run = await enter(`late-${name}`, mail(), 'killed');
    expect(await standing(run)).toBe('incident m');
    const messageId = await idOf(run);
    const [row] = await world.db.query<{ at: Date }>('SELECT "handOffAt" AS at FROM message WHERE id = $1', [
      messageId,
    ]);
    await recordOutcomes(
      world.db,
      [{ messageId, runId: run, handOffAt: row?.at ?? null, provider: 'scripted', result }],
      world.now(),
    );
    await world.settle();
    expect([await standing(run), await resolutionsOf(run)]).toEqual([end, ['outcome-known']]);
  });

  test('while the leg that reads it as unknown is under way ends the incident that this leg makes', async () => {
    const run = await enter('raced', mail(), lost);
    const [position] = await world.db.query<{ row: JsonObject }>(
      'SELECT to_jsonb(p) AS row FROM run_position p WHERE "runId" = $1',
      [run],
    );
    // The leg has read the message, holds the run and has not stopped it yet.
    await world.db.query(`UPDATE run_position SET state = 'sending', error = NULL WHERE "runId" = $1`, [run]);
    let report: Promise<unknown> = Promise.resolve();
    await world.db.transaction(async (tx) => {
      await tx.query('SELECT 1 FROM run WHERE id = $1 FOR UPDATE', [run]);
      report = opened(run);
      await until('the report waits', () => waitsForLock(world.db));
      await tx.query(`UPDATE run_position SET state = 'incident', error = $2::jsonb WHERE "runId" = $1`, [
        run,
        JSON.stringify(position?.row.error ?? null),
      ]);
    });
    await report;
    expect(await standing(run)).toBe('completed m>done after>done');
  });
});

test.each([
  ['send-sms', { body: 'Hi' }, 'The SMS'],
  ['send-webhook', { url: 'https://erp.example.test/orders' }, 'The call'],
])('%s asks for an incident as well, and is sent once more by a retry', async (type, config, named) => {
  const run = await enter(`other-${type}`, { type, config: { ...config, ...incident } }, lost);
  expect((await incidentsOf(run)).map(({ code, message }) => [code, message.slice(0, named.length)])).toEqual([
    ['outcome-unknown', named],
  ]);
  await act(run, { action: 'retry' });
  expect([await standing(run), await toldOf(run)]).toEqual([
    'completed m>done after>done',
    ['1 unknown sent-again', '2 accepted null'],
  ]);
  const [first, second] = await messagesOf(run);
  expect(second?.key).toBe(first?.key);
});
