import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/json.ts';
import type { Database, Tx } from '../database.ts';

/** Entries sealed in one transaction. */
const batchSize = 2000;
/** The lock that makes one process at a time the sealer. */
const lockKey = 7_301_455;

export type AuditRow = {
  id: string; seq: number; at: Date; actorType: string; actorId: string | null; action: string; resourceType: string; resourceId: string | null;
  changes: unknown; cause: unknown; requestId: string | null;
};

export const auditColumns = 'a.id, a.seq, a.at, a."actorType", a."actorId", a.action, a."resourceType", a."resourceId", a.changes, a.cause, a."requestId"';

/** Before the first entry. */
export const firstHash = '0'.repeat(64);

/** The link of an entry: SHA-256 over the one before, its number and everything it says. */
export function sealHash(previous: string, n: number, row: AuditRow): string {
  const { at, ...rest } = row;
  return createHash('sha256').update(`${previous}\n${n}\n${canonicalJson({ ...rest, at: at.toISOString() })}`).digest('hex');
}

/**
 * Chains the entries that are not sealed yet, outside the transactions that wrote them. One process does it at a time; the
 * others find the lock taken and do nothing.
 * @returns how many entries were sealed
 */
export function sealAudit(db: Database): Promise<number> {
  return db.transaction(async (tx) => {
    const [lock] = await tx.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', [lockKey]);
    return lock?.mine ? sealBatch(tx) : 0;
  });
}

async function sealBatch(tx: Tx): Promise<number> {
  const [last] = await tx.query<{ n: number; hash: string }>('SELECT n, hash FROM audit_seal ORDER BY n DESC LIMIT 1');
  // Entries commit out of the order of their numbers, so those without a seal are looked for, not those after the last one.
  const rows = await tx.query<AuditRow>(`
    SELECT ${auditColumns} FROM audit_entry a LEFT JOIN audit_seal s ON s."entryId" = a.id WHERE s.n IS NULL ORDER BY a.seq LIMIT ${batchSize}`);
  if (rows.length === 0) return 0;
  let { n, hash } = last ?? { n: 0, hash: firstHash };
  const seals = rows.map((row) => {
    n += 1;
    hash = sealHash(hash, n, row);
    return { n, entryId: row.id, hash };
  });
  await tx.query(`INSERT INTO audit_seal (n, "entryId", hash) SELECT n, "entryId", hash FROM jsonb_to_recordset($1::jsonb) AS s(n bigint, "entryId" uuid, hash text)`, [JSON.stringify(seals)]);
  return rows.length;
}
