import { z } from 'zod';
import { auditAction } from '../../crm/audit/record-action.ts';
import { demandCalendar } from '../../crm/calendars/calendar-users.ts';
import { noteCalendarChange } from '../../crm/calendars/on-change.ts';
import { previewCompanyTime } from '../../crm/calendars/preview-working-time.ts';
import type { Queryable } from '../../crm/database.ts';
import { forgetFields } from '../../crm/records/fields.ts';
import { notifyCarriers } from '../../crm/runs/notify-carriers.ts';
import { isAllPaused, pauseAll } from '../../crm/runs/pause-all.ts';
import { changeCompanySettings, readCompanySettings, readCompanyTime } from '../../crm/settings/company-settings.ts';
import { readPipelines, replacePipelines } from '../../crm/settings/pipelines.ts';
import { settleClocks } from '../../crm/sla/settle-clocks.ts';
import { pipelineSchema } from '../../domain/records/pipelines.ts';
import { sendWindowSchema } from '../../domain/time/send-window.ts';
import { isZone } from '../../domain/time/zone.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, listQuery, pageOf } from '../frame/list.ts';
import { ok, type Reply } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { movedSchema } from './moved-answer.ts';

const tag = 'Settings';

/** `name@host` or `Name <name@host>`, of one line. */
const sender = z
  .string()
  .max(320)
  .regex(/^(?:[^<>\r\n"]{0,200}<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/, 'must be name@host or Name <name@host>');

const settingsInput = z.strictObject({
  zone: z
    .string()
    .max(64)
    .refine(isZone, { error: 'must be a time zone like Europe/Warsaw', params: { code: 'invalid-zone' } })
    .optional(),
  /** Key of the calendar in which the company works. */
  calendar: z.string().max(100).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be a currency code like EUR')
    .optional(),
  mailFrom: sender.optional(),
  smsFrom: z
    .string()
    .regex(/^(?:\+\d{5,15}|[A-Za-z0-9 ]{1,11})$/, 'must be a number like +48221234567 or a short name')
    .optional(),
  trackOpens: z.boolean().optional(),
  trackClicks: z.boolean().optional(),
  /** When marketing without a window of its own may leave: outside are the quiet hours; null for any time. */
  sendWindow: sendWindowSchema.nullable().optional(),
  paused: z.boolean().optional(),
});

const settingsSchema = z.object({
  zone: z.string(),
  calendar: z.string(),
  currency: z.string(),
  mailFrom: z.string(),
  smsFrom: z.string(),
  trackOpens: z.boolean(),
  trackClicks: z.boolean(),
  sendWindow: sendWindowSchema.nullable(),
  /** Everything stands still: no run goes on, no message leaves. */
  paused: z.boolean(),
  /** Mail goes nowhere but to the Messages page. */
  captured: z.boolean(),
});

/** What the company has decided about itself. */
export function settingsRoutes(deps: ApiDeps): Route[] {
  return [
    settingsRoute(deps),
    changeSettingsRoute(deps),
    previewRoute(deps),
    pipelinesRoute(deps),
    replacePipelinesRoute(deps),
  ];
}

async function answerFrom(db: Queryable, config: ApiDeps['config']): Promise<Reply> {
  return ok({
    ...(await readCompanySettings(db, config)),
    paused: await isAllPaused(db),
    captured: config.smtpUrl === undefined,
  });
}

function settingsRoute({ db, config }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/settings',
    tag,
    summary: 'Settings of the company',
    guard: 'settings:read',
    answers: { 200: settingsSchema },
    handle: () => answerFrom(db, config),
  });
}

function changeSettingsRoute({ db, config }: ApiDeps): Route {
  return route({
    method: 'put',
    path: '/api/settings',
    tag,
    summary: 'Change settings; what is not named stays',
    guard: 'settings:edit',
    body: settingsInput,
    answers: { 200: settingsSchema },
    write: async ({ body, actor, now, afterCommit }, tx) => {
      const change = JSON.parse(JSON.stringify(body));
      const { paused, ...company } = change;
      await demandCalendar(tx, company.calendar, '/calendar');
      await demandCalendar(tx, body.sendWindow?.calendar, '/sendWindow/calendar');
      const isTime = company.zone !== undefined || company.calendar !== undefined;
      if (isTime) {
        const calendars = (await readCompanyTime(tx, config)).calendars();
        await settleClocks(tx, { calendars, keys: Object.keys(calendars), now });
      }
      await changeCompanySettings(tx, company);
      if (isTime) await noteCalendarChange(tx, { kind: 'company', about: 'company' }, actor);
      if (paused !== undefined) await pauseAll(tx, paused);
      if (paused === false) afterCommit(() => notifyCarriers(db));
      await auditAction(tx, {
        actor,
        action: 'settings.changed',
        resource: { type: 'settings', id: 'company' },
        changes: { settings: { new: change } },
      });
      return answerFrom(tx, config);
    },
  });
}

function previewRoute({ db, config }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/settings/preview',
    tag,
    summary: 'What would be planned anew if the company had another calendar or zone; nothing is written',
    guard: 'settings:edit',
    body: settingsInput.pick({ zone: true, calendar: true }),
    answers: { 200: z.object({ moved: movedSchema }) },
    handle: async ({ body, actor, now }) => ok({ moved: await previewCompanyTime(db, body, { actor, now, config }) }),
  });
}

function pipelinesRoute({ db }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/pipelines',
    tag,
    summary: 'Pipelines of deals with their stages',
    guard: 'pipeline:read',
    query: listQuery(),
    answers: { 200: listOf(pipelineSchema) },
    handle: async ({ query }) => ok(pageOf(await readPipelines(db), query)),
  });
}

function replacePipelinesRoute({ db }: ApiDeps): Route {
  return route({
    method: 'put',
    path: '/api/pipelines',
    tag,
    summary: 'Replace the pipelines',
    guard: 'pipeline:edit',
    body: z.strictObject({ items: z.array(pipelineSchema).min(1).max(50) }),
    answers: { 200: listOf(pipelineSchema) },
    write: async ({ body, actor, afterCommit }, tx) => {
      afterCommit(() => forgetFields(db));
      await replacePipelines(tx, body.items);
      await auditAction(tx, {
        actor,
        action: 'pipelines.replaced',
        resource: { type: 'settings', id: 'pipelines' },
        changes: { pipelines: { new: body.items } },
      });
      return ok({ items: body.items, nextCursor: null });
    },
  });
}
