import { refusalReasons } from '../../domain/enrollment/decide-enrollment.ts';
import { AppError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { Actor } from '../actor.ts';
import type { Queryable, Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { createRecordCache } from '../lookup/record-cache.ts';
import { getRecord } from '../records/find-records.ts';
import type { CompanyTime } from '../settings/company-settings.ts';
import { liveVersionByKey } from '../workflows/live-version.ts';
import type { LiveVersion, VersionCache } from '../workflows/versions.ts';
import { readWorkflow } from '../workflows/workflow-row.ts';
import { type EnrollRequest, enroll } from './enroll.ts';

export type Starting = {
  readonly versions: VersionCache;
  readonly company: CompanyTime;
  readonly actor: Actor;
  readonly now: Date;
};

/** What became of a start by hand; `later`: when the pause ends, or the run that is under way; `refused`: by an enrollment rule. */
export type StartedByHand =
  | { readonly kind: 'started'; readonly id: string }
  | { readonly kind: 'refused'; readonly reason: string; readonly detail: string }
  | { readonly kind: 'later'; readonly state: 'queued' | 'held'; readonly detail: string };

/**
 * Starts a run by hand, as the workflow's enrollment rules allow it. The same `cause` starts one; what is refused stays as an
 * enrollment with its reason, and may be tried again.
 * @throws AppError workflow-not-active, record-not-found
 */
export async function startByHand(
  tx: Tx,
  given: {
    readonly key: string;
    readonly recordId: string;
    readonly input?: JsonObject | undefined;
    readonly cause?: string | undefined;
  },
  { versions, company, actor, now }: Starting,
): Promise<StartedByHand> {
  const { version, paused } = await startableVersion(tx, versions, { key: given.key });
  const { subject: type } = version.definition;
  await getRecord(tx, { actor, type, id: given.recordId });
  const request = requestByHand(
    version,
    { type, id: given.recordId },
    { paused, actor, cause: given.cause ?? newId(), input: given.input },
  );
  const [result] = await enroll(tx, [request], {
    cache: createRecordCache(tx),
    now,
    company,
    queue: 'interactive',
  });
  if (result?.kind === 'started') return { kind: 'started', id: result.runId };
  if (result?.kind === 'duplicate' && result.runId !== null) return { kind: 'started', id: result.runId };
  if (result?.kind === 'queued')
    return { kind: 'later', state: 'queued', detail: 'A run is under way; this one starts when that has ended.' };
  if (result?.kind === 'held')
    return { kind: 'later', state: 'held', detail: 'The workflow is paused; the run starts when it is resumed.' };
  const reason = result?.kind === 'refused' ? result.reason : 'duplicate';
  await tx.query(
    `UPDATE enrollment SET cause = cause || ':' || id WHERE "workflowId" = $1 AND "triggerId" = $2 AND "subjectId" = $3 AND cause = $4 AND state = 'refused'`,
    [version.workflowId, request.triggerId, given.recordId, request.cause],
  );
  const detail =
    (refusalReasons as Readonly<Record<string, string>>)[reason] ?? 'The enrollment rules refuse this record.';
  return { kind: 'refused', reason, detail };
}

/**
 * The published version of a workflow that people may start: by its manual trigger, or by another of its triggers.
 * @throws AppError workflow-not-found, workflow-not-active, conflict
 */
export async function startableVersion(
  db: Queryable,
  versions: VersionCache,
  { key, triggerId }: { key: string; triggerId?: string | undefined },
): Promise<{ version: LiveVersion; paused: boolean }> {
  const { state } = await readWorkflow(db, key);
  const live = await liveVersionByKey(db, versions, key);
  if (!live)
    throw new AppError('workflow-not-active', {
      detail: `The workflow "${key}" is ${state === 'draft' ? 'not published' : state}.`,
    });
  const { triggers } = live.version.definition;
  if (triggers.some(({ id, type }) => (triggerId === undefined ? type === 'manual' : id === triggerId))) return live;
  throw new AppError('conflict', {
    detail: `The workflow "${key}" has no manual trigger. Add one to start it by hand.`,
  });
}

/** The admission of a record that a person asks for, or that a trigger admits by itself. */
export function requestByHand(
  version: LiveVersion,
  subject: RecordKey,
  given: {
    paused: boolean;
    actor: Actor;
    cause: string;
    input?: JsonObject | undefined;
    triggerId?: string | undefined;
    event?: JsonObject | undefined;
  },
): EnrollRequest {
  const { paused, actor, cause, input, event } = given;
  const triggerId =
    given.triggerId ?? version.definition.triggers.find(({ type }) => type === 'manual')?.id ?? 'manual';
  const initiator = 'userId' in actor ? actor.userId : null;
  return {
    version,
    triggerId,
    subject,
    cause: event === undefined ? `hand:${cause}` : cause,
    paused,
    chain: [],
    origin: {
      by: event === undefined ? 'hand' : 'trigger',
      triggerId,
      initiator,
      ...(event === undefined ? {} : { event }),
      ...(input === undefined ? {} : { input: declared(version, input) }),
    },
  };
}

/** @throws AppError invalid for a name that the definition does not declare */
function declared({ definition }: LiveVersion, input: JsonObject): JsonObject {
  const unknown = Object.keys(input).find((name) => !Object.hasOwn(definition.variables, name));
  if (unknown === undefined) return input;
  const message = `The workflow has no variable "${unknown}".`;
  throw new AppError('invalid', {
    issues: [{ severity: 'error', code: 'unknown-variable', path: `/input/${unknown}`, message }],
  });
}
