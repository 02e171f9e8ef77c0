import { openSlots } from '../../domain/approvals/approval.ts';
import { auditAction } from '../audit/record-action.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { type NewMessage, reserve } from '../sending/reserve.ts';
import { type Acts, announceApproval } from './announce-approval.ts';
import type { StoredApproval } from './approval-row.ts';
import { type ApprovalComment, insertComment, readComments } from './comments.ts';

/**
 * Says something about an approval without deciding it, while it is open and afterwards. It changes nothing of how it stands; whoever
 * has to do with it is told in the app.
 */
export async function commentOnApproval(
  tx: Tx,
  stored: StoredApproval,
  { by, text, ...acts }: Acts & { readonly by: string; readonly text: string },
): Promise<ApprovalComment> {
  const { id } = stored;
  const { now, actor } = acts;
  const before = (await readComments(tx, [id])).get(id) ?? [];
  const comment = await insertComment(tx, { approvalId: id, by, text, now });
  await announceApproval(tx, stored, [{ what: 'commented', properties: { by, comment: text } }], acts);
  const concerned = [...concernedBy(stored), ...before.map((earlier) => earlier.by.id)];
  await tellOfComment(tx, stored, { comment, to: concerned.filter((user) => user !== by), now });
  await auditAction(tx, {
    actor,
    action: 'approval.commented',
    resource: { type: 'approval', id },
    changes: { by, comment: text },
  });
  return comment;
}

/** Who submitted it, who is asked, and who has decided; whose turn has not come yet reads it then. */
function concernedBy({ submitterId, standing }: StoredApproval): readonly string[] {
  const decided = standing.slots.flatMap(({ actedBy }) => actedBy ?? []);
  const asked = openSlots(standing).flatMap(({ candidates }) => candidates);
  return [...(submitterId === null ? [] : [submitterId]), ...decided, ...asked];
}

/** Users alone are told: what colleagues say among themselves is not for a customer who is asked. */
async function tellOfComment(
  tx: Tx,
  { id, title, recordType, recordId }: StoredApproval,
  { comment, to, now }: { comment: ApprovalComment; to: readonly string[]; now: Date },
): Promise<void> {
  const users = await tx.query<{ id: string; language: string | null }>(
    'SELECT id, language FROM "user" WHERE id = ANY($1::uuid[]) AND active ORDER BY id',
    [[...new Set(to)]],
  );
  const notices = users.map(
    (user): NewMessage => ({
      id: newId(),
      channel: 'app',
      state: 'accepted',
      provider: 'app',
      to: user.id,
      attempt: 1,
      subject: subjectIn(user.language)(comment.by.name, title),
      body: comment.text,
      recordType,
      recordId,
      payload: { key: comment.id, approval: id },
    }),
  );
  await reserve(tx, notices, now);
}

type Subject = (by: string, title: string) => string;
const inEnglish: Subject = (by, title) => `${by} on “${title}”`;
const inPolish: Subject = (by, title) => `${by} o „${title}”`;

/** In the reader's language. */
const subjectIn = (language: string | null): Subject => (/^pl\b/i.test(language ?? '') ? inPolish : inEnglish);
