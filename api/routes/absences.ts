import { z } from 'zod';
import { addAbsence, changeAbsence, getAbsence, listAbsences, removeAbsence } from '../../crm/absences/absences.ts';
import { previewAbsence } from '../../crm/absences/preview-absence.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, listQuery, pageOf } from '../frame/list.ts';
import { created, noContent, ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';

const tag = 'Absences';
const params = z.object({ id: z.uuid() });
const time = z.iso.datetime();
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

const absenceSchema = z
  .object({
    id: z.uuid(),
    userId: z.uuid(),
    userName: z.string(),
    substituteId: z.uuid().nullable(),
    substituteName: z.string().nullable(),
    /** Who acts for them now: also where the substitute is away too. */
    standIn: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    from: time,
    until: time,
    note: z.string().nullable(),
    state: z.enum(['planned', 'running', 'over']),
  })
  .meta({ id: 'Absence' });

const change = z.strictObject({
  substituteId: z.uuid().nullish(),
  from: instant.optional(),
  until: instant.optional(),
  note: z.string().max(2_000).nullish(),
});

/** Who is away, and who stands in for whom. */
export function absenceRoutes(deps: ApiDeps): Route[] {
  return [...readingRoutes(deps), previewRoute(deps), ...changingRoutes()];
}

function readingRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/absences',
      tag,
      summary: 'Absences, those that begin last first, with who stands in now',
      guard: 'absence:read',
      query: listQuery({
        userId: z.uuid().optional(),
        current: z
          .enum(['true', 'false'])
          .transform((text) => text === 'true')
          .optional(),
      }),
      answers: { 200: listOf(absenceSchema) },
      handle: async ({ query, now }) => ok(pageOf(await listAbsences(db, query, now), query)),
    }),
    route({
      method: 'get',
      path: '/api/absences/:id',
      tag,
      summary: 'One absence',
      guard: 'absence:read',
      params,
      answers: { 200: absenceSchema },
      handle: async ({ params: { id }, now }) => ok(await getAbsence(db, id, now)),
    }),
  ];
}

const named = z.object({ id: z.uuid(), name: z.string() });

function previewRoute({ db }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/absences/preview',
    tag,
    summary: 'What an absence would do: what moves to whom, and what is odd about the substitutes. Stores nothing',
    guard: 'absence:edit',
    body: z.strictObject({ userId: z.uuid().optional(), substituteId: z.uuid().nullable(), from: instant }),
    answers: {
      200: z.object({
        approvals: z.int(),
        tasks: z.int(),
        standIn: named.nullable(),
        chain: z.array(named),
        warning: z.enum(['substitute-away', 'circle', 'chain-too-long', 'nobody']).nullable(),
      }),
    },
    handle: async ({ body, actor }) => ok(await previewAbsence(db, actor, body)),
  });
}

function changingRoutes(): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/absences',
      tag,
      summary: 'Say that one is away, or with the right that somebody is',
      guard: 'absence:edit',
      body: change.extend({ userId: z.uuid().optional(), until: instant }),
      answers: { 201: absenceSchema },
      write: async ({ body, actor, now }, tx) => created(await addAbsence(tx, { actor, input: body, now })),
    }),
    route({
      method: 'patch',
      path: '/api/absences/:id',
      tag,
      summary: 'Change an absence',
      guard: 'absence:edit',
      params,
      body: change,
      answers: { 200: absenceSchema },
      write: async ({ params: { id }, body, actor, now }, tx) =>
        ok(await changeAbsence(tx, id, { actor, input: body, now })),
    }),
    route({
      method: 'delete',
      path: '/api/absences/:id',
      tag,
      summary: 'Take an absence away; what was moved stays where it is',
      guard: 'absence:edit',
      params,
      answers: { 204: null },
      write: async ({ params: { id }, actor, now }, tx) => {
        await removeAbsence(tx, id, { actor, now });
        return noContent();
      },
    }),
  ];
}
