import { z } from 'zod';
import type { Person } from '../../crm/actor.ts';
import type { Acting } from '../../crm/workflows/save-draft.ts';
import { workflowStates } from '../../crm/workflows/workflow-row.ts';
import { recordTypeKeys } from '../../domain/records/record-types.ts';
import { runStates } from '../../domain/run/state.ts';
import type { RouteRequest } from '../frame/route.ts';

const time = z.iso.datetime();

export const issueSchema = z
  .object({
    severity: z.enum(['error', 'warning']),
    code: z.string(),
    path: z.string(),
    stepId: z.string().optional(),
    message: z.string(),
    /** What the message names, for catalogues of other languages. */
    params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  })
  .meta({ id: 'Issue' });

/** A definition is any JSON here: what is in it is checked by its own validation, which names every place. */
export const definitionJson = z
  .record(z.string(), z.json())
  .meta({ id: 'Definition', description: 'Format 1; its schema stands in the catalogue.' });

export const workflowSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    subject: z.enum(recordTypeKeys).nullable(),
    state: z.enum(workflowStates),
    draftVersion: z.int(),
    publishedVersion: z.int().nullable(),
    activeRuns: z.int(),
    incidents: z.int(),
    held: z.int(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Workflow' });
export const workflowDetailSchema = workflowSchema
  .extend({ draft: definitionJson, issues: z.array(issueSchema) })
  .meta({ id: 'WorkflowDetail' });

export const versionSchema = z
  .object({
    version: z.int(),
    note: z.string().nullable(),
    publishedBy: z.string().nullable(),
    createdAt: time,
    state: z.enum(['active', 'retired']),
    activeRuns: z.int(),
  })
  .meta({ id: 'WorkflowVersion' });

const coded = z.object({ code: z.string(), message: z.string() });
export const runSchema = z
  .object({
    id: z.uuid(),
    workflow: z.string(),
    version: z.int(),
    state: z.enum(runStates),
    subject: z.object({ type: z.enum(recordTypeKeys), id: z.uuid(), title: z.string() }),
    positions: z.array(
      z.object({
        stepId: z.string(),
        since: time,
        dueAt: time.nullable(),
        waitingFor: z.looseObject({ kind: z.string() }).nullable(),
        error: coded.nullable(),
      }),
    ),
    startedAt: time,
    endedAt: time.nullable(),
    error: coded.extend({ stepId: z.string(), retryable: z.boolean() }).nullable(),
    temporalUrl: z.string().nullable(),
    test: z.boolean(),
  })
  .meta({ id: 'Run' });
export const runDetailSchema = runSchema
  .extend({
    steps: z.array(
      z.object({
        stepId: z.string(),
        type: z.string(),
        visit: z.int(),
        outlet: z.string().nullable(),
        startedAt: time,
        endedAt: time.nullable(),
        detail: z.json(),
        result: z.json(),
        error: coded.nullable(),
      }),
    ),
    vars: z.json(),
    origin: z.json(),
    parentRunId: z.uuid().nullable(),
    children: z.array(z.uuid()),
  })
  .meta({ id: 'RunDetail' });

export const keyParams = z.object({ key: z.string().max(200) });

/** The body of a POST that takes nothing. */
export const noBody = z.strictObject({}).optional();

/** Who acts, for services of workflows and runs. */
export function actingOf({
  actor,
  requestId,
}: Pick<RouteRequest<unknown, unknown, unknown, Person>, 'actor' | 'requestId'>): Acting {
  return { actor, requestId };
}
