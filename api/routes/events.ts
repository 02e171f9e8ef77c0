import { z } from 'zod';
import { acceptEvents } from '../../crm/events/accept.ts';
import type { AcceptResult, IncomingEvent } from '../../crm/events/incoming-event.ts';
import { notifyEvents } from '../../crm/events/notify.ts';
import { errorCatalogue } from '../../domain/errors.ts';
import type { ApiDeps } from '../deps.ts';
import { accepted } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { refusalOf } from './record-answers.ts';

const eventSchema = z
  .strictObject({
    id: z.string().optional(),
    type: z.string(),
    email: z.string().optional(),
    contactId: z.string().optional(),
    recordType: z.string().optional(),
    recordId: z.string().optional(),
    at: z.string().optional(),
    properties: z.record(z.string().max(200), z.json()).optional(),
  })
  .meta({ id: 'IncomingEvent', description: 'Something that happened. The same id again is the same event.' });

const acceptedSchema = z.object({
  id: z.uuid(),
  duplicate: z.boolean(),
  links: z.array(z.object({ type: z.string(), id: z.uuid() })),
});

/** Behaviour from outside. */
export function eventRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/events',
      tag: 'Events',
      summary: 'Report behaviour: one event, or up to 500 with a result each; answered after the commit',
      guard: 'event:create',
      body: z.union([eventSchema, z.array(eventSchema).min(1).max(500)]),
      bodyLimit: 8 * 1_048_576,
      answers: { 202: z.union([acceptedSchema, z.object({ results: z.array(z.looseObject({ status: z.int() })) })]) },
      write: async ({ body, actor, now, afterCommit }, tx) => {
        const events = (Array.isArray(body) ? body : [body]).map(withoutAbsent);
        const results = await acceptEvents(tx, { actor, cause: [], now }, events);
        afterCommit(() => notifyEvents(db));
        if (Array.isArray(body)) return accepted({ results: results.map(resultOf) });
        const [result] = results;
        if (result?.kind !== 'accepted') throw refusalOf(result ?? { kind: 'issues', code: 'internal', issues: [] });
        return accepted(acceptedOf(result));
      },
    }),
  ];
}

/** What zod leaves undefined is not there. */
function withoutAbsent(event: z.infer<typeof eventSchema>): IncomingEvent {
  return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)) as IncomingEvent;
}

function acceptedOf({ eventId, duplicate, links }: Extract<AcceptResult, { kind: 'accepted' }>) {
  return { id: eventId, duplicate, links };
}

function resultOf(result: AcceptResult, index: number): object {
  if (result.kind === 'accepted') return { status: 202, ...acceptedOf(result) };
  const issues = result.issues.map((issue) => ({ ...issue, path: `/${index}${issue.path}` }));
  return { status: errorCatalogue[result.code].status, code: result.code, issues };
}
