import { z } from 'zod';
import { readAgenda } from '../../crm/agenda/read-agenda.ts';
import type { ApiDeps } from '../deps.ts';
import { ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';

const day = 86_400_000;
/** A quarter of a year, in days: what a page of a calendar shows at most. */
const longest = 93;

const itemSchema = z
  .object({
    kind: z.enum(['task', 'meeting', 'absence', 'holiday']),
    id: z.string(),
    title: z.string(),
    /** A date for holidays, which belong to a day and to no zone. */
    start: z.union([z.iso.datetime(), z.iso.date()]),
    end: z.iso.datetime().optional(),
    allDay: z.boolean(),
    personId: z.uuid().nullable(),
    personName: z.string().nullable(),
    recordType: z.string().optional(),
    recordId: z.uuid().optional(),
    state: z.string(),
  })
  .meta({ id: 'AgendaItem' });

const query = z
  .strictObject({
    from: z.iso.datetime({ offset: true }),
    to: z.iso.datetime({ offset: true }),
    who: z.enum(['mine', 'team', 'all']).default('mine'),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    path: ['to'],
    error: 'The period ends before it begins.',
  })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= longest * day, {
    path: ['to'],
    error: `A period has at most ${longest} days.`,
  });

/** The calendar of people: what they have to do, whom they meet, when they are away. */
export function agendaRoutes({ db, config }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/calendar',
      tag: 'Calendars',
      summary:
        'Tasks by due time, meetings, absences and holidays of a period, earliest first; at most 1,000 of a kind',
      guard: { signedIn: 'Each kind is narrowed to what its reader may read' },
      query,
      answers: { 200: z.object({ items: z.array(itemSchema), truncated: z.boolean() }) },
      handle: async ({ query: { from, to, who }, actor, now }) =>
        ok(await readAgenda(db, config, { actor, now, from: new Date(from), to: new Date(to), who })),
    }),
  ];
}
