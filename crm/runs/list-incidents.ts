import { AppError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { auditAction } from '../audit/record-action.ts';
import type { Queryable, Tx } from '../database.ts';
import { announce } from '../stream/announce.ts';
import type { Acting } from '../workflows/save-draft.ts';
import { releaseRestored } from './restored.ts';

/** What a person has to look at, or had to. */
export type IncidentView = {
  readonly id: string;
  readonly kind: string;
  readonly code: string;
  readonly message: string;
  readonly workflow: string | null;
  readonly runId: string | null;
  readonly stepId: string | null;
  readonly eventId: string | null;
  readonly details: Json;
  readonly createdAt: string;
  readonly resolvedAt: string | null;
  readonly resolvedBy: string | null;
  readonly resolution: string | null;
};

export type IncidentFilter = {
  readonly state: 'open' | 'resolved';
  readonly workflow?: string | undefined;
  readonly kind?: string | undefined;
  /** Whether its run stands there until it is mended; the others do not stop anything. */
  readonly stopsRun?: boolean | undefined;
};
export type IncidentPosition = readonly [createdAt: string, id: string];

type Row = Omit<IncidentView, 'createdAt' | 'resolvedAt'> & { createdAt: Date; resolvedAt: Date | null };

const columns = `id, kind, code, message, "workflowKey" AS workflow, "runId", "stepId", "eventId", details, "createdAt", "resolvedAt", "resolvedBy",
  resolution`;

/** Incidents, newest first; those after `after`. */
export async function listIncidents(
  db: Queryable,
  {
    state,
    workflow,
    kind,
    stopsRun,
    after,
    limit,
  }: IncidentFilter & { after?: IncidentPosition | undefined; limit: number },
): Promise<{ items: IncidentView[]; next: IncidentPosition | null }> {
  const rows = await db.query<Row>(
    `SELECT ${columns} FROM incident WHERE "resolvedAt" IS ${state === 'open' ? '' : 'NOT '}NULL
       AND ($1::text IS NULL OR "workflowKey" = $1) AND ($2::text IS NULL OR kind = $2)
       AND ($3::timestamptz IS NULL OR ("createdAt", id) < ($3, $4::uuid))
       AND ($6::boolean IS NULL OR $6 = EXISTS (SELECT 1 FROM run r WHERE r.id = incident."runId" AND r.state = 'incident'))
     ORDER BY "createdAt" DESC, id DESC LIMIT $5`,
    [workflow ?? null, kind ?? null, after?.[0] ?? null, after?.[1] ?? null, limit + 1, stopsRun ?? null],
  );
  const items = rows.slice(0, limit).map(viewOf);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? [last.createdAt, last.id] : null };
}

/**
 * Closes an incident that was looked at; one of a run that still stands there is mended by an action on the run. Closing
 * the one of a restored database lets everything go on: call `notifyCarriers` after the commit.
 */
export async function resolveIncident(
  tx: Tx,
  id: string,
  { note, actor, requestId, now }: Acting & { note: string | undefined; now: Date },
): Promise<IncidentView> {
  const [open] = await tx.query<Row & { standing: boolean }>(
    `SELECT ${columns}, EXISTS (SELECT 1 FROM run r WHERE r.id = incident."runId" AND r.state = 'incident') AS standing
     FROM incident WHERE id = $1 FOR UPDATE`,
    [id],
  );
  if (!open) throw new AppError('not-found', { detail: `There is no incident with the id ${id}.` });
  if (open.resolvedAt !== null) return viewOf(open);
  if (open.standing)
    throw new AppError('conflict', { detail: 'The run still stands there: retry it, skip the step, or cancel it.' });
  const [row] = await tx.query<Row>(
    `UPDATE incident SET "resolvedAt" = $2, "resolvedBy" = $3, resolution = $4 WHERE id = $1 RETURNING ${columns}`,
    [id, now, actor.id, note ?? 'resolved'],
  );
  if (open.kind === 'restore') await releaseRestored(tx, now);
  await announce(tx, 'incident', [{ id }]);
  await auditAction(tx, {
    actor,
    action: 'incident.resolved',
    resource: { type: 'incident', id },
    ...(requestId === undefined ? {} : { requestId }),
  });
  return viewOf(row ?? open);
}

function viewOf({
  createdAt,
  resolvedAt,
  id,
  kind,
  code,
  message,
  workflow,
  runId,
  stepId,
  eventId,
  details,
  resolvedBy,
  resolution,
}: Row): IncidentView {
  const times = { createdAt: createdAt.toISOString(), resolvedAt: resolvedAt?.toISOString() ?? null };
  return { id, kind, code, message, workflow, runId, stepId, eventId, details, ...times, resolvedBy, resolution };
}
