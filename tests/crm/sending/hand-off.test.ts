import { claimRuns } from '../../../activities/leg/claim-runs.ts';
import { systemActor } from '../../../crm/actor.ts';
import { changeConsents } from '../../../crm/consent/change-consents.ts';
import type { Tx } from '../../../crm/database.ts';
import { newId } from '../../../crm/ids.ts';
import { pauseAll } from '../../../crm/runs/pause-all.ts';
import { expireLeases } from '../../../crm/sending/expire-leases.ts';
import { handOff } from '../../../crm/sending/hand-off.ts';
import { type HandOverResult, recordOutcomes } from '../../../crm/sending/record-outcomes.ts';
import { reserve } from '../../../crm/sending/reserve.ts';
import { noon, requestOf, sendingWorld } from '../../harness/sending-world.ts';
import { until } from '../../harness/until.ts';
import { waitsForLock } from '../../harness/waits-for-lock.ts';

const world = sendingWorld({ welcome: '<p>Hello</p>' });
const leaseMs = 50_000;
const later = (seconds: number) => new Date(noon.getTime() + seconds * 1000);

const withdraw = (tx: Tx, ...addresses: string[]) =>
  changeConsents(
    tx,
    { actor: systemActor, now: noon, source: 'test', evidence: {} },
    addresses.map((address) => ({ channel: 'email', address, topic: '*', state: 'withdrawn' })),
  );

let counter = 0;
async function planned({ topic = 'newsletter', workflowId = newId() } = {}) {
  counter += 1;
  const email = `person-${counter}@example.test`;
  const run = await world.run({ workflowId });
  const person = await world.lead({ email });
  const request = requestOf(run, { person, message: { channel: 'email', template: 'welcome', topic } });
  const [plan] = await world.plan([request]);
  if (plan?.kind !== 'planned') throw new Error('not planned');
  return { id: plan.messageId, runId: run.id, fence: run.fence, email, request };
}
/** Whether the run may be taken for a leg. */
const canBeTaken = async (runId: string, now: Date) => {
  const [run] = await world.db.query<{ carrierId: string }>('SELECT "carrierId" FROM run WHERE id = $1', [runId]);
  const claim = { carrierId: run?.carrierId ?? '', lane: 0, lanes: 1, now, limit: 10, ids: [runId] };
  return (await world.db.transaction((tx) => claimRuns(tx, claim))).runs.length === 1;
};
const off = (...messages: { id: string; runId: string | null; fence: number }[]) =>
  handOff(world.db, { messages, leaseMs, now: noon });
const record = (
  message: { id: string; runId: string },
  result: HandOverResult,
  at: Date | null = noon,
  now = later(1),
) =>
  recordOutcomes(
    world.db,
    [{ messageId: message.id, runId: message.runId, handOffAt: at, provider: 'smtp', result }],
    now,
  );
const taken: HandOverResult = { kind: 'accepted', providerId: 'q1', response: '250 ok' };
const refusal = (more: object = {}) =>
  ({ kind: 'refused', code: '550', response: '550 no', permanent: true, class: 'policy', ...more }) as const;

describe('the hand-off', () => {
  it('puts the message under a lease that also keeps its run', async () => {
    const message = await planned();
    expect(await off(message)).toEqual({ cleared: [message.id], held: [], skipped: [] });
    expect(await world.row(message.id)).toMatchObject({ state: 'handing-off', handOffAt: noon, leaseUntil: later(50) });
    expect(await canBeTaken(message.runId, later(49))).toBe(false);
    expect(await canBeTaken(message.runId, later(50))).toBe(true);
    // Whoever asks a second time sends nothing.
    expect((await off(message)).held).toEqual([{ id: message.id, why: 'not-open' }]);
  });

  it('clears nothing for a fence that has risen, a pause, or a run that ended', async () => {
    const workflowId = newId();
    await world.db.query(`INSERT INTO workflow (id, key, name, state, draft) VALUES ($1, 'w', 'w', 'paused', '{}')`, [
      workflowId,
    ]);
    const [stale, paused, inPausedWorkflow, ended, good] = await Promise.all([
      planned(),
      planned(),
      planned({ workflowId }),
      planned(),
      planned(),
    ]);
    await world.db.query('UPDATE run SET fence = fence + 1 WHERE id = $1', [stale.runId]);
    await world.db.query('UPDATE run SET paused = true WHERE id = $1', [paused.runId]);
    await world.db.query(`UPDATE run SET state = 'cancelled', "endedAt" = now() WHERE id = $1`, [ended.runId]);
    const result = await off(stale, paused, inPausedWorkflow, ended, good);
    expect(result.cleared).toEqual([good.id]);
    expect(result.held).toEqual([
      { id: stale.id, why: 'stale' },
      { id: paused.id, why: 'run-paused' },
      { id: inPausedWorkflow.id, why: 'workflow-paused' },
    ]);
    expect(result.skipped).toEqual([{ id: ended.id, reason: 'run-ended' }]);
    expect(await world.row(ended.id)).toMatchObject({ state: 'skipped', reason: 'run-ended' });
    expect(await world.row(stale.id)).toMatchObject({ state: 'planned' });
  });

  it('holds everything while everything is paused, also what no run asked for', async () => {
    const message = await planned();
    const alone = { id: newId(), runId: null, fence: 0 };
    await reserve(
      world.db,
      [{ id: alone.id, channel: 'email', to: 'me@example.test', state: 'planned', attempt: 1 }],
      noon,
    );
    await world.db.transaction((tx) => pauseAll(tx, true));
    expect((await off(message)).held).toEqual([{ id: message.id, why: 'all-paused' }]);
    expect((await off(alone)).held).toEqual([{ id: alone.id, why: 'all-paused' }]);
    await world.db.transaction((tx) => pauseAll(tx, false));
    expect((await off(message)).cleared).toEqual([message.id]);
  });

  it('asks for consent and suppression again', async () => {
    const [gone, bounced, service] = await Promise.all([
      planned(),
      planned({ topic: 'service' }),
      planned({ topic: 'service' }),
    ]);
    await world.db.transaction((tx) =>
      changeConsents(
        tx,
        { actor: systemActor, now: noon, source: 'test', evidence: {} },
        [gone, service].map(({ email }) => ({ channel: 'email', address: email, topic: '*', state: 'withdrawn' })),
      ),
    );
    await world.db.query(`INSERT INTO suppression (channel, address, reason) VALUES ('email', $1, 'hard-bounce')`, [
      bounced.email,
    ]);
    expect(await off(gone, bounced, service)).toEqual({
      cleared: [service.id],
      held: [],
      skipped: [
        { id: gone.id, reason: 'unsubscribed' },
        { id: bounced.id, reason: 'suppressed' },
      ],
    });
  });

  it('waits for a withdrawal under way, and heeds it', async () => {
    const message = await planned();
    let handing: ReturnType<typeof off> | undefined;
    await world.db.transaction(async (tx) => {
      await withdraw(tx, message.email);
      handing = off(message);
      await until('the hand-off waits', () => waitsForLock(world.db));
    });
    expect((await handing)?.skipped).toEqual([{ id: message.id, reason: 'unsubscribed' }]);
  });
});

describe('what became of a hand-over', () => {
  it('is recorded without the fence, once, and frees the run', async () => {
    const message = await planned();
    await off(message);
    await world.db.query('UPDATE run SET fence = fence + 1 WHERE id = $1', [message.runId]);
    expect((await record(message, taken))[0]).toMatchObject({ state: 'accepted', response: '250 ok' });
    expect(await world.row(message.id)).toMatchObject({
      state: 'accepted',
      provider: 'smtp',
      providerId: 'q1',
      response: '250 ok',
      sentAt: later(1),
      leaseUntil: null,
    });
    expect(await canBeTaken(message.runId, later(1))).toBe(true);
    expect((await record(message, refusal()))[0]).toMatchObject({ state: 'accepted' });
  });

  it('defers with growing delays, and gives up after a day', async () => {
    const message = await planned();
    await off(message);
    const busy: HandOverResult = { kind: 'deferred', code: '451', response: '451 later' };
    expect((await record(message, busy))[0]).toMatchObject({ state: 'deferred', reason: '451', dueAt: later(3) });
    expect((await record(message, busy, null, later(3)))[0]).toMatchObject({ state: 'deferred', dueAt: later(7) });
    expect((await record(message, { ...busy, retryAfterMs: 60_000 }, null, later(7)))[0]).toMatchObject({
      dueAt: later(67),
    });
    expect((await record(message, busy, null, later(24 * 3600)))[0]).toMatchObject({
      state: 'rejected',
      reason: 'retries-exhausted',
    });
  });

  it('of an older hand-off is ignored', async () => {
    const message = await planned();
    await off(message);
    await record(message, { kind: 'deferred', code: '451', response: '' });
    const second = await handOff(world.db, { messages: [message], leaseMs, now: later(10) });
    expect(second.cleared).toEqual([message.id]);
    expect((await record(message, { kind: 'deferred', code: '451', response: '' }))[0]).toMatchObject({
      state: 'handing-off',
    });
    expect((await record(message, taken, later(10), later(11)))[0]).toMatchObject({ state: 'accepted' });
  });

  it('suppresses an address that does not exist, and only such', async () => {
    const [policy, hard] = await Promise.all([planned(), planned()]);
    await off(policy, hard);
    expect((await record(policy, refusal()))[0]).toMatchObject({ state: 'rejected', reason: '550' });
    await record(hard, refusal({ class: 'hard-bounce' }));
    const rows = await world.db.query(
      'SELECT address, reason, "messageId" FROM suppression WHERE address = ANY($1::text[])',
      [[policy.email, hard.email]],
    );
    expect(rows).toEqual([{ address: hard.email, reason: 'hard-bounce', messageId: hard.id }]);
    expect(
      await world.db.query(`SELECT 1 FROM event WHERE type = 'email.bounced' AND properties->>'messageId' = $1`, [
        hard.id,
      ]),
    ).toHaveLength(1);
  });

  it('is unknown once its lease has ended, until the sender reports after all', async () => {
    const message = await planned();
    await off(message);
    expect(await expireLeases(world.db, later(49))).toEqual([]);
    expect(await expireLeases(world.db, later(51))).toContain(message.id);
    expect(await world.row(message.id)).toMatchObject({ state: 'unknown', reason: 'lease-expired' });
    expect(await canBeTaken(message.runId, later(50))).toBe(true);
    expect((await record(message, taken, noon, later(60)))[0]).toMatchObject({ state: 'accepted', reason: null });
  });
});
