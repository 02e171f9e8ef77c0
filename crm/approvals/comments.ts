import type { Queryable, Tx } from '../database.ts';
import { newId } from '../ids.ts';
import type { NamedPerson } from './approval-view.ts';
import { namesOf } from './names.ts';

/** What somebody said about an approval without deciding it. */
export type ApprovalComment = {
  readonly id: string;
  readonly by: NamedPerson;
  readonly text: string;
  /** ISO. */
  readonly at: string;
};

/** The newest so many of each approval are shown. */
const most = 100;

/** Comments of approvals by the approval's id, oldest first. */
export async function readComments(
  db: Queryable,
  approvalIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ApprovalComment[]>> {
  const found = new Map<string, ApprovalComment[]>();
  if (approvalIds.length === 0) return found;
  const rows = await db.query<{
    id: string;
    approvalId: string;
    userId: string;
    userName: string;
    text: string;
    at: Date;
  }>(
    `SELECT c.* FROM unnest($1::uuid[]) a(id) JOIN LATERAL (
       SELECT id, "approvalId", "userId", "userName", text, at FROM approval_comment WHERE "approvalId" = a.id ORDER BY at DESC, id DESC LIMIT ${most}) c ON true
     ORDER BY c.at, c.id`,
    [[...new Set(approvalIds)]],
  );
  for (const { id, approvalId, userId, userName, text, at } of rows) {
    const comments = found.get(approvalId) ?? [];
    found.set(approvalId, comments);
    comments.push({ id, by: { id: userId, name: userName }, text, at: at.toISOString() });
  }
  return found;
}

/** Writes a comment with the name that its author has now. */
export async function insertComment(
  tx: Tx,
  { approvalId, by, text, now }: { approvalId: string; by: string; text: string; now: Date },
): Promise<ApprovalComment> {
  const id = newId();
  const name = (await namesOf(tx, [by])).get(by) ?? '';
  await tx.query(
    'INSERT INTO approval_comment (id, "approvalId", "userId", "userName", text, at) VALUES ($1, $2, $3, $4, $5, $6)',
    [id, approvalId, by, name, text, now],
  );
  return { id, by: { id: by, name }, text, at: now.toISOString() };
}
