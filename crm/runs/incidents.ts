import type { Json } from '../../domain/json.ts';
import type { Queryable } from '../database.ts';
import { newId } from '../ids.ts';
import { announce } from '../stream/announce.ts';

/**
 * What was stopped: a run, the dispatch of an event, a chain of workflows that start each other, tasks that nobody takes over, or all
 * after a restored backup.
 */
export const incidentKinds = ['run', 'event', 'chain', 'task', 'restore'] as const;

export type NewIncident = {
  readonly kind: (typeof incidentKinds)[number];
  readonly code: string;
  readonly message: string;
  readonly runId?: string;
  readonly stepId?: string;
  readonly eventId?: string;
  readonly workflowKey?: string;
  readonly details?: Json;
};

/** Raises what a person has to look at, each with an id that may be told outside. */
export async function raiseIncidents(db: Queryable, incidents: readonly NewIncident[]): Promise<string[]> {
  if (incidents.length === 0) return [];
  const rows = incidents.map((incident) => ({ id: newId(), ...incident }));
  await db.query(
    `
    INSERT INTO incident (id, kind, code, message, "runId", "stepId", "eventId", "workflowKey", details)
    SELECT id, kind, code, message, "runId", "stepId", "eventId", "workflowKey", details FROM jsonb_to_recordset($1::jsonb)
      AS i(id uuid, kind text, code text, message text, "runId" uuid, "stepId" text, "eventId" uuid, "workflowKey" text, details jsonb)`,
    [JSON.stringify(rows)],
  );
  await announce(
    db,
    'incident',
    rows.map(({ id, runId = null }) => ({ id, runId })),
  );
  return rows.map(({ id }) => id);
}

/** Closes the open incidents of runs that go on. */
export async function resolveIncidents(
  db: Queryable,
  runIds: readonly string[],
  { by, how, now }: { by: string | null; how: string; now: Date },
): Promise<void> {
  if (runIds.length === 0) return;
  await db.query(
    'UPDATE incident SET "resolvedAt" = $2, "resolvedBy" = $3, resolution = $4 WHERE "runId" = ANY($1::uuid[]) AND "resolvedAt" IS NULL',
    [runIds, now, by, how],
  );
}
