import type { CaseHistory, CaseImage, Period } from '../../domain/cases/case-history.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { Actor } from '../actor.ts';
import type { Queryable } from '../database.ts';
import { reachCondition } from '../records/rights.ts';

/** The event that reports a visit of a customer to the portal: `{ seconds }`, about the case. */
const portalVisit = 'portal.visited';

/** Fields whose changes a report looks at, none of them set before a case is made. */
const unset: CaseImage = {
  status: null,
  ownerId: null,
  teamId: null,
  queue: null,
  priority: null,
  escalationLevel: null,
  firstResponseAt: null,
  resolvedThrough: null,
  timeSpentMinutes: null,
  costEntered: null,
  currency: null,
};
const told = Object.keys(unset);
const columns = told.map((key) => `e.changes->'${key}' AS "${key}"`).join(', ');
const names = told.map((key) => `'${key}'`).join(', ');

/** What changed of a field, null when it did not: what became empty has no `new`. */
type Change = { readonly new?: unknown } | null;
type ChangeRow = { readonly id: string; readonly at: Date } & { readonly [F in keyof CaseImage]: Change };
type VisitRow = { id: string; at: Date; seconds: number };

/**
 * The histories, within the actor's reach, of cases that may count in a period: all that were open in it or changed. From the event log,
 * with a handful of statements however many there are.
 */
export async function readHistories(
  db: Queryable,
  { actor, period }: { actor: Actor; period: Period },
): Promise<CaseHistory[]> {
  const reach = reachCondition({ actor, action: 'read', type: 'case', first: 4 });
  if (reach === null) return [];
  const visits = await readVisits(db, period);
  const visited = [...new Set(visits.map(({ id }) => id))];
  const rows = await db.query<ChangeRow>(
    `SELECT e."recordId" AS id, e.at, ${columns}
     FROM (SELECT id FROM "case" WHERE "createdAt" < $2 AND ${reach.sql}
         AND ("updatedAt" >= $1 OR coalesce(status, 'new') NOT IN ('resolved', 'closed') OR id = ANY($3::uuid[]))) c
       JOIN event e ON e."recordId" = c.id
     WHERE e.at < $2 AND (e.type = 'record.created' OR (e.type = 'record.updated' AND e.changes ?| ARRAY[${names}]))
     ORDER BY e."recordId", e.seq`,
    [new Date(period.from), new Date(period.to), visited, ...reach.params],
  );
  const visitsOf = groupBy(visits, ({ id }) => id);
  return [...groupBy(rows, ({ id }) => id)].map(([id, changes]) => ({
    id,
    changes: imagesOf(changes),
    portal: (visitsOf.get(id) ?? []).map(({ at, seconds }) => ({ at: at.getTime(), seconds })),
  }));
}

/** How the case was after each change. */
function imagesOf(changes: readonly ChangeRow[]): CaseHistory['changes'] {
  let image = unset;
  return changes.map((changed) => {
    image = {
      status: text(changed.status, image.status),
      ownerId: text(changed.ownerId, image.ownerId),
      teamId: text(changed.teamId, image.teamId),
      queue: text(changed.queue, image.queue),
      priority: text(changed.priority, image.priority),
      escalationLevel: number(changed.escalationLevel, image.escalationLevel),
      firstResponseAt: time(changed.firstResponseAt, image.firstResponseAt),
      resolvedThrough: text(changed.resolvedThrough, image.resolvedThrough),
      timeSpentMinutes: number(changed.timeSpentMinutes, image.timeSpentMinutes),
      costEntered: number(changed.costEntered, image.costEntered),
      currency: text(changed.currency, image.currency),
    };
    return { at: changed.at.getTime(), image };
  });
}

const number = (change: Change, before: number | null) =>
  change === null ? before : typeof change.new === 'number' ? change.new : null;
const text = (change: Change, before: string | null) =>
  change === null ? before : typeof change.new === 'string' ? change.new : null;
const time = (change: Change, before: number | null) =>
  change === null ? before : typeof change.new === 'string' ? Date.parse(change.new) : null;

function readVisits(db: Queryable, { from, to }: Period): Promise<VisitRow[]> {
  return db.query<VisitRow>(
    `SELECT l."recordId" AS id, e.at, (e.properties->>'seconds')::float8 AS seconds
     FROM event e JOIN event_link l ON l."eventId" = e.id
     WHERE e.type = $3 AND e.at >= $1 AND e.at < $2 AND l."recordType" = 'case' AND jsonb_typeof(e.properties->'seconds') = 'number'
       AND (e.properties->>'seconds')::float8 BETWEEN 0 AND 86400
     ORDER BY e.seq`,
    [new Date(from), new Date(to), portalVisit],
  );
}
