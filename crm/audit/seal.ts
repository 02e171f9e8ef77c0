import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/json.ts';
import type { Database, Queryable } from '../database.ts';

/** Any number that nothing else locks: one sealer at a time. */
const sealerLock = 7_223_373;
const batch = 1_000;

/** An audit entry as it is hashed. */
export type AuditRow = {
  readonly id: string;
  readonly seq: number;
  readonly at: Date;
  readonly actorType: string;
  readonly actorId: string | null;
  readonly action: string;
  readonly resourceType: string;
  readonly resourceId: string | null;
  readonly changes: unknown;
  readonly cause: unknown;
  readonly requestId: string | null;
};

export const auditColumns =
  'e.id, e.seq, e.at, e."actorType", e."actorId", e.action, e."resourceType", e."resourceId", e.changes, e.cause, e."requestId"';

/** The hash before the first entry. */
export const firstHash = '0'.repeat(64);

/** The link of an entry: SHA-256 over the hash before it, its place in the chain and everything it says. */
export function sealOf(previous: string, n: number, { at, ...entry }: AuditRow): string {
  return createHash('sha256')
    .update(`${previous}\n${n}\n${canonicalJson({ ...entry, at: at.toISOString() })}`)
    .digest('hex');
}

/**
 * Adds entries that are not sealed yet to the hash chain, those of transactions that are over, in their order. Call it each
 * second from any number of processes: one does it, the others find the lock taken. Returns how many it sealed.
 * @param options.thorough looks for unsealed entries everywhere, not only behind the last sealed one: at the start of a
 * process, as a database that was restored into another server counts its transactions anew
 */
export async function sealAudit(db: Database, { thorough = false }: { thorough?: boolean } = {}): Promise<number> {
  let sealed = 0;
  for (;;) {
    const count = await sealBatch(db, thorough);
    sealed += count;
    if (count < batch) return sealed;
  }
}

type Unsealed = AuditRow & { readonly xid: string };

function sealBatch(db: Database, thorough: boolean): Promise<number> {
  return db.transaction(async (tx) => {
    const [lock] = await tx.query<{ held: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS held', [sealerLock]);
    if (!lock?.held) return 0;
    const last = await lastSeal(tx);
    const rows = await tx.query<Unsealed>(
      `SELECT ${auditColumns}, e.xid::text AS xid FROM audit_entry e WHERE ${thorough ? unsealedAnywhere : unsealedBehind}
       ORDER BY e.xid, e.seq LIMIT ${batch}`,
      thorough ? [] : [last.xid, last.seq],
    );
    if (rows.length === 0) return 0;
    let { n, hash } = last;
    const seals = rows.map(({ xid, ...row }) => {
      n += 1;
      hash = sealOf(hash, n, row);
      return { n, entryId: row.id, hash, xid, seq: row.seq };
    });
    await tx.query(
      `INSERT INTO audit_seal (n, "entryId", hash, xid, seq) SELECT n, "entryId", hash, xid::xid8, seq
       FROM jsonb_to_recordset($1::jsonb) AS x(n int8, "entryId" uuid, hash text, xid text, seq int8)`,
      [JSON.stringify(seals)],
    );
    return rows.length;
  });
}

/** No transaction that is still open can bring an entry before these. */
const settled = 'e.xid < pg_snapshot_xmin(pg_current_snapshot())';
const unsealedBehind = `(e.xid, e.seq) > ($1::xid8, $2::bigint) AND ${settled}`;
const unsealedAnywhere = `NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s."entryId" = e.id)
  AND (${settled} OR e.xid > pg_snapshot_xmax(pg_current_snapshot()))`;

async function lastSeal(db: Queryable): Promise<{ n: number; hash: string; xid: string; seq: number }> {
  const [row] = await db.query<{ n: number; hash: string; xid: string; seq: number }>(
    'SELECT n, hash, xid::text AS xid, seq FROM audit_seal ORDER BY n DESC LIMIT 1',
  );
  return row ?? { n: 0, hash: firstHash, xid: '0', seq: 0 };
}
