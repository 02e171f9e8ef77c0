import type { Queryable } from '../database.ts';

/** A mail in the thread of a case. */
export type ThreadItem = {
  readonly direction: 'in' | 'out';
  readonly id: string;
  readonly at: Date;
  /** Sender of what came in. */
  readonly from: string | null;
  readonly fromName: string | null;
  readonly to: readonly string[];
  readonly subject: string | null;
  readonly text: string | null;
  readonly hasHtml: boolean;
  /** No person wrote it. */
  readonly automatic: boolean;
  /** The user who wrote what went out; null for what a workflow sent. */
  readonly authorId: string | null;
  /** Of what went out: its state in the ledger. */
  readonly state: string | null;
  readonly attachments: readonly {
    readonly n: number;
    readonly name: string;
    readonly contentType: string;
    readonly size: number;
  }[];
};

/** Mails of a case to and from outside, newest first. What a workflow tells colleagues about the case is not among them. */
export async function readThread(
  db: Queryable,
  { caseId, limit, after }: { caseId: string; limit: number; after: readonly [at: string, id: string] | undefined },
): Promise<ThreadItem[]> {
  return db.query<ThreadItem>(
    `SELECT * FROM (
       SELECT 'in' AS direction, i.id, i."receivedAt" AS at, i."from", i."fromName", i."to", i.subject, i.text,
         i.html IS NOT NULL AS "hasHtml", i.automatic, NULL AS "authorId", NULL AS state,
         coalesce((SELECT jsonb_agg(jsonb_build_object('n', a.n, 'name', a.name, 'contentType', a."contentType", 'size', a.size) ORDER BY a.n)
           FROM inbound_attachment a WHERE a."mailId" = i.id), '[]') AS attachments
       FROM inbound_mail i WHERE i."caseId" = $1
       UNION ALL
       SELECT 'out', m.id, m."createdAt", NULL, NULL, ARRAY[m."to"], m.subject, m.body, m.html IS NOT NULL,
         m.payload->>'author' IS NULL, m.payload->>'author', m.state, '[]'
       FROM message m WHERE m."recordId" = $1 AND m."recordType" = 'case' AND m.channel = 'email'
         AND (m."personId" IS NOT NULL OR m.payload->>'author' IS NOT NULL) AND m.payload->'test' IS NULL) t
     WHERE $2::timestamptz IS NULL OR (t.at, t.id) < ($2::timestamptz, $3::uuid)
     ORDER BY t.at DESC, t.id DESC LIMIT $4`,
    [caseId, after?.[0] ?? null, after?.[1] ?? null, limit],
  );
}

/** The HTML of a mail that came in to a case, as it came; undefined when there is no such mail. */
export async function readInboundHtml(
  db: Queryable,
  { caseId, mailId }: { caseId: string; mailId: string },
): Promise<{ html: string | null; body: string | null; subject: string | null } | undefined> {
  const [row] = await db.query<{ html: string | null; body: string | null; subject: string | null }>(
    'SELECT html, text AS body, subject FROM inbound_mail WHERE id = $1 AND "caseId" = $2',
    [mailId, caseId],
  );
  return row;
}

/** A file that came in to a case. */
export type InboundFile = { readonly name: string; readonly contentType: string; readonly content: Buffer };

/** One of them; undefined when there is none. */
export async function readInboundFile(
  db: Queryable,
  { caseId, mailId, n }: { caseId: string; mailId: string; n: number },
): Promise<InboundFile | undefined> {
  const [row] = await db.query<InboundFile>(
    `SELECT a.name, a."contentType", a.content FROM inbound_attachment a JOIN inbound_mail i ON i.id = a."mailId"
     WHERE a."mailId" = $1 AND a.n = $2 AND i."caseId" = $3`,
    [mailId, n, caseId],
  );
  return row;
}
