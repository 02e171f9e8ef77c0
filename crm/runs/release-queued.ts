import type { Tx } from '../database.ts';
import { type Admitting, admitWaiting, type WaitingMatch } from './admit-waiting.ts';
import type { RunRow } from './run-row.ts';
import { lockWaitKeys } from './wake.ts';

/** What matches queue for: the end of the run under way for a record, or for a concurrency key. */
type Turn = { readonly workflowId: string; readonly workflowKey: string; readonly key: string };
type Queued = WaitingMatch & Turn;

/** Matches looked at together behind one that was refused. */
const several = 100;

const turnOf = ({ workflowId, workflowKey, concurrencyKey, data }: RunRow): Turn => ({
  workflowId,
  workflowKey,
  key: concurrencyKey ?? data.subject.id,
});

const subjectLock = (workflowId: string, subjectId: string) => `enroll:${workflowId}:${subjectId}`;

/** The lock under which matches for the same key, or else the same record, are decided. */
const enrollmentLock = ({ workflowId, concurrencyKey, data }: RunRow) =>
  concurrencyKey === null ? subjectLock(workflowId, data.subject.id) : `enroll:${workflowId}:key:${concurrencyKey}`;

/**
 * Gives the oldest match that was queued behind each run that has ended its turn: it is judged as if it were made now. Where
 * that refuses it, the next one has its turn.
 */
export async function releaseQueued(tx: Tx, ended: readonly RunRow[], admitting: Admitting): Promise<void> {
  if (ended.length === 0) return;
  const known = await admitting.versions.get(
    tx,
    ended.map(({ versionId }) => versionId),
  );
  await lockTurns(
    tx,
    ended.filter(({ versionId }) => known.get(versionId)?.definition.enrollment.concurrency.mode === 'queue'),
  );
  const seen = new Set<string>();
  let turns: readonly Turn[] = ended.map(turnOf);
  for (let most = 1; turns.length > 0; most = several) {
    const matches = (await oldestWaiting(tx, turns, { most, locked: true })).filter(({ id }) => !seen.has(id));
    if (matches.length === 0) return;
    const kinds = await admitWaiting(tx, matches, admitting);
    for (const { id } of matches) seen.add(id);
    const taken = new Set(matches.filter(({ id }) => kinds.get(id) === 'started').map(nameOf));
    turns = matches.filter((match) => !taken.has(nameOf(match)));
  }
}

const nameOf = ({ workflowId, key }: Turn) => `${workflowId} ${key}`;

/**
 * A match that is being queued right now is waited for: it has not seen the end of the run. The records of those that may have
 * their turn come before the keys, as admissions lock them.
 */
async function lockTurns(tx: Tx, behind: readonly RunRow[]): Promise<void> {
  const keyed = behind.filter(({ concurrencyKey }) => concurrencyKey !== null).map(turnOf);
  const next = keyed.length === 0 ? [] : await oldestWaiting(tx, keyed, { most: 1, locked: false });
  await lockWaitKeys(
    tx,
    next.map(({ workflowId, subjectId }) => subjectLock(workflowId, subjectId)),
  );
  await lockWaitKeys(tx, behind.map(enrollmentLock));
}

/** The oldest matches that wait for each turn. */
function oldestWaiting(
  tx: Tx,
  turns: readonly Turn[],
  { most, locked }: { most: number; locked: boolean },
): Promise<Queued[]> {
  const distinct = new Map(
    turns.map(({ workflowId, workflowKey, key }) => [`${workflowId} ${key}`, { workflowId, workflowKey, key }]),
  );
  return tx.query<Queued>(
    `
    SELECT e.*, q.* FROM jsonb_to_recordset($1::jsonb) AS q("workflowId" uuid, "workflowKey" text, key text)
    CROSS JOIN LATERAL (
      SELECT id, state, "triggerId", cause, "subjectType", "subjectId", "createdAt", payload FROM enrollment
      WHERE "workflowId" = q."workflowId" AND state = 'queued' AND payload->>'key' = q.key ORDER BY "createdAt", id LIMIT ${most}
      ${locked ? 'FOR UPDATE' : ''}) e ORDER BY e."createdAt", e.id`,
    [JSON.stringify([...distinct.values()])],
  );
}
