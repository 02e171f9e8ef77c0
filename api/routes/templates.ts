import { z } from 'zod';
import { auditAction } from '../../crm/audit/record-action.ts';
import { checkContent } from '../../crm/templates/check-content.ts';
import type { RenderPart } from '../../crm/templates/render-item.ts';
import {
  createTemplate,
  deleteTemplate,
  getTemplate,
  listTemplates,
  replaceTemplate,
  type TemplateContent,
} from '../../crm/templates/template-list.ts';
import { AppError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, listQuery, pageOf } from '../frame/list.ts';
import { created, noContent, ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';

const tag = 'Templates';
const text = (max: number) => z.string().max(max).nullable();
const templateSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    channel: z.enum(['email', 'sms', 'document']),
    subject: z.string().nullable(),
    preheader: z.string().nullable(),
    html: z.string().nullable(),
    text: z.string().nullable(),
    builtIn: z.boolean(),
    version: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Template' });
const parts = {
  subject: text(1_000).default(null),
  preheader: text(1_000).default(null),
  html: text(200_000).default(null),
  text: text(200_000).default(null),
};
const content = {
  name: z.string().trim().min(1).max(200),
  channel: z.enum(['email', 'sms', 'document']).default('email'),
  ...parts,
};
export const keySchema = z.string().regex(/^[a-z][a-z0-9-]{0,99}$/, 'must be small letters, digits and dashes');
const params = z.object({ key: keySchema });

/** Reusable texts of messages. */
export function templateRoutes(deps: ApiDeps): Route[] {
  return [...readingRoutes(deps), ...writingRoutes(), renderRoute(deps)];
}

function readingRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/templates',
      tag,
      summary: 'Templates by name',
      guard: 'template:read',
      query: listQuery(),
      answers: { 200: listOf(templateSchema) },
      handle: async ({ query }) => ok(pageOf(await listTemplates(db), query)),
    }),
    route({
      method: 'get',
      path: '/api/templates/:key',
      tag,
      summary: 'One template',
      guard: 'template:read',
      params,
      answers: { 200: templateSchema },
      handle: async ({ params: { key } }) => {
        const template = await getTemplate(db, key);
        return ok(template, { ETag: `"${template.version}"` });
      },
    }),
  ];
}

function writingRoutes(): Route[] {
  return [createRoute(), replaceRoute(), removeRoute()];
}

function createRoute(): Route {
  return route({
    method: 'post',
    path: '/api/templates',
    tag,
    summary: 'Create a template',
    guard: 'template:edit',
    body: z.strictObject({ key: keySchema, ...content }),
    answers: { 201: templateSchema },
    write: async ({ body: { key, ...rest }, actor }, tx) => {
      check(rest);
      const template = await createTemplate(tx, key, rest);
      await auditAction(tx, { actor, action: 'template.created', resource: { type: 'template', id: key } });
      return created(template);
    },
  });
}

function replaceRoute(): Route {
  return route({
    method: 'put',
    path: '/api/templates/:key',
    tag,
    summary: 'Replace a template; `If-Match: <version>` refuses when somebody else changed it',
    guard: 'template:edit',
    params,
    body: z.strictObject(content),
    answers: { 200: templateSchema },
    write: async ({ params: { key }, body, actor, ifMatch }, tx) => {
      check(body);
      const template = await replaceTemplate(tx, { key, content: body, expected: ifMatch });
      await auditAction(tx, {
        actor,
        action: 'template.changed',
        resource: { type: 'template', id: key },
        changes: { version: { new: template.version } },
      });
      return ok(template, { ETag: `"${template.version}"` });
    },
  });
}

function removeRoute(): Route {
  return route({
    method: 'delete',
    path: '/api/templates/:key',
    tag,
    summary: 'Delete a template of your own',
    guard: 'template:edit',
    params,
    answers: { 204: null },
    write: async ({ params: { key }, actor }, tx) => {
      await deleteTemplate(tx, key);
      await auditAction(tx, { actor, action: 'template.deleted', resource: { type: 'template', id: key } });
      return noContent();
    },
  });
}

const renderSchema = z.strictObject({
  /** A stored template, or the texts themselves. */
  template: keySchema.optional(),
  subject: parts.subject,
  preheader: parts.preheader,
  html: parts.html,
  text: parts.text,
  /** What the texts read: record, contact, owner, vars, event, steps, links. */
  data: z.record(z.string(), z.json()).default({}),
  missing: z.enum(['block', 'skip', 'empty']).default('empty'),
  zone: z.string().max(64).nullish(),
  language: z.string().max(35).nullish(),
  currency: z.string().max(3).nullish(),
});

function renderRoute({ db, renderer }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/templates/render',
    tag,
    summary: 'What a template becomes with given data; `blanks` names the values that were missing',
    guard: 'template:read',
    body: renderSchema,
    answers: {
      200: z.object({
        subject: z.string().optional(),
        preheader: z.string().optional(),
        html: z.string().optional(),
        text: z.string().optional(),
        blanks: z.array(z.string()),
      }),
    },
    handle: async ({ body }) => {
      const { template, data, missing, zone, language, currency, ...given } = body;
      const source = template === undefined ? given : await getTemplate(db, template);
      // A body is JSON: so is its data.
      const item = {
        key: 'preview',
        parts: partsOf(source),
        context: data as JsonObject,
        policy: missing,
        zone,
        locale: language,
        currency,
      };
      const [outcome] = await renderer.renderMany([item]);
      if (outcome?.ok) return ok({ ...outcome.parts, blanks: outcome.blanks });
      const message = outcome?.message ?? 'Nothing was rendered.';
      throw new AppError('invalid', {
        detail: message,
        issues: [
          { severity: 'error', code: outcome?.code ?? 'template-invalid', path: `/${outcome?.part ?? ''}`, message },
        ],
      });
    },
  });
}

function partsOf({
  subject,
  preheader,
  html,
  text: plain,
}: Pick<TemplateContent, 'subject' | 'preheader' | 'html' | 'text'>): Record<string, RenderPart> {
  const made: Record<string, RenderPart> = {};
  if (subject !== null) made.subject = { template: subject, mode: 'header' };
  if (preheader !== null) made.preheader = { template: preheader, mode: 'header' };
  if (html !== null) made.html = { template: html, mode: 'html' };
  if (plain !== null) made.text = { template: plain, mode: 'text' };
  else if (html !== null) made.text = { textOf: 'html' };
  return made;
}

function check(given: Omit<TemplateContent, 'name'>): void {
  const issues = checkContent(given);
  if (issues.length > 0) throw new AppError('invalid', { issues });
}
