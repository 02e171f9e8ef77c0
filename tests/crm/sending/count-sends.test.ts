import { newId } from '../../../crm/ids.ts';
import { readSendCounts } from '../../../crm/sending/count-sends.ts';
import { recordEvidence } from '../../../crm/sending/evidence.ts';
import { expireLeases } from '../../../crm/sending/expire-leases.ts';
import { handOff } from '../../../crm/sending/hand-off.ts';
import { type HandOverResult, recordOutcomes } from '../../../crm/sending/record-outcomes.ts';
import { reserve } from '../../../crm/sending/reserve.ts';
import { noon, sendingWorld } from '../../harness/sending-world.ts';

const world = sendingWorld({ welcome: '<p>Hello</p>' });
const leaseMs = 50_000;
const taken: HandOverResult = { kind: 'accepted', providerId: 'q', response: '250' };
const refused: HandOverResult = { kind: 'refused', code: '550', response: 'no', permanent: true, class: 'policy' };
const deferred: HandOverResult = { kind: 'deferred', code: '421', response: 'busy' };
const lost: HandOverResult = { kind: 'unknown', reason: 'connection-lost' };

/** Messages that are being handed over. */
async function leaving(count: number, channel: 'email' | 'webhook' = 'email'): Promise<string[]> {
  const ids = Array.from({ length: count }, newId);
  const rows = ids.map((id) => ({ id, channel, to: `${id}@example.test`, state: 'planned' as const, attempt: 1 }));
  await reserve(world.db, rows, noon);
  const messages = ids.map((id) => ({ id, runId: null, fence: 0 }));
  expect((await handOff(world.db, { messages, leaseMs, now: noon })).cleared).toHaveLength(count);
  return ids;
}
const record = (ids: readonly string[], result: HandOverResult) =>
  recordOutcomes(
    world.db,
    ids.map((messageId) => ({ messageId, runId: null, handOffAt: noon, provider: 'p', result })),
    noon,
  );
/** What was counted while something was done. */
async function counted(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const all = async () =>
    new Map((await readSendCounts(world.db)).map(({ channel, outcome, count }) => [`${channel} ${outcome}`, count]));
  const before = await all();
  await work();
  const grown = [...(await all())].map(([key, count]): [string, number] => [key, count - (before.get(key) ?? 0)]);
  return Object.fromEntries(grown.filter(([, count]) => count !== 0));
}

test('each send counts once, by what first came of it; a deferral is no outcome', async () => {
  const counts = await counted(async () => {
    await record(await leaving(3), taken);
    await record(await leaving(2), refused);
    await record(await leaving(1), deferred);
    await record(await leaving(1, 'webhook'), { ...taken, answer: { status: 200, body: '{}', truncated: false } });
    await record(await leaving(1, 'webhook'), deferred);
  });
  expect(counts).toEqual({ 'email accepted': 3, 'email rejected': 2, 'webhook accepted': 1, 'webhook rejected': 1 });
});

test('an unknown one counts as unknown, whatever is learned later', async () => {
  const counts = await counted(async () => {
    const ids = await leaving(2);
    await record(ids, lost);
    await record(ids, taken);
    const [silent = ''] = await leaving(1);
    await expireLeases(world.db, new Date(noon.getTime() + leaseMs + 1));
    await record([silent], taken);
  });
  expect(counts).toEqual({ 'email unknown': 3 });
});

test('one of which its reader tells before its sender does counts once', async () => {
  const counts = await counted(async () => {
    const [id = ''] = await leaving(1);
    const opening = { messageId: id, kind: 'opened', dedupe: 'open', at: noon, bot: false, details: {} } as const;
    await world.db.transaction((tx) => recordEvidence(tx, [opening], noon));
    await record([id], taken);
  });
  expect(counts).toEqual({ 'email accepted': 1 });
});

test('what many record at the same time is counted exactly', async () => {
  const counts = await counted(async () => {
    const batches = await Promise.all(Array.from({ length: 20 }, () => leaving(5)));
    await Promise.all(batches.map((ids, n) => record(ids, n % 2 === 0 ? taken : refused)));
  });
  expect(counts).toEqual({ 'email accepted': 50, 'email rejected': 50 });
});
