import { z } from 'zod';
import { type CalendarUse, listCalendarUses } from '../../crm/calendars/calendar-users.ts';
import { holidaysOf } from '../../crm/calendars/fill-holidays.ts';
import { previewCalendar } from '../../crm/calendars/preview-calendar.ts';
import { holidayCountries, publicHolidays } from '../../crm/calendars/public-holidays.ts';
import { deleteCalendar, getCalendar, listCalendars, saveCalendar } from '../../crm/calendars/save-calendar.ts';
import type { Tx } from '../../crm/database.ts';
import { readCompanySettings, readCompanyTime } from '../../crm/settings/company-settings.ts';
import { settleClocks } from '../../crm/sla/settle-clocks.ts';
import { keySchema } from '../../domain/definition/words.ts';
import { calendarSchema } from '../../domain/time/calendar.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, listQuery, pageOf } from '../frame/list.ts';
import { created, noContent, ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { movedSchema } from './moved-answer.ts';

const tag = 'Calendars';
const params = z.object({ key: z.string().max(100) });

/** ISO 3166 names of a country and, without the country, of one of its regions. */
const country = z.string().regex(/^[A-Z]{2}$/, 'a country is two letters, such as PL');
const region = z.string().regex(/^[A-Za-z0-9]{1,8}$/, 'a region is written as in ISO 3166-2, without the country');
const sourceSchema = z.strictObject({ country, region: region.optional() });
const holidaySchema = z.object({ date: z.iso.date(), name: z.string() });

const { weekly, zone, holidays, specialDays } = calendarSchema.shape;
const content = {
  name: z.string().trim().min(1).max(200),
  zone,
  weekly,
  holidays: holidays.max(2_000).default([]),
  specialDays: specialDays.max(2_000).default([]),
  /** Whose public holidays count as well; those of coming years are filled in by themselves. */
  source: sourceSchema.nullable().default(null),
};

const useSchema = z.object({
  kind: z.enum(['company', 'team', 'user', 'policy', 'workflow']),
  /** Of the user or team, key of the service level or workflow. */
  id: z.string(),
  name: z.string(),
});

const answerSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    zone,
    weekly,
    holidays,
    specialDays,
    source: sourceSchema.nullable(),
    publicHolidays: z.array(holidaySchema),
    version: z.int(),
    builtIn: z.boolean(),
  })
  .meta({ id: 'Calendar' });

/** When people work: calendars and the public holidays that may stand in them. */
export function calendarRoutes(deps: ApiDeps): Route[] {
  return [
    holidaysRoute(),
    sourcesRoute(),
    ...readingRoutes(deps),
    previewRoute(deps),
    createRoute(deps),
    replaceRoute(deps),
    removeRoute(deps),
  ];
}

function holidaysRoute(): Route {
  return route({
    method: 'get',
    path: '/api/calendars/holidays',
    tag,
    summary: 'Public holidays of a country, or of one of its regions, in a year',
    guard: 'settings:read',
    query: z.strictObject({
      country,
      region: region.optional(),
      year: z.coerce.number().int().min(1970).max(2100).optional(),
    }),
    answers: { 200: z.object({ items: z.array(holidaySchema) }) },
    handle: async ({ query: { year, ...source }, now }) => {
      const asked = year ?? now.getUTCFullYear();
      return ok({ items: await publicHolidays({ ...given(source), from: asked, through: asked }) });
    },
  });
}

function sourcesRoute(): Route {
  return route({
    method: 'get',
    path: '/api/calendars/holidays/sources',
    tag,
    summary: 'Countries and regions whose public holidays are known',
    guard: 'settings:read',
    answers: {
      200: z.object({
        items: z.array(
          z.object({
            country: z.string(),
            name: z.string(),
            regions: z.array(z.object({ region: z.string(), name: z.string() })),
          }),
        ),
      }),
    },
    handle: async () => ok({ items: await holidayCountries() }),
  });
}

function previewRoute({ db, config }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/calendars/:key/preview',
    tag,
    summary: 'What would be planned anew if a calendar were stored so, and its public holidays; nothing is written',
    guard: 'settings:edit',
    params: z.object({ key: keySchema }),
    body: z.strictObject(content),
    answers: { 200: z.object({ moved: movedSchema, publicHolidays: z.array(holidaySchema) }) },
    handle: async ({ params: { key }, body, actor, now }) => {
      const input = { key, ...body, source: body.source && given(body.source) };
      const filled = await holidaysOf(input.source, now);
      const moved = await previewCalendar(db, { ...input, ...filled }, { actor, now, config });
      return ok({ moved, publicHolidays: filled.publicHolidays });
    },
  });
}

function readingRoutes(deps: ApiDeps): Route[] {
  return [listRoute(deps), oneRoute(deps)];
}

function listRoute({ db, config }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/calendars',
    tag,
    summary: 'Calendars by key, with those that are always there, and who works by each',
    guard: 'settings:read',
    query: listQuery(),
    answers: { 200: listOf(answerSchema.extend({ uses: z.array(useSchema) }).meta({ id: 'CalendarWithUses' })) },
    handle: async ({ query }) => {
      const uses = await listCalendarUses(db);
      const { zone: companyZone } = await readCompanySettings(db, config);
      const calendars = await listCalendars(db, companyZone);
      return ok(
        pageOf(
          calendars.map((calendar) => ({ ...calendar, uses: usesOf(uses, calendar.key) })),
          query,
        ),
      );
    },
  });
}

function oneRoute({ db, config }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/calendars/:key',
    tag,
    summary: 'One calendar',
    guard: 'settings:read',
    params,
    answers: { 200: answerSchema },
    handle: async ({ params: { key } }) => {
      const { zone: companyZone } = await readCompanySettings(db, config);
      const calendar = await getCalendar(db, key, companyZone);
      return ok(calendar, { ETag: `"${calendar.version}"` });
    },
  });
}

function createRoute({ config }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/calendars',
    tag,
    summary: 'Add a calendar',
    guard: 'settings:edit',
    body: z.strictObject({ key: keySchema, ...content }),
    answers: { 201: answerSchema },
    write: async ({ body, actor, now }, tx) => {
      const input = { ...body, source: body.source && given(body.source) };
      const filled = await holidaysOf(input.source, now);
      await settleCalendar(tx, config, { key: body.key, now });
      return created(await saveCalendar(tx, { ...input, ...filled }, { actor, mode: 'create' }));
    },
  });
}

function replaceRoute({ config }: ApiDeps): Route {
  return route({
    method: 'put',
    path: '/api/calendars/:key',
    tag,
    summary:
      'Create or replace a calendar; what is due by it is planned anew. `business` may be replaced, `always` not',
    guard: 'settings:edit',
    params: z.object({ key: keySchema }),
    body: z.strictObject(content),
    answers: { 200: answerSchema },
    write: async ({ params: { key }, body, actor, now, ifMatch }, tx) => {
      const input = { key, ...body, source: body.source && given(body.source) };
      const filled = await holidaysOf(input.source, now);
      await settleCalendar(tx, config, { key, now });
      const calendar = await saveCalendar(tx, { ...input, ...filled }, { actor, mode: 'replace', ifVersion: ifMatch });
      return ok(calendar, { ETag: `"${calendar.version}"` });
    },
  });
}

function removeRoute({ config }: ApiDeps): Route {
  return route({
    method: 'delete',
    path: '/api/calendars/:key',
    tag,
    summary: 'Remove a calendar that nobody works by; `business` is then Monday to Friday again',
    guard: 'settings:edit',
    params,
    answers: { 204: null },
    write: async ({ params: { key }, actor, now }, tx) => {
      await settleCalendar(tx, config, { key, now });
      await deleteCalendar(tx, key, actor);
      return noContent();
    },
  });
}

/** Clocks keep what they have consumed by a calendar that is about to change. */
async function settleCalendar(tx: Tx, config: ApiDeps['config'], { key, now }: { key: string; now: Date }) {
  const company = await readCompanyTime(tx, config);
  await settleClocks(tx, { calendars: company.calendars(), keys: [key], now });
}

/** Without what is not said. */
function given({ country: of, region: part }: { country: string; region?: string | undefined }) {
  return part === undefined ? { country: of } : { country: of, region: part };
}

const usesOf = (uses: readonly CalendarUse[], key: string) =>
  uses.filter(({ calendar }) => calendar === key).map(({ kind, id, name }) => ({ kind, id, name }));
