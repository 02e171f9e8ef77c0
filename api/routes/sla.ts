import { z } from 'zod';
import { noteCalendarChange } from '../../crm/calendars/on-change.ts';
import { getRecord } from '../../crm/records/find-records.ts';
import { readCompanyTime } from '../../crm/settings/company-settings.ts';
import { boardStates, countBoard, orderBoard, showBoard } from '../../crm/sla/board.ts';
import { clockStates } from '../../crm/sla/clock-view.ts';
import { deletePolicy, listPolicies, savePolicy } from '../../crm/sla/policies.ts';
import { readRecordClocks } from '../../crm/sla/record-clocks.ts';
import { keySchema } from '../../domain/definition/words.ts';
import { recordTypeKeys } from '../../domain/records/record-types.ts';
import { clockKinds, policySchema } from '../../domain/sla/policy.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, listQuery, pageOf } from '../frame/list.ts';
import { noContent, ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { recordParams } from './record-answers.ts';

const tag = 'Service levels';
const keyParams = z.object({ key: keySchema });
const policyAnswer = z
  .looseObject({ key: z.string(), name: z.string(), recordType: z.string() })
  .meta({ id: 'SlaPolicy' });
const clockFields = {
  id: z.uuid(),
  recordType: z.enum(recordTypeKeys),
  recordId: z.uuid(),
  kind: z.string(),
  name: z.string(),
  policy: z.string().nullable(),
  runId: z.string().nullable(),
  calendar: z.string(),
  /** Of the calendar; null when it is gone. */
  zone: z.string().nullable(),
  state: z.enum(clockStates),
  targetSeconds: z.int(),
  /** Working time. */
  consumedSeconds: z.int(),
  /** Working time; negative when the target has passed. */
  remainingSeconds: z.int(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  dueAt: z.iso.datetime().nullable(),
  breachedAt: z.iso.datetime().nullable(),
  warnings: z.array(z.object({ id: z.string(), atSeconds: z.int(), passed: z.boolean() })),
};
const boardAnswer = z
  .object({
    ...clockFields,
    number: z.string().nullable(),
    title: z.string().nullable(),
    priority: z.string().nullable(),
    status: z.string().nullable(),
    queue: z.string().nullable(),
    escalationLevel: z.int().nullable(),
    ownerId: z.string().nullable(),
    recordVersion: z.int().nullable(),
  })
  .meta({ id: 'SlaClock' });
const recordClockAnswer = z
  .object({
    ...clockFields,
    history: z.array(
      z.object({
        what: z.string(),
        at: z.string(),
        mark: z.string().nullable(),
        targetSeconds: z.int(),
        consumedSeconds: z.int(),
      }),
    ),
  })
  .meta({ id: 'SlaClockOfRecord' });
const boardFilter = {
  type: z.enum(recordTypeKeys).optional(),
  team: z.uuid().optional(),
  owner: z.union([z.uuid(), z.literal('none')]).optional(),
  queue: z.string().max(100).optional(),
  policy: z.string().max(100).optional(),
  kind: z.enum(clockKinds).optional(),
};

/** Policies of service levels, and the board of clocks that run or stand. */
export function slaRoutes(deps: ApiDeps): Route[] {
  return [...policyRoutes(deps), ...boardRoutes(deps), recordClocksRoute(deps)];
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
      summary:
        'Add or change a policy; open clocks get its calendar, targets and warnings at once, the rest counts from the next change of their record on',
      guard: 'sla:edit',
      params: keyParams,
      body: policySchema,
      answers: { 200: policyAnswer },
      write: async ({ params, body, actor }, tx) => {
        await noteCalendarChange(tx, { kind: 'policy', about: params.key }, actor);
        return ok(await savePolicy(tx, { actor, key: params.key, policy: body }));
      },
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

/** Clocks that are sorted by a field that `sort` names: those with the least working time left. */
const mostSorted = 1_000;

function boardRoutes({ db, config, clock }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/sla-clocks',
      tag,
      summary: 'Open clocks, those with the least working time left first; `owner=none` for records of nobody',
      guard: 'sla:read',
      query: listQuery({ state: z.enum(boardStates).optional(), ...boardFilter }),
      answers: { 200: listOf(boardAnswer) },
      handle: async ({ query, actor }) => {
        const { state, limit: _, cursor: __, sort: ___, ...filter } = query;
        const at = { calendars: (await readCompanyTime(db, config)).calendars(), now: clock() };
        const ids = await orderBoard(db, { actor, state, filter, ...at });
        if (query.sort !== undefined) return ok(pageOf(await showBoard(db, ids.slice(0, mostSorted), at), query));
        const page = pageOf(
          ids.map((id) => ({ id })),
          query,
        );
        const shown = page.items.map(({ id }) => id);
        return ok({ ...page, items: await showBoard(db, shown, at) });
      },
    }),
    route({
      method: 'get',
      path: '/api/sla-clocks/counts',
      tag,
      summary: 'How many open clocks are in each state',
      guard: 'sla:read',
      query: z.strictObject(boardFilter),
      answers: { 200: z.object({ 'at-risk': z.int(), breached: z.int(), paused: z.int(), running: z.int() }) },
      handle: async ({ query, actor }) => ok(await countBoard(db, { actor, filter: query, now: clock() })),
    }),
  ];
}

function recordClocksRoute({ db, config, clock }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/records/:type/:id/clocks',
    tag,
    summary: 'Clocks of a record, open ones first, each with what happened to it',
    guard: { recordType: 'read' },
    params: recordParams,
    answers: { 200: z.object({ items: z.array(recordClockAnswer) }) },
    handle: async ({ params, actor }) => {
      const { id, type } = await getRecord(db, { actor, ...params });
      const calendars = (await readCompanyTime(db, config)).calendars();
      return ok({ items: await readRecordClocks(db, { type, id, calendars, now: clock() }) });
    },
  });
}
