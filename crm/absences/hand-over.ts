import { systemActor } from '../actor.ts';
import { followAllMembers } from '../approvals/follow-members.ts';
import { readPeople } from '../approvals/people.ts';
import { closeMended } from '../approvals/stuck-deadlines.ts';
import type { Database, Tx } from '../database.ts';
import { writeRecords } from '../records/write.ts';
import { holdIncidents } from '../runs/standing-incidents.ts';
import { handOverSlots } from './hand-over-slots.ts';

/**
 * Moves what is open of people who are away, or have left, to who stands in for them: slots and tasks. Any worker, several times a
 * minute. What a person gives to somebody who is away by intent stays there; what a leg still gave, that read who is there before the
 * absence began and committed after it was gone through, follows.
 * @param atOnce approvals that are looked for at a time
 * @returns how much was moved
 */
export async function handOver(db: Database, now: Date, atOnce = 200): Promise<number> {
  // One that begins while this is under way is gone through by the next round.
  const begun = await begunAbsences(db, now);
  let moved = await handOverSlots(db, now, atOnce);
  moved += await followAllMembers(db, now);
  await closeMended(db, now);
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
    details: { about: id, userId: id, who: name, count: n },
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
  const moved = await moveTasks(tx, { users, late: await withLateTasks(tx, now), now });
  if (moved < mostTasks)
    await tx.query('UPDATE absence SET "movedAt" = $2 WHERE id = ANY($1::uuid[])', [begun.map(({ id }) => id), now]);
  return moved;
}

/** Tasks that one round moves at most; the next goes on. */
const mostTasks = 500;

/** As they were written before the absence began, nobody has given them to who is away. */
const isLate = (now: string) => `EXISTS (SELECT 1 FROM absence b
  WHERE b."userId" = t."assigneeId" AND b."from" <= ${now} AND b.until > ${now} AND t."updatedAt" < b."from")`;

/** People who are away and have open tasks from before that. */
async function withLateTasks(tx: Tx, now: Date): Promise<readonly string[]> {
  const rows = await tx.query<{ userId: string }>(
    `SELECT DISTINCT t."assigneeId" AS "userId" FROM task t
     WHERE t."assigneeId" IN (SELECT "userId" FROM absence WHERE "from" <= $1 AND until > $1) AND t.status = 'open' AND ${isLate('$1')}`,
    [now],
  );
  return rows.map(({ userId }) => userId);
}

/** All open tasks of `users`, and of those in `late` what was theirs before they went. */
async function moveTasks(
  tx: Tx,
  { users, late, now }: { users: readonly string[]; late: readonly string[]; now: Date },
): Promise<number> {
  if (users.length + late.length === 0) return 0;
  const people = await readPeople(tx, now);
  const standIns = new Map(
    [...users, ...late].flatMap((id) => {
      const to = people.standIn(id);
      return to === null || to === id ? [] : [[id, to] as const];
    }),
  );
  // Those of people for whom nobody stands in stay where they are, and keep no others back.
  const tasks = await tx.query<{ id: string; assigneeId: string }>(
    `SELECT id, "assigneeId" FROM task t WHERE "assigneeId" = ANY($1::uuid[]) AND status = 'open'
       AND ("assigneeId" = ANY($2::uuid[]) OR ${isLate('$3')}) ORDER BY id LIMIT ${mostTasks} FOR UPDATE`,
    [[...standIns.keys()], users, now],
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
