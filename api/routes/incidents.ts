import { z } from 'zod';
import { incidentKinds } from '../../crm/runs/incidents.ts';
import { listIncidents, resolveIncident } from '../../crm/runs/list-incidents.ts';
import { notifyCarriers } from '../../crm/runs/notify-carriers.ts';
import type { ApiDeps } from '../deps.ts';
import { encodeCursor, listOf, listQuery, timePosition } from '../frame/list.ts';
import { ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { actingOf } from './workflow-answers.ts';

const tag = 'Incidents';
const time = z.iso.datetime();

const incidentSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(incidentKinds),
    code: z.string(),
    message: z.string(),
    workflow: z.string().nullable(),
    runId: z.uuid().nullable(),
    stepId: z.string().nullable(),
    eventId: z.uuid().nullable(),
    details: z.json(),
    createdAt: time,
    resolvedAt: time.nullable(),
    resolvedBy: z.string().nullable(),
    resolution: z.string().nullable(),
  })
  .meta({ id: 'Incident' });

/** What a person has to look at. */
export function incidentRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/incidents',
      tag,
      summary: 'Incidents, newest first; open ones where nothing is said',
      guard: 'incident:read',
      query: listQuery({
        sort: z.literal('-createdAt').optional(),
        state: z.enum(['open', 'resolved']).default('open'),
        workflow: z.string().max(200).optional(),
        kind: z.enum(incidentKinds).optional(),
        /** Whether its run stands there until it is mended. */
        stopsRun: z
          .enum(['true', 'false'])
          .transform((text) => text === 'true')
          .optional(),
      }),
      answers: { 200: listOf(incidentSchema) },
      handle: async ({ query: { cursor, ...filter } }) => {
        const { items, next } = await listIncidents(db, { ...filter, after: timePosition(cursor) });
        return ok({ items, nextCursor: next && encodeCursor(next) });
      },
    }),
    route({
      method: 'post',
      path: '/api/incidents/:id/resolve',
      tag,
      summary: 'Close an incident that was looked at; the incident of a run is mended by an action on the run',
      guard: 'incident:resolve',
      params: z.object({ id: z.uuid() }),
      body: z.strictObject({ note: z.string().max(2_000).optional() }).default({}),
      answers: { 200: incidentSchema },
      write: async (request, tx) => {
        const { params, body, now, afterCommit } = request;
        afterCommit(() => notifyCarriers(db));
        return ok(await resolveIncident(tx, params.id, { ...actingOf(request), note: body.note, now }));
      },
    }),
  ];
}
