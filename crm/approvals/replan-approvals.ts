import { openSlots, type Slot } from '../../domain/approvals/approval.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { Replanner } from '../calendars/on-change.ts';
import type { Database } from '../database.ts';
import { resolveWaits } from '../runs/wake.ts';
import type { CompanyTime } from '../settings/company-settings.ts';
import type { StoredApproval } from './approval-row.ts';
import { type PeopleAtWork, readPeople } from './people.ts';
import { afterForPeople, afterForPerson } from './personal-time.ts';
import { lockApprovals, saveApproval } from './store.ts';

/** Approvals counted anew in one transaction. */
const batch = 200;

type Counting = { readonly people: PeopleAtWork; readonly company: CompanyTime };

/** Reminders and deadlines of open approvals get the times of the calendars of the people asked, as they are now; their runs look again. */
export const replanApprovals: Replanner = async (db, { company, now, trial = false, supposed }) => {
  const people = await readPeople(db, now);
  const clockOf = (userId: string) => supposed?.get(userId) ?? people.clockOf(userId);
  const counting = { people: { ...people, clockOf }, company };
  let moved = 0;
  for (let after: string | null = null; ; ) {
    const rows: { id: string }[] = await db.query<{ id: string }>(
      `SELECT id FROM approval WHERE state = 'open' AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT ${batch}`,
      [after],
    );
    moved += await replanBatch(
      db,
      rows.map(({ id }) => id),
      { ...counting, now, trial },
    );
    after = rows.at(-1)?.id ?? null;
    if (rows.length < batch) return moved;
  }
};

function replanBatch(
  db: Database,
  ids: readonly string[],
  given: Counting & { readonly now: Date; readonly trial: boolean },
): Promise<number> {
  if (ids.length === 0) return Promise.resolve(0);
  return db.transaction(async (tx) => {
    const changed = (await lockApprovals(tx, ids)).flatMap((stored) => replanned(stored, given) ?? []);
    if (given.trial) return changed.length;
    for (const stored of changed) await saveApproval(tx, stored);
    const outcome = { by: 'approval', at: given.now.toISOString() } as const;
    await resolveWaits(
      tx,
      changed.map(({ positionId, runId }) => ({ positionId, runId, outcome })),
      given.now,
    );
    return changed.length;
  });
}

/** Null when its times are the same by the calendars as they are. */
function replanned(stored: StoredApproval, counting: Counting): StoredApproval | null {
  const { standing, deadlinePlan } = stored;
  if (standing.state !== 'open') return null;
  const deadline =
    deadlinePlan === null
      ? standing.deadline
      : afterForPeople(deadlinePlan.since, deadlinePlan.duration, { ...counting, userIds: deadlinePlan.userIds });
  const reminders = openSlots(standing).flatMap((slot) => {
    const remindAt = remindedAnew(stored, slot, counting);
    return remindAt === slot.remindAt ? [] : [{ ...slot, remindAt }];
  });
  if (deadline === standing.deadline && reminders.length === 0) return null;
  const anew = groupBy(reminders, ({ id }) => id);
  const slots = standing.slots.map((slot) => anew.get(slot.id)?.[0] ?? slot);
  return { ...stored, standing: { ...standing, deadline, slots } };
}

function remindedAnew({ terms: { remind } }: StoredApproval, slot: Slot, counting: Counting): string | null {
  const [userId] = slot.candidates;
  if (remind === null || slot.remindAt === null || slot.remindSince === undefined || userId === undefined)
    return slot.remindAt;
  return afterForPerson(slot.remindSince, remind.every, { ...counting, userId });
}
