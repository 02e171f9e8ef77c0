import { readApprovals } from '../../crm/approvals/store.ts';
import type { Database } from '../../crm/database.ts';
import type { TestUser } from '../crm/approvals/approvals-world.ts';
import type { Born } from './life-of-people.ts';
import { runReads } from './run-reads.ts';

type Reading = { readonly born: Born; readonly since: Date; readonly people: readonly TestUser[] };

/** Everything that came of a life, without ids and times: two lives that came to the same are equal. */
export async function readStory(db: Database, { born, since, people }: Reading) {
  const records = Object.values(born);
  const name = (id: string | null) => people.find((person) => person.id === id)?.name ?? id;
  const approvals = await approvalsOf(db, born.offer);
  const subjects = [...records, ...approvals.map(({ id }) => id)];
  const tally = async (sql: string) =>
    (await db.query<{ said: string; n: number }>(sql, [subjects])).map(({ said, n }) => `${n} ${said}`);
  const runs = await db.query<{ id: string; said: string; subjectId: string }>(
    `SELECT id, "workflowKey" || ' ' || state AS said, "subjectId" FROM run
     WHERE "subjectId" = ANY($1::uuid[]) OR ("workflowKey" = 'people-schedule' AND "startedAt" >= $2) ORDER BY 2`,
    [records, since],
  );
  const [row] = await db.query<{ level: number; owner: string; assignee: string; tags: string[]; status: string }>(
    `SELECT c."escalationLevel" AS level, c."ownerId" AS owner, t."assigneeId" AS assignee, t.tags, o.status
     FROM "case" c, task t, offer o WHERE c.id = $1 AND t.id = $2 AND o.id = $3`,
    [born.case, born.task, born.old],
  );
  return {
    path: await runReads(db).pathOf(runs.find(({ subjectId }) => subjectId === born.offer)?.id ?? ''),
    slots: approvals.flatMap(({ standing, names }) => standing.slots.map((slot) => slotText(slot, names))),
    messages: await messagesOf(db, records, people),
    events: await tally(
      `SELECT "recordType" || ' ' || type AS said, count(*)::int AS n FROM event WHERE "recordId" = ANY($1::uuid[]) GROUP BY 1 ORDER BY 1`,
    ),
    audit: await tally(
      `SELECT action AS said, count(*)::int AS n FROM audit_entry WHERE "resourceId" = ANY($1::text[]) GROUP BY 1 ORDER BY 1`,
    ),
    incidents: await tally(
      `SELECT code AS said, count(*)::int AS n FROM incident WHERE "runId" IN (SELECT id FROM run WHERE "subjectId" = ANY($1::uuid[])) GROUP BY 1`,
    ),
    case: { escalationLevel: row?.level, owner: name(row?.owner ?? null) },
    task: { assignee: name(row?.assignee ?? null), tags: row?.tags },
    offer: row?.status,
    runs: runs.map(({ said }) => said),
  };
}

async function approvalsOf(db: Database, recordId: string) {
  const rows = await db.query<{ id: string }>(
    'SELECT id FROM approval WHERE "recordId" = $1 ORDER BY "createdAt", id',
    [recordId],
  );
  return readApprovals(
    db,
    rows.map(({ id }) => id),
  );
}

type StoredSlot = Awaited<ReturnType<typeof approvalsOf>>[number]['standing']['slots'][number];

function slotText(slot: StoredSlot, names: Readonly<Record<string, string>>): string {
  const { approverId, state, decision, movedFrom, reminders } = slot;
  return [
    names[approverId ?? ''],
    state,
    decision,
    reminders > 0 ? `${reminders} reminder` : undefined,
    movedFrom && `after ${movedFrom.reason}`,
  ]
    .filter((part) => part !== undefined)
    .join(' ');
}

/** Mails and notices by reader; whether the outcome of one is known depends on where the process ended. */
async function messagesOf(db: Database, records: readonly string[], people: readonly TestUser[]): Promise<string[]> {
  const rows = await db.query<{ channel: string; to: string; subject: string | null; state: string; attempt: number }>(
    `SELECT channel, "to", subject, state, attempt FROM message WHERE "recordId" = ANY($1::uuid[])`,
    [records],
  );
  return rows
    .map(({ channel, to, subject, state, attempt }) => {
      const reader = people.find(({ id, name }) => to === id || to.startsWith(`${name.toLowerCase()}-`))?.name ?? to;
      return `${channel} ${reader} ${subject} ${state === 'unknown' ? 'accepted' : state} ${attempt}`;
    })
    .sort();
}
