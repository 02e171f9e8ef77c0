import { z } from 'zod';
import { auditAction } from '../../crm/audit/record-action.ts';
import { changeCaseSettings, readCaseSettings } from '../../crm/cases/case-settings.ts';
import { inboundMailSecret } from '../../crm/cases/inbound-secret.ts';
import { renewSecret } from '../../crm/settings/secrets.ts';
import { caseSettingsSchema } from '../../domain/cases/case-settings.ts';
import type { ApiDeps } from '../deps.ts';
import { ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';

const tag = 'Cases';
const inboundSchema = z.object({ url: z.string() });

/** How cases are dealt with, and how mail comes in to them. */
export function caseSettingsRoutes(deps: ApiDeps): Route[] {
  return [readRoute(deps), changeRoute(), inboundRoute(deps), renewRoute(deps)];
}

function readRoute({ db }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/case-settings',
    tag,
    summary: 'Mailboxes of cases, how their threads hold together, what an hour costs',
    guard: 'settings:read',
    answers: { 200: caseSettingsSchema },
    handle: async () => ok(await readCaseSettings(db)),
  });
}

function changeRoute(): Route {
  return route({
    method: 'put',
    path: '/api/case-settings',
    tag,
    summary: 'Change them; what is not named stays',
    guard: 'settings:edit',
    body: caseSettingsSchema.partial(),
    answers: { 200: caseSettingsSchema },
    write: async ({ body, actor }, tx) => {
      const { mailboxes, threadDays, reopenDays, hourlyRate } = body;
      const named = Object.entries({ mailboxes, threadDays, reopenDays, hourlyRate });
      const change = Object.fromEntries(named.filter(([, value]) => value !== undefined));
      const settings = await changeCaseSettings(tx, change);
      await auditAction(tx, {
        actor,
        action: 'settings.changed',
        resource: { type: 'settings', id: 'cases' },
        changes: { settings: { new: change } },
      });
      return ok(settings);
    },
  });
}

const inboundUrl = ({ config }: Pick<ApiDeps, 'config'>) => `${config.publicUrl}/providers/mail/inbound`;

function inboundRoute({ config }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/case-settings/inbound',
    tag,
    summary: 'Where mail is handed in, with calls that are signed (Standard Webhooks)',
    guard: 'settings:edit',
    answers: { 200: inboundSchema },
    handle: async () => ok({ url: inboundUrl({ config }) }),
  });
}

function renewRoute({ config }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/case-settings/inbound/secret',
    tag,
    summary: 'Make a new secret for them, told this once; the old one is worth nothing from then on',
    guard: 'settings:edit',
    secretAnswer: true,
    answers: { 200: inboundSchema.extend({ secret: z.string() }) },
    write: async ({ actor }, tx) => {
      await renewSecret(tx, 'inbound-mail');
      await auditAction(tx, {
        actor,
        action: 'settings.changed',
        resource: { type: 'settings', id: 'inbound-mail' },
        changes: { settings: { new: 'another secret' } },
      });
      return ok({ url: inboundUrl({ config }), secret: await inboundMailSecret(tx) });
    },
  });
}
