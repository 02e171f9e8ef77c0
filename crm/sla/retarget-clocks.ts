import { isDeepStrictEqual } from 'node:util';
import { isRecordType } from '../../domain/records/record-types.ts';
import { type Actor, systemActor } from '../actor.ts';
import { auditActions } from '../audit/record-action.ts';
import type { Replanner, Replanning } from '../calendars/on-change.ts';
import type { Database, Tx } from '../database.ts';
import type { Looked } from './apply-looks.ts';
import { type ClockRow, lockClocks, saveClocks } from './clock-row.ts';
import { type Judged, judgePolicies } from './judge-policies.ts';
import { lookByPolicy } from './look-by-policy.ts';
import { listPolicies, type StoredPolicy } from './policies.ts';
import { tellNews } from './tell-news.ts';

/** Clocks looked at in one transaction. */
const batch = 200;

type Retargeting = Pick<Replanning, 'company' | 'now'> & {
  /** Who stored one, by its key. */
  readonly storedBy: ReadonlyMap<string, Actor>;
  readonly policies: readonly StoredPolicy[];
};

/**
 * Open clocks get the targets and warnings that their policy has now; what they have consumed stays. Whose clocks a policy has, and
 * what starts, stops and pauses them, counts from the next change of the record on. Records with a change that is not dispatched yet
 * are left to that.
 */
export const retargetClocks: Replanner = async (db, { policies: storedBy, trial, company, now }) => {
  if (trial || storedBy === undefined || storedBy.size === 0) return 0;
  const retargeting = { company, now, storedBy, policies: await listPolicies(db, { active: true }) };
  let moved = 0;
  for (let after: string | null = null; ; ) {
    const found: Batch = await retargetBatch(db, after, retargeting);
    moved += found.moved;
    after = found.rows.at(-1)?.id ?? null;
    if (found.rows.length < batch) return moved;
  }
};

type Batch = { readonly rows: readonly ClockRow[]; readonly moved: number };

function retargetBatch(db: Database, after: string | null, given: Retargeting): Promise<Batch> {
  return db.transaction(async (tx) => {
    const rows = await lockClocks(
      tx,
      `c."policyKey" = ANY($1::text[]) AND c."endedAt" IS NULL AND ($2::uuid IS NULL OR c.id > $2)
       AND NOT EXISTS (SELECT 1 FROM event e WHERE e."recordId" = c."recordId" AND e."doneAt" IS NULL AND e.record IS NOT NULL)`,
      [[...given.storedBy.keys()], after],
      { limit: batch },
    );
    const judged = await judgeNow(tx, rows, given);
    const changed = rows.flatMap((row, n) => retargeted(row, judged[n] ?? null, given) ?? []);
    await saveClocks(
      tx,
      changed.map(({ row }) => row),
    );
    await auditActions(
      tx,
      changed.flatMap(({ audit }) => audit),
    );
    await tellNews(tx, changed, given.now);
    return { rows, moved: changed.length };
  });
}

/** What the policies say of the records of clocks as they are stored now. */
function judgeNow(tx: Tx, rows: readonly ClockRow[], { policies, now }: Retargeting): Promise<(Judged | null)[]> {
  const moments = rows.map(({ recordType, recordId, seenSeq }) => {
    if (!isRecordType(recordType)) throw new Error(`A clock counts for a record of the unknown type ${recordType}.`);
    return { recordType, recordId, seq: seenSeq, at: now, record: {} };
  });
  return judgePolicies(tx, moments, policies);
}

/** Null for a clock that has the same target and marks, or whose record is another policy's now. */
function retargeted(row: ClockRow, judged: Judged | null, { company, now, storedBy }: Retargeting): Looked | null {
  const clock = judged?.clocks.find(({ clock: { id } }) => id === row.clockKey);
  if (!judged || !clock || judged.policy.key !== row.policyKey) return null;
  const found = { ...clock, paused: row.kept.clock.state === 'paused', stops: false };
  const looked = lookByPolicy(
    row,
    { moment: { at: now }, judged, found, company },
    storedBy.get(judged.policy.key) ?? systemActor,
  );
  if (!looked) return null;
  const isSame =
    looked.row.kept.clock.target === row.kept.clock.target && isDeepStrictEqual(looked.row.marks, row.marks);
  return isSame ? null : looked;
}
