import type { Request } from 'express';
import { z } from 'zod';
import type { Person } from '../../crm/actor.ts';
import { countAudience, enrollMany } from '../../crm/runs/enroll-many.ts';
import { notifyCarriers } from '../../crm/runs/notify-carriers.ts';
import { startByHand } from '../../crm/runs/start-by-hand.ts';
import { startTestRun } from '../../crm/runs/start-test-run.ts';
import { readCompanyTime } from '../../crm/settings/company-settings.ts';
import { type SimulatedSubject, simulateRecord } from '../../crm/workflows/simulate-record.ts';
import { idSchema } from '../../domain/definition/words.ts';
import { AppError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { simulatedEventSchema, simulatedOutcomeSchema } from '../../domain/run/simulation/simulation.ts';
import type { ApiDeps } from '../deps.ts';
import { accepted, created, ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { keyParams } from './workflow-answers.ts';

const tag = 'Workflows';
const time = z.iso.datetime({ offset: true });
/** When a run begins on a virtual clock: in a century in which calendars are known. */
const startTime = time
  .refine((text) => /^20\d\d/.test(text), { error: 'should be a time from 2000 to 2099' })
  .optional();
const input = z.record(z.string().max(100), z.json()).optional();

/** What begins runs of a workflow: for one record, for many, simulated, and on the sandbox. */
export function workflowRunRoutes(deps: ApiDeps): Route[] {
  return [startRoute(deps), enrollmentsRoute(deps), simulateRoute(deps), testRunRoute(deps)];
}

function startRoute({ db, versions, config }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/workflows/:key/runs',
    tag,
    summary: 'Start a run by hand, as the enrollment rules allow it; 202 when it starts later',
    guard: 'workflow:enroll',
    params: keyParams,
    body: z.strictObject({ recordId: z.uuid(), input }),
    answers: {
      201: z.object({ id: z.uuid() }),
      202: z.object({ state: z.enum(['queued', 'held']), detail: z.string() }),
    },
    // What is refused is kept as well: its transaction commits before the refusal is told.
    handle: async ({ params, body, actor, now, raw }) => {
      const given = { key: params.key, ...body, cause: causeOf(actor, raw) };
      const starting = { versions, company: await readCompanyTime(db, config), actor, now };
      const result = await db.transaction((tx) => startByHand(tx, given, starting));
      if (result.kind === 'later') return accepted({ state: result.state, detail: result.detail });
      if (result.kind === 'refused') throw refusal(result);
      notifyCarriers(db);
      return created({ id: result.id }, { Location: `/api/runs/${result.id}` });
    },
  });
}

/** What admits a record once, however often it is asked for: keys are a caller's own, here as everywhere. */
function causeOf({ userId }: Person, raw: Request): string | undefined {
  const key = raw.get('idempotency-key');
  return key === undefined ? undefined : `${userId}:${key}`;
}

const audienceSchema = z.strictObject({
  ids: z.array(z.uuid()).min(1).max(10_000).optional(),
  where: z.json().optional(),
  segment: z.string().max(100).optional(),
  dryRun: z.boolean().optional(),
});

function enrollmentsRoute({ db, versions, config }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/workflows/:key/enrollments',
    tag,
    summary: 'Admit many records at once, sharing carriers; the dry run counts them',
    guard: 'workflow:enroll',
    params: keyParams,
    body: audienceSchema,
    answers: {
      200: z.object({
        count: z.int(),
        enrolled: z.int().optional(),
        later: z.int().optional(),
        refused: z.record(z.string(), z.int()).optional(),
      }),
    },
    handle: async ({ params: { key }, body, actor, now, raw }) => {
      const audience = audienceOf(body);
      const starting = { versions, company: await readCompanyTime(db, config), actor, now };
      if (body.dryRun === true) return ok({ count: await countAudience(db, key, audience, starting) });
      const result = await enrollMany(db, { key, audience, cause: causeOf(actor, raw) }, starting);
      notifyCarriers(db);
      return ok(result);
    },
  });
}

function audienceOf({ ids, where, segment }: z.infer<typeof audienceSchema>) {
  const given = [ids, where, segment].filter((part) => part !== undefined);
  if (given.length !== 1) throw invalid('', 'required', 'Say which records: one of ids, where, segment.');
  if (segment !== undefined) throw invalid('/segment', 'unknown-segment', 'There are no segments yet; use where.');
  return ids === undefined ? { where: where ?? null } : { ids };
}

function refusal({ reason, detail }: { reason: string; detail: string }): AppError {
  const issue = { severity: 'error', code: reason, path: '/recordId', message: detail } as const;
  return new AppError('not-enrolled', { detail, issues: [issue] });
}

function invalid(path: string, code: string, message: string): AppError {
  return new AppError('invalid', { detail: message, issues: [{ severity: 'error', code, path, message }] });
}

const subjectShape = { recordId: z.uuid().optional(), record: z.record(z.string().max(100), z.json()).optional() };

function subjectOf({
  recordId,
  record,
}: {
  recordId?: string | undefined;
  record?: JsonObject | undefined;
}): SimulatedSubject {
  if (recordId !== undefined && record === undefined) return { recordId };
  if (record !== undefined && recordId === undefined) return { record };
  throw invalid(
    '',
    'required',
    'Say which record: either recordId, or record with the fields of one that there might be.',
  );
}

const version = z.int().min(1).optional();

function simulateRoute({ db, renderer, config }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/workflows/:key/simulate',
    tag,
    summary: 'What a run of the draft would do, on a virtual clock; nothing is sent or written',
    guard: 'workflow:test',
    params: keyParams,
    body: z.strictObject({
      ...subjectShape,
      events: z.array(simulatedEventSchema).max(1_000).optional(),
      /** By step: how its messages and calls end; they succeed where nothing is said. */
      outcomes: z.record(idSchema, simulatedOutcomeSchema).optional(),
      now: startTime,
      version,
      input,
    }),
    answers: {
      200: z.looseObject({
        path: z.array(z.looseObject({ stepId: z.string(), startedAt: z.iso.datetime() })),
        messages: z.array(z.looseObject({})),
        writes: z.array(z.looseObject({})),
        /** Runs of other workflows that it would start; they are not simulated. */
        starts: z.array(z.looseObject({})),
        end: z.looseObject({ state: z.string(), at: z.iso.datetime() }),
      }),
    },
    handle: async ({ params: { key }, body, actor, now }) => {
      const company = await readCompanyTime(db, config);
      const { events, outcomes } = body;
      const request = { key, version: body.version, subject: subjectOf(body), events, outcomes, input: body.input };
      return ok(await simulateRecord(db, { ...request, now: startOf(body.now, now) }, { actor, renderer, company }));
    },
  });
}

function testRunRoute({ db, sandbox, versions }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/workflows/:key/test-runs',
    tag,
    summary: 'Run the draft on the real engine in the sandbox: time is skipped, messages are kept',
    guard: 'workflow:test',
    params: keyParams,
    body: z.strictObject({
      ...subjectShape,
      events: z.array(simulatedEventSchema).max(1_000).default([]),
      now: startTime,
      version,
      input,
    }),
    answers: { 202: z.object({ id: z.uuid() }) },
    handle: async ({ params: { key }, body, actor, now }) => {
      const start = startOf(body.now, now);
      const { events } = body;
      const request = { key, version: body.version, subject: subjectOf(body), events, input: body.input, now: start };
      const run = await startTestRun({ db, sandbox, versions, actor }, request);
      notifyCarriers(sandbox);
      return accepted(run);
    },
  });
}

const startOf = (given: string | undefined, now: Date) => (given === undefined ? now : new Date(given));
