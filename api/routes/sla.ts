import { z } from 'zod';
import { readCompanyTime } from '../../crm/settings/company-settings.ts';
import { boardStates, readBoard } from '../../crm/sla/board.ts';
import { deletePolicy, listPolicies, savePolicy } from '../../crm/sla/policies.ts';
import { keySchema } from '../../domain/definition/words.ts';
import { recordTypeKeys } from '../../domain/records/record-types.ts';
import { policySchema } from '../../domain/sla/policy.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, listQuery, pageOf } from '../frame/list.ts';
import { noContent, ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';

const tag = 'Service levels';
const keyParams = z.object({ key: keySchema });
const policyAnswer = z
  .looseObject({ key: z.string(), name: z.string(), recordType: z.string() })
  .meta({ id: 'SlaPolicy' });
const clockAnswer = z
  .object({
    id: z.uuid(),
    recordType: z.string(),
    recordId: z.uuid(),
    number: z.string().nullable(),
    title: z.string().nullable(),
    priority: z.string().nullable(),
    status: z.string().nullable(),
    ownerId: z.string().nullable(),
    kind: z.string(),
    name: z.string(),
    policy: z.string().nullable(),
    runId: z.string().nullable(),
    calendar: z.string(),
    state: z.enum(boardStates),
    targetSeconds: z.int(),
    /** Working time; negative when the target has passed. */
    remainingSeconds: z.int(),
    startedAt: z.iso.datetime(),
    dueAt: z.iso.datetime().nullable(),
    breachedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'SlaClock' });

/** Policies of service levels, and the board of clocks that run or stand. */
export function slaRoutes(deps: ApiDeps): Route[] {
  return [...policyRoutes(deps), boardRoute(deps)];
}

function policyRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/sla-policies',
      tag,
      summary: 'Policies in the order in which they are asked',
      guard: 'sla:read',
      query: listQuery(),
      answers: { 200: listOf(policyAnswer) },
      handle: async ({ query }) => ok(pageOf(await listPolicies(db), query)),
    }),
    route({
      method: 'put',
      path: '/api/sla-policies/:key',
      tag,
      summary: 'Add or change a policy; clocks follow it from the next change of their record on',
      guard: 'sla:edit',
      params: keyParams,
      body: policySchema,
      answers: { 200: policyAnswer },
      write: async ({ params, body, actor }, tx) => ok(await savePolicy(tx, { actor, key: params.key, policy: body })),
    }),
    route({
      method: 'delete',
      path: '/api/sla-policies/:key',
      tag,
      summary: 'Remove a policy',
      guard: 'sla:edit',
      params: keyParams,
      answers: { 204: null },
      write: async ({ params, actor }, tx) => {
        await deletePolicy(tx, { actor, key: params.key });
        return noContent();
      },
    }),
  ];
}

function boardRoute({ db, config, clock }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/sla-clocks',
    tag,
    summary: 'Open clocks, those with the least working time left first',
    guard: 'sla:read',
    query: listQuery({
      state: z.enum(boardStates).optional(),
      type: z.enum(recordTypeKeys).optional(),
      team: z.uuid().optional(),
    }),
    answers: { 200: listOf(clockAnswer) },
    handle: async ({ query, actor }) => {
      const { state, type, team } = query;
      const calendars = (await readCompanyTime(db, config)).calendars();
      const items = await readBoard(db, { actor, state, type, team, calendars, now: clock(), limit: 1_000 });
      return ok(pageOf(items, query));
    },
  });
}
