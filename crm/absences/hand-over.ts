import type { Approval, MoveReason, Slot } from '../../domain/approvals/approval.ts';
import { countWith, moveSlot } from '../../domain/approvals/move.ts';
import { systemActor } from '../actor.ts';
import { finishAct } from '../approvals/act-on-approval.ts';
import { endHappenings } from '../approvals/announce-approval.ts';
import type { StoredApproval } from '../approvals/approval-row.ts';
import { followAllMembers } from '../approvals/follow-members.ts';
import { type PeopleAtWork, readPeople } from '../approvals/people.ts';
import { lockApprovals } from '../approvals/store.ts';
import type { Database, Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { writeRecords } from '../records/write.ts';
import { raiseIncidents } from '../runs/incidents.ts';
import { holdIncidents } from '../runs/standing-incidents.ts';

/**
 * Moves what is open of people who are away, or have left, to who stands in for them: slots and tasks. Any worker, several times a
 * minute. An absence is gone through once, so a slot that is given to somebody who is away by intent stays there.
 * @param atOnce approvals that are looked for at a time
 * @returns how much was moved
 */
export async function handOver(db: Database, now: Date, atOnce = 200): Promise<number> {
  // One that begins while this is under way is gone through by the next round.
  const begun = await begunAbsences(db, now);
  let moved = 0;
  for (let after: string | null = null, full = true; full; ) {
    const ids: string[] = await affectedApprovals(db, now, { after, atOnce });
    for (const id of ids) moved += await db.transaction((tx) => moveSlots(tx, id, now));
    full = ids.length === atOnce;
    after = ids.at(-1) ?? null;
  }
  moved += await followAllMembers(db, now);
  moved += await db.transaction((tx) => finishAbsences(tx, begun, now));
  await tellOfLeftTasks(db, now);
  return moved;
}

/** Tasks of who has left and for whom nobody stands in stay where they are: a person has to look at them, until somebody does. */
async function tellOfLeftTasks(db: Database, now: Date): Promise<void> {
  const left = await db.query<{ id: string; name: string; n: number }>(
    `SELECT u.id, u.name, count(*)::int AS n FROM "user" u JOIN task t ON t."assigneeId" = u.id AND t.status = 'open'
     WHERE NOT u.active GROUP BY u.id`,
  );
  const people = left.length === 0 ? null : await readPeople(db, now);
  const alone = left.filter(({ id }) => people?.standIn(id) === null);
  const wanted = alone.map(({ id, name, n }) => ({
    kind: 'task' as const,
    code: 'nobody-takes-over',
    message: `${name} has left, and nobody takes over (open tasks: ${n}). Reassign them, or give ${name} a manager who is there.`,
    details: { about: id, userId: id },
  }));
  await holdIncidents(db, { code: 'nobody-takes-over', wanted, now });
}

async function begunAbsences(db: Database, now: Date): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }>(
    'SELECT id FROM absence WHERE "from" <= $1 AND until > $1 AND "movedAt" IS NULL ORDER BY id LIMIT 100',
    [now],
  );
  return rows.map(({ id }) => id);
}

/** Open approvals with a slot of somebody who has left, or whose absence has begun and not been gone through. */
async function affectedApprovals(
  db: Database,
  now: Date,
  { after, atOnce }: { after: string | null; atOnce: number },
): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `SELECT DISTINCT a.id FROM approval_slot s JOIN approval a ON a.id = s."approvalId" AND a.state = 'open'
     WHERE ($2::uuid IS NULL OR a.id > $2) AND s.state IN ('open', 'waiting') AND s."approverId" IN (
       SELECT id FROM "user" WHERE NOT active UNION
       SELECT "userId" FROM absence WHERE "from" <= $1 AND until > $1 AND "movedAt" IS NULL) ORDER BY a.id LIMIT $3`,
    [now, after, atOnce],
  );
  return rows.map(({ id }) => id);
}

async function moveSlots(tx: Tx, id: string, now: Date): Promise<number> {
  const [stored] = await lockApprovals(tx, [id]);
  if (stored?.standing.state !== 'open') return 0;
  const people = await readPeople(tx, now);
  let after = stored;
  const nobody: Slot[] = [];
  for (const slot of stored.standing.slots) {
    const person = slot.approverId;
    if (person === null || (slot.state !== 'open' && slot.state !== 'waiting')) continue;
    const to = standInOf(person, stored, people);
    if (to === person) continue;
    const standing = to === null ? null : takenOver(after, { slot, person, to, people, at: now.toISOString() });
    if (standing === null) nobody.push(slot);
    else after = { ...after, standing };
    if (after.standing.state !== 'open') break;
  }
  if (nobody.length > 0) await tellNobody(tx, stored, nobody);
  if (after === stored) return 0;
  await finishAct(tx, after, [{ what: 'moved' }, ...endHappenings(after)], { actor: systemActor, cause: [], now });
  return 1;
}

type TakingOver = {
  readonly slot: Slot;
  readonly person: string;
  readonly to: string;
  readonly people: PeopleAtWork;
  readonly at: string;
};

/**
 * The slot with who stands in. Who is asked already answers once: the slot counts with theirs, or where too few would be left to agree
 * goes to a manager. Null when nobody can take it.
 */
function takenOver(stored: StoredApproval, { slot, person, to, people, at }: TakingOver): Approval | null {
  const { standing } = stored;
  const move = (whom: string) =>
    moveSlot(standing, { slotId: slot.id, to: whom, ...moving(people, person), at, newId });
  const moved = move(to);
  if (moved.kind === 'changed') return moved.approval;
  if (moved.code !== 'asked-already') return null;
  const counted = countWith(standing, { slotId: slot.id, person: to, at });
  if (counted.kind === 'changed') return counted.approval;
  const manager = people.managerOf(person);
  const instead = manager === null ? null : standInOf(manager, stored, people);
  const further = instead === null ? null : move(instead);
  return further?.kind === 'changed' ? further.approval : null;
}

/** Who stands in; not who submitted it, for whom the manager decides. */
function standInOf(person: string, { submitterId }: StoredApproval, people: PeopleAtWork): string | null {
  const found = people.standIn(person);
  if (found === null || found !== submitterId) return found;
  const manager = people.managerOf(submitterId);
  return manager === null ? null : people.standIn(manager);
}

function moving(people: PeopleAtWork, person: string): { reason: MoveReason; by: null } {
  return { reason: people.isActive(person) ? 'absence' : 'left', by: null };
}

/** Nobody can take it over: a person has to look at it, once. */
async function tellNobody(
  tx: Tx,
  { id, runId, stepId, title, workflowKey, names }: StoredApproval,
  slots: readonly Slot[],
): Promise<void> {
  const known = await tx.query(
    `SELECT 1 FROM incident WHERE "runId" = $1 AND code = 'nobody-stands-in' AND "resolvedAt" IS NULL`,
    [runId],
  );
  if (known.length > 0) return;
  const who = slots.map(({ approverId }) => names[approverId ?? ''] ?? approverId).join(', ');
  await raiseIncidents(tx, [
    {
      kind: 'run',
      code: 'nobody-stands-in',
      message: `${who} cannot decide "${title}" and nobody stands in. Reassign it, or name a substitute or a manager.`,
      runId,
      stepId,
      workflowKey,
      details: { approvalId: id },
    },
  ]);
}

/** Tasks follow at once, and the absences that have begun are gone through: to their end, however many tasks there are. */
async function finishAbsences(tx: Tx, absences: readonly string[], now: Date): Promise<number> {
  const begun = await tx.query<{ id: string; userId: string }>(
    'SELECT id, "userId" FROM absence WHERE id = ANY($1::uuid[]) AND "movedAt" IS NULL ORDER BY id FOR UPDATE SKIP LOCKED',
    [absences],
  );
  const left = await tx.query<{ userId: string }>(
    `SELECT DISTINCT u.id AS "userId" FROM "user" u JOIN task t ON t."assigneeId" = u.id AND t.status = 'open' WHERE NOT u.active`,
  );
  const users = [...new Set([...begun, ...left].map(({ userId }) => userId))];
  const moved = await moveTasks(tx, users, now);
  if (moved < mostTasks)
    await tx.query('UPDATE absence SET "movedAt" = $2 WHERE id = ANY($1::uuid[])', [begun.map(({ id }) => id), now]);
  return moved;
}

/** Tasks that one round moves at most; the next goes on. */
const mostTasks = 500;

async function moveTasks(tx: Tx, userIds: readonly string[], now: Date): Promise<number> {
  if (userIds.length === 0) return 0;
  const people = await readPeople(tx, now);
  const standIns = new Map(
    userIds.flatMap((id) => {
      const to = people.standIn(id);
      return to === null || to === id ? [] : [[id, to] as const];
    }),
  );
  // Those of people for whom nobody stands in stay where they are, and keep no others back.
  const tasks = await tx.query<{ id: string; assigneeId: string }>(
    `SELECT id, "assigneeId" FROM task WHERE "assigneeId" = ANY($1::uuid[]) AND status = 'open' ORDER BY id LIMIT ${mostTasks} FOR UPDATE`,
    [[...standIns.keys()]],
  );
  const changes = tasks.map(
    ({ id, assigneeId }) =>
      ({
        kind: 'update',
        type: 'task',
        id,
        change: { set: { assigneeId: standIns.get(assigneeId) ?? null } },
      }) as const,
  );
  await writeRecords(tx, { actor: systemActor, cause: [], automations: true, now }, changes);
  return changes.length;
}
