import { z } from 'zod';
import { systemActor } from '../../crm/actor.ts';
import { actOnApproval } from '../../crm/approvals/act-on-approval.ts';
import { type ApprovalLink, readApprovalLink } from '../../crm/approvals/approval-link.ts';
import { notifyEvents } from '../../crm/events/notify.ts';
import { notifyCarriers } from '../../crm/runs/notify-carriers.ts';
import { readCompanySettings } from '../../crm/settings/company-settings.ts';
import { createTokenSource } from '../../crm/tracking/token-source.ts';
import { decisions } from '../../domain/approvals/approval.ts';
import type { ApiDeps } from '../deps.ts';
import { html } from '../frame/reply.ts';
import { publicRoute, type Route } from '../frame/route.ts';
import { approvalPage, pageLanguage } from './approval-page.ts';
import { languageOf, linkGuard, linkHeaders, linkParams, linkTag, unknownLink } from './link-page.ts';

/** Either a decision with a comment, or answers as `answer.<key>`. */
const form = z.looseObject({
  decision: z.enum(decisions).optional(),
  comment: z
    .string()
    .max(5_000)
    .transform((text) => (text.trim() === '' ? undefined : text.trim()))
    .optional(),
});

type Find = (token: string, now: Date) => Promise<ApprovalLink | undefined>;

/** The page behind the link in a mail that asks somebody. Only POST does anything, for scanners follow every link. */
export function approvalLinkRoutes(deps: ApiDeps): Route[] {
  const tokens = createTokenSource(deps.db);
  const find: Find = async (token, now) => {
    const content = (await tokens()).verifySlot(token);
    return content && readApprovalLink(deps.db, content, now);
  };
  return [pageRoute(deps, find), decideRoute(deps, find)];
}

function pageRoute({ db, config }: ApiDeps, find: Find): Route {
  return publicRoute({
    method: 'get',
    path: '/a/:token',
    tag: linkTag,
    summary: 'What somebody is asked to decide or to answer; changes nothing',
    guard: linkGuard,
    params: linkParams,
    answers: { 200: 'text/html' },
    handle: async ({ params: { token }, raw, now }) => {
      const accepted = languageOf(raw.get('accept-language'));
      const link = await find(token, now);
      if (!link) return unknownLink(accepted);
      const { zone } = await readCompanySettings(db, config);
      return html(approvalPage(link, { language: pageLanguage(link.language, accepted), zone }), {
        headers: linkHeaders,
      });
    },
  });
}

function decideRoute({ db, config }: ApiDeps, find: Find): Route {
  return publicRoute({
    method: 'post',
    path: '/a/:token',
    tag: linkTag,
    summary: 'Decide, or answer; once',
    guard: linkGuard,
    params: linkParams,
    body: form,
    bodyKind: 'form',
    bodyLimit: 400_000,
    answers: { 200: 'text/html' },
    handle: async ({ params: { token }, body, raw, now }) => {
      const accepted = languageOf(raw.get('accept-language'));
      const link = await find(token, now);
      if (!link) return unknownLink(accepted);
      const { zone } = await readCompanySettings(db, config);
      const language = pageLanguage(link.language, accepted);
      if (link.end) return html(approvalPage(link, { language, zone }), { status: 409, headers: linkHeaders });
      const { stored, slot, personId: by } = link;
      const act =
        stored.kind === 'ask'
          ? ({ kind: 'answer', answers: answersIn(body), slotId: slot.id } as const)
          : body.decision &&
            ({ kind: 'decide', decision: body.decision, comment: body.comment, slotId: slot.id } as const);
      if (!act) return html(approvalPage(link, { language, zone }), { status: 422, headers: linkHeaders });
      const result = await db.transaction((tx) =>
        actOnApproval(tx, stored.id, act, { actor: systemActor, by, forOthers: false, cause: [], now }),
      );
      notifyCarriers(db);
      notifyEvents(db);
      const after = (await find(token, now)) ?? link;
      if (result.kind === 'done')
        return html(approvalPage(after, { language, zone, told: true }), { headers: linkHeaders });
      const status = result.code === 'invalid' ? 422 : 409;
      return html(approvalPage(after, { language, zone, ...(after.end ? {} : { problem: result }) }), {
        status,
        headers: linkHeaders,
      });
    },
  });
}

function answersIn(body: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) =>
      key.startsWith('answer.') && typeof value === 'string' ? [[key.slice('answer.'.length), value]] : [],
    ),
  );
}
