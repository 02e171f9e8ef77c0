import { groupBy } from '../../domain/group-by.ts';
import type { Queryable, Tx } from '../database.ts';
import { rowSet } from '../row-set.ts';
import { approvalColumns, approvalOf, type StoredApproval, slotColumns } from './approval-row.ts';
import { namesOf } from './names.ts';

/** Approvals by id, in the order of the ids; missing ones are left out. */
export async function readApprovals(db: Queryable, ids: readonly string[]): Promise<StoredApproval[]> {
  if (ids.length === 0) return [];
  const rows = await db.query<{ id: string }>(
    `SELECT ${approvalColumns} FROM approval a WHERE a.id = ANY($1::uuid[])`,
    [ids],
  );
  const slots = await db.query<{ approvalId: string }>(
    `SELECT ${slotColumns} FROM approval_slot s WHERE s."approvalId" = ANY($1::uuid[]) ORDER BY s."approvalId", s.n`,
    [ids],
  );
  const of = groupBy(slots, ({ approvalId }) => approvalId);
  const found = new Map(rows.map((row) => [row.id, approvalOf(row, of.get(row.id) ?? [])]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

/**
 * Locks approvals and reads them. Their runs are locked first, as legs do, so whoever decides and the leg of the run follow each
 * other.
 */
export async function lockApprovals(tx: Tx, ids: readonly string[]): Promise<StoredApproval[]> {
  await tx.query(
    'SELECT id FROM run WHERE id IN (SELECT "runId" FROM approval WHERE id = ANY($1::uuid[])) ORDER BY id FOR UPDATE',
    [ids],
  );
  await tx.query('SELECT id FROM approval WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [ids]);
  return readApprovals(tx, ids);
}

const savedSlots = rowSet({
  id: 'uuid',
  approvalId: 'uuid',
  position: 'int',
  approverId: 'uuid',
  group: 'text',
  candidates: 'jsonb',
  ref: 'jsonb',
  names: 'jsonb',
  state: 'text',
  movedFrom: 'jsonb',
  countsWith: 'uuid',
  decision: 'text',
  comment: 'text',
  actedBy: 'uuid',
  at: 'timestamptz',
  told: 'jsonb',
  reminders: 'int',
  remindAt: 'timestamptz',
  remindSince: 'timestamptz',
});

const list = (column: string) => `ARRAY(SELECT jsonb_array_elements_text(x.${column})::uuid)`;

const json = (value: object | null) => (value === null ? null : JSON.stringify(value));

/** Writes a new approval. A visit that has one already keeps it. @returns whether it was written */
export async function insertApproval(tx: Tx, stored: StoredApproval): Promise<boolean> {
  const { standing, names: _, ...about } = stored;
  const rows = await tx.query(
    `INSERT INTO approval (id, kind, state, title, description, "workflowKey", "runId", "stepId", visit, "positionId", "recordType", "recordId", mode, round,
       rounds, deadline, "deadlinePlan", escalated, terms, "submitterId", "submitterName", lock, bind, bound, "boundHash", "createdAt")
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::jsonb, $14, $15, $16, $17::jsonb, $18, $19::jsonb, $20, $21, $22, $23, $24::jsonb, $25, $26)
     ON CONFLICT ("runId", "stepId", visit) DO NOTHING RETURNING id`,
    [
      about.id,
      about.kind,
      standing.state,
      about.title,
      about.description,
      about.workflowKey,
      about.runId,
      about.stepId,
      about.visit,
      about.positionId,
      about.recordType,
      about.recordId,
      JSON.stringify(standing.mode),
      standing.round,
      standing.rounds,
      standing.deadline,
      json(about.deadlinePlan),
      standing.escalated,
      JSON.stringify(about.terms),
      about.submitterId,
      about.submitterName,
      about.lock,
      about.bind,
      JSON.stringify(about.bound),
      about.boundHash,
      about.createdAt,
    ],
  );
  if (rows.length > 0) await saveSlots(tx, stored);
  return rows.length > 0;
}

/** Writes how an approval stands now; the caller holds its lock. */
export async function saveApproval(tx: Tx, stored: StoredApproval): Promise<void> {
  const { id, standing, diff, reason, answers, deadlinePlan } = stored;
  await tx.query(
    `UPDATE approval SET state = $2, deadline = $3, escalated = $4, "endedAt" = $5, diff = $6::jsonb, reason = $7, answers = $8::jsonb, "deadlinePlan" = $9::jsonb WHERE id = $1`,
    [
      id,
      standing.state,
      standing.deadline,
      standing.escalated,
      standing.endedAt ?? null,
      json(diff),
      reason,
      json(answers),
      json(deadlinePlan),
    ],
  );
  await saveSlots(tx, stored);
}

/** Slots are added and closed, and never another's. */
async function saveSlots(tx: Tx, { id, standing: { slots } }: StoredApproval): Promise<void> {
  const ids = slots.flatMap(({ approverId, candidates, actedBy }) => [
    ...candidates,
    ...(approverId === null ? [] : [approverId]),
    ...(actedBy === undefined ? [] : [actedBy]),
  ]);
  const names = await namesOf(tx, ids);
  await tx.query(
    `INSERT INTO approval_slot (id, "approvalId", n, "approverId", "group", candidates, ref, names, state, "movedFrom", "countsWith", decision, comment, "actedBy", at,
       told, reminders, "remindAt", "remindSince")
     SELECT x.id, x."approvalId", x.position, x."approverId", x."group", ${list('candidates')}, x.ref, x.names, x.state, x."movedFrom", x."countsWith", x.decision,
       x.comment, x."actedBy", x.at, ${list('told')}, x.reminders, x."remindAt", x."remindSince"
     FROM ${savedSlots.from('$1')} x
     ON CONFLICT (id) DO UPDATE SET n = excluded.n, candidates = excluded.candidates, names = approval_slot.names || excluded.names,
       state = excluded.state, "countsWith" = excluded."countsWith", decision = excluded.decision, comment = excluded.comment, "actedBy" = excluded."actedBy", at = excluded.at, told = excluded.told, reminders = excluded.reminders,
       "remindAt" = excluded."remindAt", "remindSince" = excluded."remindSince"`,
    [
      savedSlots.of(
        slots.map((slot, position) => ({
          id: slot.id,
          approvalId: id,
          position,
          approverId: slot.approverId,
          group: slot.group,
          candidates: slot.candidates,
          names: Object.fromEntries(
            [...slot.candidates, slot.approverId, slot.actedBy].flatMap((person) => {
              const name = typeof person === 'string' ? names.get(person) : undefined;
              return typeof person === 'string' && name !== undefined ? [[person, name]] : [];
            }),
          ),
          state: slot.state,
          ref: slot.ref ?? null,
          movedFrom: slot.movedFrom ?? null,
          countsWith: slot.countsWith ?? null,
          decision: slot.decision ?? null,
          comment: slot.comment ?? null,
          actedBy: slot.actedBy ?? null,
          at: slot.at ?? null,
          told: slot.told,
          reminders: slot.reminders,
          remindAt: slot.remindAt,
          remindSince: slot.remindSince ?? null,
        })),
      ),
    ],
  );
}
