import { z } from 'zod';
import type { Database, Tx } from '../../crm/database.ts';
import { notifyCarriers } from '../../crm/runs/notify-carriers.ts';
import { operateMany } from '../../crm/runs/operate-many.ts';
import { operateRun } from '../../crm/runs/operate-runs.ts';
import { listRuns, readRun } from '../../crm/runs/read-runs.ts';
import type { RunAction } from '../../crm/runs/run-action.ts';
import { readCompanyTime } from '../../crm/settings/company-settings.ts';
import { runStates } from '../../domain/run/state.ts';
import type { ApiDeps } from '../deps.ts';
import { encodeCursor, listOf, listQuery, timePosition } from '../frame/list.ts';
import { ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { actingOf, runDetailSchema, runSchema } from './workflow-answers.ts';

const tag = 'Runs';
const runParams = z.object({ id: z.uuid() });
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const number = z.int().min(1).max(1_000_000);
const stepId = z.string().min(1).max(100);

const filter = {
  workflow: z.string().max(200).optional(),
  version: z.coerce.number().int().min(0).max(1_000_000).optional(),
  state: z.enum(runStates).optional(),
  step: stepId.optional(),
};

/** What each action takes beside its name. */
const parameters = {
  pause: {},
  resume: {},
  cancel: {},
  retry: { version: number.optional() },
  skip: { outlet: z.string().min(1).max(100).optional() },
  jump: { stepId },
  migrate: { version: number, map: z.record(stepId, stepId).optional(), dryRun: z.boolean().optional() },
} as const satisfies { readonly [A in RunAction['action']]: z.ZodRawShape };

/** Runs, and what operators do to them. */
export function runRoutes(deps: ApiDeps): Route[] {
  return [...readingRoutes(deps), ...actionRoutes(deps), batchRoute(deps)];
}

function readingRoutes({ db, sandbox, carrierLink: link }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/runs',
      tag,
      summary: 'Runs, those begun last first; test runs with test=true only',
      guard: 'run:read',
      query: listQuery({
        sort: z.literal('-startedAt').optional(),
        ...filter,
        recordId: z.uuid().optional(),
        since: z.iso.datetime({ offset: true }).optional(),
        test: flag.optional(),
      }),
      answers: { 200: listOf(runSchema) },
      handle: async ({ query, actor }) => {
        const { cursor, since, test, sort: _, ...rest } = query;
        const reading = { db: test === true ? sandbox : db, actor, link };
        const { items, next } = await listRuns(reading, {
          ...rest,
          since: since === undefined ? undefined : new Date(since),
          after: timePosition(cursor),
        });
        return ok({ items, nextCursor: next && encodeCursor(next) });
      },
    }),
    route({
      method: 'get',
      path: '/api/runs/:id',
      tag,
      summary: 'One run with its steps, also a test run',
      guard: 'run:read',
      params: runParams,
      answers: { 200: runDetailSchema },
      handle: async ({ params, actor }) =>
        ok(
          await readRun(
            [db, sandbox].map((realm) => ({ db: realm, actor, link })),
            params.id,
          ),
        ),
    }),
  ];
}

const summaries: { readonly [A in RunAction['action']]: string } = {
  pause: 'Hold a run: nothing further leaves',
  resume: 'Let a paused run go on',
  cancel: 'End a run for good',
  retry: 'Try the step again that a run stopped at, on this or another version; what was done is not redone',
  skip: 'Leave the step a run stands at without doing it',
  jump: 'Put a run at a step, in place of where it stands',
  migrate: 'Move a run to another version; the dry run says what that means',
};

const actionAnswer = z.looseObject({ run: runDetailSchema, did: z.string() });

function actionRoutes(deps: ApiDeps): Route[] {
  return (Object.keys(parameters) as RunAction['action'][]).map((action) =>
    route({
      method: 'post',
      path: `/api/runs/:id/${action}`,
      tag,
      summary: summaries[action],
      guard: 'run:operate',
      params: runParams,
      body: bodyOf(action),
      answers: { 200: actionAnswer },
      write: async (request, tx) => {
        const { params, body, actor, now, afterCommit } = request;
        const company = await readCompanyTime(tx, deps.config);
        const operating = { ...actingOf(request), versions: deps.versions, company, now };
        // The body has the parameters that the schema of this very action gave it.
        const { did, details } = await operateRun(tx, params.id, { action, ...body } as RunAction, operating);
        afterCommit(() => notifyCarriers(deps.db));
        const run = await readRun([{ db: tx satisfies Tx | Database, actor, link: deps.carrierLink }], params.id);
        return ok({ run, did, ...details });
      },
    }),
  );
}

function bodyOf(action: RunAction['action']): z.ZodType<Readonly<Record<string, unknown>>> {
  const needed = action === 'jump' || action === 'migrate';
  const body = z.strictObject(parameters[action]);
  return needed ? body : body.default({});
}

const actionSchema = z.union([
  z.strictObject({ action: z.enum(['pause', 'resume', 'cancel']) }),
  z.strictObject({ action: z.literal('retry'), ...parameters.retry }),
  z.strictObject({ action: z.literal('skip'), ...parameters.skip }),
  z.strictObject({ action: z.literal('jump'), ...parameters.jump }),
  z.strictObject({ action: z.literal('migrate'), ...parameters.migrate }),
]);
const whereSchema = z
  .strictObject({
    ...filter,
    version: z.int().min(0).max(1_000_000).optional(),
    recordId: z.uuid().optional(),
    ids: z.array(z.uuid()).min(1).max(10_000).optional(),
  })
  .refine((where) => Object.values(where).some((value) => value !== undefined), {
    error: 'say which runs: workflow, version, state, step, recordId or ids',
  });

function batchRoute({ db, versions, config }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/runs/batch',
    tag,
    summary: 'An action on many runs, up to 10,000 a call; each is done or refused by itself',
    guard: 'run:operate',
    body: z.strictObject({
      where: whereSchema,
      action: z.union([z.enum(['pause', 'resume', 'cancel', 'retry', 'skip']), actionSchema]),
    }),
    answers: {
      200: z.object({
        count: z.int(),
        done: z.int(),
        refused: z.record(z.string(), z.int()),
        refusals: z.array(z.object({ runId: z.uuid(), code: z.string(), detail: z.string() })),
        more: z.boolean(),
      }),
    },
    handle: async (request) => {
      const { body, now } = request;
      const action: RunAction = typeof body.action === 'string' ? { action: body.action } : body.action;
      const company = await readCompanyTime(db, config);
      const result = await operateMany(db, body.where, action, { ...actingOf(request), versions, company, now });
      notifyCarriers(db);
      return ok(result);
    },
  });
}
