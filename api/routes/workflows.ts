import { createHash } from 'node:crypto';
import { z } from 'zod';
import { notifyCarriers } from '../../crm/runs/notify-carriers.ts';
import { readCompanyTime } from '../../crm/settings/company-settings.ts';
import { archiveWorkflow, deleteWorkflow, pauseWorkflow, resumeWorkflow } from '../../crm/workflows/change-state.ts';
import { detailOf, listWorkflows, type WorkflowDetail, workflowDetail } from '../../crm/workflows/list-workflows.ts';
import { releaseHeld } from '../../crm/workflows/release-held.ts';
import { createWorkflow, parseDraft, readDraft, saveDraft, validateDraft } from '../../crm/workflows/save-draft.ts';
import { workflowStates } from '../../crm/workflows/workflow-row.ts';
import { hasErrors } from '../../domain/definition/validate.ts';
import { recordTypeKeys } from '../../domain/records/record-types.ts';
import type { ApiDeps } from '../deps.ts';
import { badCursor, decodeCursor, encodeCursor, listOf, listQuery } from '../frame/list.ts';
import { rawBodyOf } from '../frame/read-body.ts';
import { created, noContent, ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import {
  actingOf,
  definitionJson,
  issueSchema,
  keyParams,
  noBody,
  workflowDetailSchema,
  workflowSchema,
} from './workflow-answers.ts';

const tag = 'Workflows';
const stateAnswer = z.object({ key: z.string(), state: z.enum(workflowStates) });
const detail = (workflow: WorkflowDetail) => ok(workflow, { ETag: tagOf(workflow) });
const textOf = (request: Parameters<typeof rawBodyOf>[0]) => rawBodyOf(request).toString('utf8');

/** The draft's version, which `If-Match` asks for, and what else of the answer changes: state, publishing, counts. */
function tagOf(workflow: WorkflowDetail): string {
  const rest = createHash('sha256').update(JSON.stringify(workflow)).digest('hex').slice(0, 16);
  return `"${workflow.draftVersion}.${rest}"`;
}

/** Workflows: their drafts and what state they are in. */
export function workflowRoutes(deps: ApiDeps): Route[] {
  return [...readingRoutes(deps), ...draftRoutes(deps), ...stateRoutes(deps)];
}

function readingRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/workflows',
      tag,
      summary: 'Workflows by key, without their drafts',
      guard: 'workflow:read',
      query: listQuery({
        sort: z.literal('key').optional(),
        state: z.enum(workflowStates).optional(),
        subject: z.enum(recordTypeKeys).optional(),
      }),
      answers: { 200: listOf(workflowSchema) },
      handle: async ({ query: { limit, cursor, state, subject } }) => {
        const after = cursor === undefined ? undefined : keyIn(cursor);
        const { items, next } = await listWorkflows(db, { state, subject, after, limit });
        return ok({ items, nextCursor: next === null ? null : encodeCursor([next]) });
      },
    }),
    route({
      method: 'get',
      path: '/api/workflows/:key',
      tag,
      summary: 'A workflow with its draft and the issues of that',
      guard: 'workflow:read',
      params: keyParams,
      answers: { 200: workflowDetailSchema },
      handle: async ({ params }) => detail(await workflowDetail(db, params.key)),
    }),
    route({
      method: 'post',
      path: '/api/workflows/:key/validate',
      tag,
      summary: 'What is wrong with the draft, or with a definition that is not saved',
      guard: 'workflow:read',
      params: keyParams,
      body: z.strictObject({ definition: definitionJson.optional() }).optional(),
      answers: { 200: z.object({ valid: z.boolean(), issues: z.array(issueSchema) }) },
      handle: async ({ params, body }) => {
        const { issues: own } = await readDraft(db, params.key);
        const issues = body?.definition === undefined ? own : await validateDraft(db, body.definition);
        return ok({ valid: !hasErrors(issues), issues });
      },
    }),
  ];
}

function keyIn(cursor: string): string {
  const [key] = decodeCursor(cursor);
  if (typeof key !== 'string') throw badCursor();
  return key;
}

function draftRoutes(deps: ApiDeps): Route[] {
  return [createRoute(), saveRoute(deps), removeRoute(deps)];
}

function createRoute(): Route {
  return route({
    method: 'post',
    path: '/api/workflows',
    tag,
    summary: 'Make a workflow of a definition, which may have issues',
    guard: 'workflow:edit',
    body: z.json(),
    answers: { 201: workflowDetailSchema },
    write: async (request, tx) => {
      const { workflow, issues } = await createWorkflow(tx, parseDraft(textOf(request.raw)), actingOf(request));
      const detailed = await detailOf(tx, workflow, issues);
      return created(detailed, {
        Location: `/api/workflows/${workflow.key}`,
        ETag: tagOf(detailed),
      });
    },
  });
}

function saveRoute({ db }: ApiDeps): Route {
  return route({
    method: 'put',
    path: '/api/workflows/:key',
    tag,
    summary: 'Save the draft, also one with issues; If-Match takes its draftVersion',
    guard: 'workflow:edit',
    params: keyParams,
    body: z.json(),
    answers: { 200: workflowDetailSchema },
    handle: async (request) => {
      const { key } = request.params;
      const draft = parseDraft(textOf(request.raw), key);
      const given = { key, draft, expectedVersion: request.ifMatch };
      const { workflow, issues } = await db.transaction((tx) => saveDraft(tx, given, actingOf(request)));
      return detail(await detailOf(db, workflow, issues));
    },
  });
}

function removeRoute({ db }: ApiDeps): Route {
  return route({
    method: 'delete',
    path: '/api/workflows/:key',
    tag,
    summary: 'Remove a workflow; refused while runs of it have not ended',
    guard: 'workflow:delete',
    params: keyParams,
    answers: { 204: null },
    write: async (request, tx) => {
      await deleteWorkflow(tx, request.params.key, { ...actingOf(request), now: request.now });
      request.afterCommit(() => notifyCarriers(db));
      return noContent();
    },
  });
}

function stateRoutes(deps: ApiDeps): Route[] {
  return [pauseRoute(), resumeRoute(deps), archiveRoute(deps)];
}

function pauseRoute(): Route {
  return route({
    method: 'post',
    path: '/api/workflows/:key/pause',
    tag,
    summary: 'Hold a workflow: its runs stand still, matches are kept',
    guard: 'workflow:operate',
    params: keyParams,
    body: noBody,
    answers: { 200: stateAnswer },
    write: async (request, tx) => {
      const { key, state } = await pauseWorkflow(tx, request.params.key, actingOf(request));
      return ok({ key, state });
    },
  });
}

function resumeRoute({ db, versions, config }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/workflows/:key/resume',
    tag,
    summary: 'Let a paused workflow go on, with or without what it held',
    guard: 'workflow:operate',
    params: keyParams,
    body: z.strictObject({ backlog: z.enum(['run', 'drop']).default('run') }).default({ backlog: 'run' }),
    answers: { 200: stateAnswer.extend({ started: z.int(), refused: z.int(), dropped: z.int() }) },
    handle: async (request) => {
      const { params, body, now } = request;
      const resumed = await db.transaction((tx) =>
        resumeWorkflow(tx, { key: params.key, backlog: body.backlog }, { ...actingOf(request), now }),
      );
      const { id: workflowId, key, state } = resumed.workflow;
      const released = await releaseHeld(db, { versions, company: await readCompanyTime(db, config), now, workflowId });
      notifyCarriers(db);
      return ok({ key, state, ...released, dropped: resumed.dropped });
    },
  });
}

function archiveRoute({ db }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/workflows/:key/archive',
    tag,
    summary: 'Take a workflow out of service; runs under way finish',
    guard: 'workflow:publish',
    params: keyParams,
    body: noBody,
    answers: { 200: stateAnswer },
    write: async (request, tx) => {
      const { key, state } = await archiveWorkflow(tx, request.params.key, {
        ...actingOf(request),
        now: request.now,
      });
      request.afterCommit(() => notifyCarriers(db));
      return ok({ key, state });
    },
  });
}
