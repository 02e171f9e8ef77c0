import type { Queryable } from '../database.ts';
import { type AuditRow, auditColumns, firstHash, sealOf } from './seal.ts';

/** A place in the chain that somebody noted elsewhere: from it on, nobody can have cut off the end unseen. */
export type Anchor = { readonly n: number; readonly hash: string };

export type AuditProblem = {
  /** Place in the chain, from 1. */
  readonly n: number;
  readonly entryId: string | null;
  readonly problem: 'altered' | 'missing' | 'out-of-order' | 'cut-off';
};

export type AuditVerdict = {
  readonly ok: boolean;
  /** Entries whose link is good. */
  readonly verified: number;
  /** The last good place: note it elsewhere to be able to prove that nothing was cut off. */
  readonly head: Anchor;
  /** Entries that are not in the chain yet: of the last second. */
  readonly unsealed: number;
  readonly firstBad: AuditProblem | null;
};

const batch = 2_000;
type Link = { n: number; entryId: string; hash: string } & { [K in keyof AuditRow]: AuditRow[K] | null };

/** Recomputes the hash chain over the audit and names the first row that does not fit. */
export async function verifyAudit(db: Queryable, anchor?: Anchor): Promise<AuditVerdict> {
  let head: Anchor = { n: 0, hash: firstHash };
  const [{ unsealed } = { unsealed: 0 }] = await db.query<{ unsealed: number }>(
    'SELECT count(*) AS unsealed FROM audit_entry e WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s."entryId" = e.id)',
  );
  const verdict = (firstBad: AuditProblem | null): AuditVerdict => ({
    ok: firstBad === null,
    verified: head.n,
    head,
    unsealed,
    firstBad,
  });
  for (;;) {
    const links = await db.query<Link>(
      `SELECT s.n, s."entryId", s.hash, ${auditColumns} FROM audit_seal s LEFT JOIN audit_entry e ON e.id = s."entryId"
       WHERE s.n > $1 ORDER BY s.n LIMIT ${batch}`,
      [head.n],
    );
    for (const link of links) {
      const problem = problemOf(link, head) ?? anchorProblem(link, anchor);
      if (problem) return verdict({ n: link.n, entryId: link.entryId, problem });
      head = { n: link.n, hash: link.hash };
    }
    if (links.length < batch) break;
  }
  const isCut = anchor !== undefined && anchor.n > head.n;
  return verdict(isCut ? { n: head.n + 1, entryId: null, problem: 'cut-off' } : null);
}

function problemOf({ n, entryId, hash, ...entry }: Link, head: Anchor): AuditProblem['problem'] | null {
  if (n !== head.n + 1) return 'missing';
  if (!isWhole(entry)) return 'missing';
  return sealOf(head.hash, n, entry) === hash ? null : 'altered';
}

function anchorProblem({ n, hash }: Link, anchor: Anchor | undefined): AuditProblem['problem'] | null {
  return anchor?.n === n && anchor.hash !== hash ? 'out-of-order' : null;
}

/** The join found the entry: its columns are there. */
function isWhole(entry: Omit<Link, 'n' | 'entryId' | 'hash'>): entry is AuditRow {
  return entry.id !== null;
}
