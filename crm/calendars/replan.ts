import type { Actor } from '../actor.ts';
import { auditAction } from '../audit/record-action.ts';
import type { Database, Queryable } from '../database.ts';
import type { CompanyTime } from '../settings/company-settings.ts';
import { type CalendarChange, replanAll } from './on-change.ts';

type ChangeRow = CalendarChange & {
  readonly id: string;
  readonly actorType: 'user' | 'key' | 'system';
  readonly actorId: string | null;
  readonly replannedAt: Date | null;
};

/** A worker knows calendars for some seconds: what it counts meanwhile is counted once more so long after the change. */
const againAfterSeconds = 15;

/**
 * Works off changes of calendars and policies: everything that is due by one is counted anew, at once and a while later. A change stays
 * until that is done, so that a crash loses none; two workers at it do the same twice.
 * @param company gives the calendars as they are at that moment
 * @returns how many changes were looked at
 */
export async function replanChanged(
  db: Database,
  { company: readCompany, now }: { company: () => Promise<CompanyTime>; now: Date },
): Promise<number> {
  const changes = await openChanges(db, now);
  const [first] = changes;
  if (!first) return 0;
  const company = await readCompany();
  const stored = changes.filter(({ kind }) => kind === 'policy');
  const policies = new Map(stored.map((change) => [change.about, actorOf(change)]));
  const moved = await replanAll(db, { company, now, actor: actorOf(first), policies });
  await db.transaction(async (tx) => {
    for (const change of changes) {
      if (change.replannedAt === null || Object.values(moved).some((count) => count > 0))
        await auditAction(tx, {
          actor: actorOf(change),
          action: 'calendar.replanned',
          resource: { type: 'calendar', id: change.about },
          changes: { because: change.kind, moved },
        });
    }
    await tx.query('DELETE FROM calendar_change WHERE id = ANY($1::uuid[])', [
      changes.filter(({ replannedAt }) => replannedAt !== null).map(({ id }) => id),
    ]);
    await tx.query('UPDATE calendar_change SET "replannedAt" = $2 WHERE id = ANY($1::uuid[])', [
      changes.filter(({ replannedAt }) => replannedAt === null).map(({ id }) => id),
      now,
    ]);
  });
  return changes.length;
}

function openChanges(db: Queryable, now: Date): Promise<ChangeRow[]> {
  return db.query<ChangeRow>(
    `SELECT id, kind, about, "actorType", "actorId", "replannedAt" FROM calendar_change
     WHERE "replannedAt" IS NULL OR "replannedAt" <= $1::timestamptz - interval '${againAfterSeconds} seconds' ORDER BY "createdAt"`,
    [now],
  );
}

/** Who made the change, as the audit names them: without rights, which nothing here asks for. */
function actorOf({ actorType, actorId }: ChangeRow): Actor {
  return actorType === 'system' || actorId === null
    ? { type: 'system', id: actorId }
    : { type: actorType, id: actorId, userId: actorId, teamId: null, permissions: [] };
}
