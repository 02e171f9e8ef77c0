import type { CaseSettings } from '../../domain/cases/case-settings.ts';
import { numbersIn, presetSeries } from '../../domain/records/number-series.ts';
import type { Tx } from '../database.ts';
import type { ParsedMail } from './parse-mail.ts';

/** How a mail was found to belong to a case. */
export type MatchKind = 'reference' | 'number' | 'address' | 'new';
export type MatchedCase = { readonly id: string; readonly by: Exclude<MatchKind, 'new'> };

type Found = { id: string; status: string | null; doneAt: Date | null };

const day = 86_400_000;
const columns = 'c.id, c.status, coalesce(c."closedAt", c."resolvedAt") AS "doneAt"';

/**
 * The case that a mail belongs to: the one of a mail that it answers, else the one that its subject names, when the sender has a
 * part in that case, else the sender's newest open case. A number can be guessed and an address be feigned, a Message-ID of
 * ours cannot: only by that a stranger comes into a thread. Automatic mail goes by reference alone.
 * @returns undefined when it is to open a new one
 */
export async function matchCase(
  tx: Tx,
  mail: ParsedMail,
  { settings, contactIds, now }: { settings: CaseSettings; contactIds: readonly string[]; now: Date },
): Promise<MatchedCase | undefined> {
  const alive = ({ doneAt }: Found) =>
    mail.automatic || doneAt === null || now.getTime() - doneAt.getTime() <= settings.reopenDays * day;
  const referred = await byReference(tx, mail.references);
  if (referred && alive(referred)) return { id: referred.id, by: 'reference' };
  if (mail.automatic || mail.from === null) return undefined;
  const numbered = await byNumber(tx, mail, mail.from.address, contactIds);
  if (numbered && alive(numbered)) return { id: numbered.id, by: 'number' };
  const open = await newestOpen(tx, contactIds, new Date(now.getTime() - settings.threadDays * day));
  return open && settings.threadDays > 0 ? { id: open.id, by: 'address' } : undefined;
}

async function byReference(tx: Tx, references: readonly string[]): Promise<Found | undefined> {
  if (references.length === 0) return undefined;
  const rows = await tx.query<Found>(
    `SELECT ${columns} FROM unnest($1::text[]) WITH ORDINALITY AS r(reference, n)
     JOIN (SELECT "caseMailId" AS reference, "recordId" AS id FROM message WHERE "caseMailId" = ANY($1::text[])
       UNION ALL SELECT "messageId", "caseId" FROM inbound_mail WHERE "messageId" = ANY($1::text[]) AND "caseId" IS NOT NULL) t
       USING (reference)
     JOIN "case" c ON c.id = t.id ORDER BY r.n LIMIT 1`,
    [references],
  );
  return rows[0];
}

async function byNumber(
  tx: Tx,
  { subject }: ParsedMail,
  address: string,
  contactIds: readonly string[],
): Promise<Found | undefined> {
  const numbers = await caseNumbersIn(tx, subject);
  if (numbers.length === 0) return undefined;
  const rows = await tx.query<Found>(
    `SELECT ${columns} FROM "case" c WHERE c.number = ANY($1::text[]) AND (c."contactId" = ANY($2::uuid[])
       OR EXISTS (SELECT 1 FROM inbound_mail i WHERE i."caseId" = c.id AND (i."from" = $3 OR $3 = ANY(i."to")))
       OR EXISTS (SELECT 1 FROM message m WHERE m."recordId" = c.id AND m.channel = 'email' AND m."to" = $3))
     ORDER BY c."createdAt" DESC, c.id LIMIT 1`,
    [numbers, contactIds, address],
  );
  return rows[0];
}

/** Numbers of cases in a subject: by the series as it is, and as it was until somebody changed it. */
async function caseNumbersIn(tx: Tx, subject: string): Promise<readonly string[]> {
  const rows = await tx.query<{ pattern: string }>(`SELECT pattern FROM number_series WHERE key = 'case'`);
  const patterns = new Set([...rows, presetSeries('case')].map(({ pattern }) => pattern));
  return [...patterns].flatMap((pattern) => numbersIn(subject, pattern));
}

async function newestOpen(tx: Tx, contactIds: readonly string[], since: Date): Promise<Found | undefined> {
  if (contactIds.length === 0) return undefined;
  const rows = await tx.query<Found>(
    `SELECT ${columns} FROM "case" c WHERE c."contactId" = ANY($1::uuid[]) AND c."updatedAt" >= $2
       AND coalesce(c.status, 'new') NOT IN ('resolved', 'closed') ORDER BY c."createdAt" DESC, c.id DESC LIMIT 1`,
    [contactIds, since],
  );
  return rows[0];
}
