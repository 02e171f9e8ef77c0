import { z } from 'zod';
import { demandRight } from '../../crm/actor.ts';
import { countExisting, enrollExisting } from '../../crm/runs/enroll-existing.ts';
import { notifyCarriers } from '../../crm/runs/notify-carriers.ts';
import { readCompanyTime } from '../../crm/settings/company-settings.ts';
import { listHooks, setHookSigned } from '../../crm/workflows/hooks.ts';
import { publishWorkflow } from '../../crm/workflows/publish.ts';
import { diffVersions, listVersions, readVersion, type Side } from '../../crm/workflows/read-versions.ts';
import { workflowStats } from '../../crm/workflows/stats.ts';
import { whyEnrolled } from '../../crm/workflows/why.ts';
import { workflowStates } from '../../crm/workflows/workflow-row.ts';
import type { ApiDeps } from '../deps.ts';
import { badCursor, decodeCursor, encodeCursor, listOf, listQuery } from '../frame/list.ts';
import { ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { actingOf, definitionJson, issueSchema, keyParams, versionSchema } from './workflow-answers.ts';

const tag = 'Workflows';
const number = z.coerce.number().int().min(1).max(1_000_000);
const versionParams = keyParams.extend({ version: number });
const side = z.union([z.literal('draft'), number]).optional();
const day = 86_400_000;

const publishBody = z.strictObject({
  note: z.string().max(2_000).optional(),
  dryRun: z.boolean().optional(),
  /** Also admits the records that meet its record triggers already, which takes the right to enroll. */
  enrollExisting: z.boolean().optional(),
});
const enrolledSchema = z.object({
  count: z.int(),
  enrolled: z.int(),
  later: z.int(),
  refused: z.record(z.string(), z.int()),
});
const publishAnswer = z.object({
  version: z.int(),
  versionId: z.uuid().nullable(),
  state: z.enum(workflowStates),
  unchanged: z.boolean(),
  dryRun: z.boolean(),
  issues: z.array(issueSchema),
  existing: enrolledSchema.partial().optional(),
});

/** Published versions of workflows, and what is known about them. */
export function workflowVersionRoutes(deps: ApiDeps): Route[] {
  return [publishRoute(deps), ...versionRoutes(deps), ...insightRoutes(deps), ...hookAddressRoutes(deps)];
}

function publishRoute({ db, versions, config }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/workflows/:key/publish',
    tag,
    summary: 'Freeze the draft as the next version; 422 with the issues when it has errors',
    guard: 'workflow:publish',
    params: keyParams,
    body: publishBody.default({}),
    answers: { 200: publishAnswer },
    handle: async (request) => {
      const { params, body, actor, now } = request;
      const starting = { versions, company: await readCompanyTime(db, config), actor, now };
      if (body.enrollExisting === true) demandRight(actor, 'workflow:enroll');
      const existing = body.enrollExisting === true ? await countExisting(db, params.key, starting) : undefined;
      const published = await db.transaction((tx) =>
        publishWorkflow(tx, params.key, body, { ...actingOf(request), now }),
      );
      if (existing === undefined) return ok(published);
      if (published.dryRun) return ok({ ...published, existing: { count: existing } });
      const enrolled = await enrollExisting(db, { key: params.key, version: published.version }, starting);
      notifyCarriers(db);
      return ok({ ...published, existing: enrolled });
    },
  });
}

function versionRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/workflows/:key/versions',
      tag,
      summary: 'Published versions, newest first',
      guard: 'workflow:read',
      params: keyParams,
      query: listQuery({ sort: z.literal('-version').optional() }),
      answers: { 200: listOf(versionSchema) },
      handle: async ({ params, query: { limit, cursor } }) => {
        const before = cursor === undefined ? undefined : numberIn(cursor);
        const { items, next } = await listVersions(db, params.key, { before, limit });
        return ok({ items, nextCursor: next === null ? null : encodeCursor([next]) });
      },
    }),
    route({
      method: 'get',
      path: '/api/workflows/:key/versions/:version',
      tag,
      summary: 'A version as it was published',
      guard: 'workflow:read',
      params: versionParams,
      answers: { 200: versionSchema.extend({ definition: definitionJson }) },
      handle: async ({ params }) => ok(await readVersion(db, params.key, params.version)),
    }),
    route({
      method: 'get',
      path: '/api/workflows/:key/diff',
      tag,
      summary: 'What differs between two versions; from the published one to the draft where nothing is said',
      guard: 'workflow:read',
      params: keyParams,
      query: z.strictObject({ from: side, to: side }),
      answers: { 200: z.looseObject({ same: z.boolean() }) },
      handle: async ({ params, query }) =>
        ok(await diffVersions(db, params.key, query satisfies { from?: Side | undefined; to?: Side | undefined })),
    }),
  ];
}

function numberIn(cursor: string): number {
  const parsed = number.safeParse(decodeCursor(cursor)[0]);
  if (!parsed.success) throw badCursor();
  return parsed.data;
}

function insightRoutes({ db, versions, config }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/workflows/:key/stats',
      tag,
      summary:
        'Where runs stand and which ways they took, of those begun since an instant (default 90 days ago) or not ended',
      guard: 'workflow:read',
      params: keyParams,
      query: z.strictObject({ version: number.optional(), since: z.iso.datetime({ offset: true }).optional() }),
      answers: { 200: z.looseObject({ runs: z.record(z.string(), z.int()) }) },
      handle: async ({ params, query: { version, since }, now }) => {
        const from = since === undefined ? new Date(now.getTime() - 90 * day) : new Date(since);
        return ok(await workflowStats(db, params.key, { version, since: from }));
      },
    }),
    route({
      method: 'get',
      path: '/api/workflows/:key/why',
      tag,
      summary:
        'Why a record is or is not in a workflow: what became of its matches, a sample of events that matched nothing, and how the rules judge it now',
      guard: 'run:read',
      params: keyParams,
      query: z.strictObject({ recordId: z.uuid() }),
      answers: {
        200: z.looseObject({ enrollments: z.array(z.looseObject({})), nonMatches: z.array(z.looseObject({})) }),
      },
      handle: async ({ params, query, now, actor }) =>
        ok(
          await whyEnrolled(db, {
            key: params.key,
            recordId: query.recordId,
            versions,
            company: await readCompanyTime(db, config),
            now,
            actor,
          }),
        ),
    }),
  ];
}

function hookAddressRoutes({ db, config }: ApiDeps): Route[] {
  const hookSchema = z.object({
    triggerId: z.string(),
    url: z.string(),
    signed: z.boolean(),
    secret: z.string().nullable(),
  });
  const answer = async (from: Parameters<typeof listHooks>[0], key: string) => {
    const hooks = await listHooks(from, key);
    return ok({
      items: hooks.map((hook) => ({
        triggerId: hook.triggerId,
        url: `${config.publicUrl}/hooks/${hook.key}`,
        signed: hook.secret !== null,
        secret: hook.secret,
      })),
    });
  };
  return [
    route({
      method: 'get',
      path: '/api/workflows/:key/hooks',
      tag,
      summary: 'Incoming addresses of the webhook triggers',
      guard: 'workflow:edit',
      params: keyParams,
      answers: { 200: z.object({ items: z.array(hookSchema) }) },
      handle: ({ params }) => answer(db, params.key),
    }),
    route({
      method: 'put',
      path: '/api/workflows/:key/hooks/:triggerId',
      tag,
      summary: 'Say whether calls must be signed; turning it on makes a new secret',
      guard: 'workflow:edit',
      params: keyParams.extend({ triggerId: z.string().max(100) }),
      body: z.strictObject({ signed: z.boolean() }),
      answers: { 200: z.object({ items: z.array(hookSchema) }) },
      write: async (request, tx) => {
        const { params, body } = request;
        const hook = { workflowKey: params.key, triggerId: params.triggerId, signed: body.signed };
        await setHookSigned(tx, hook, actingOf(request));
        return answer(tx, params.key);
      },
    }),
  ];
}
