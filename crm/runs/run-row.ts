import type { Json, JsonObject } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { Fork, Position, RunData, RunState, StepMemory } from '../../domain/run/state.ts';

/** Who has caused what: the chain behind an event or a run, oldest first. */
export type CauseLink = {
  readonly workflow: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly recordId: string;
};
export type Cause = readonly CauseLink[];

/** How a run began. */
export type RunOrigin = {
  readonly by: 'trigger' | 'hand' | 'run' | 'test';
  readonly triggerId?: string;
  /** What rules see as `event`. */
  readonly event?: JsonObject;
  /** What rules see as `previous`. */
  readonly previous?: JsonObject;
  readonly input?: JsonObject;
  readonly initiator?: string | null;
  /** Why it was enrolled: the trace of its trigger's rule. */
  readonly trace?: Json;
};

/** A run as its row holds it, beside what its legs change. */
export type RunRow = {
  readonly data: RunData;
  readonly workflowId: string;
  readonly workflowKey: string;
  readonly versionId: string;
  readonly version: number;
  readonly carrierId: string;
  readonly enrollmentId: string | null;
  readonly fence: number;
  readonly flights: number;
  readonly paused: boolean;
  readonly dueAt: string | null;
  readonly origin: RunOrigin;
  readonly cause: Cause;
  readonly parentRunId: string | null;
  readonly parentKey: string | null;
  readonly concurrencyKey: string | null;
  readonly script: Json;
};

export type RunColumns = {
  id: string;
  workflowId: string;
  workflowKey: string;
  versionId: string;
  version: number;
  carrierId: string;
  enrollmentId: string | null;
  subjectType: string;
  subjectId: string;
  state: string;
  fence: number | bigint;
  flights: number;
  paused: boolean;
  dueAt: Date | null;
  concurrencyKey: string | null;
  vars: JsonObject;
  memory: Record<string, StepMemory>;
  origin: RunOrigin;
  cause: Cause;
  parentRunId: string | null;
  parentKey: string | null;
  error: RunData['error'];
  startedAt: Date;
  endedAt: Date | null;
  script: Json;
};

export type PositionColumns = {
  id: string;
  runId: string;
  stepId: string;
  visit: number;
  forkId: string | null;
  branch: string | null;
  state: string;
  since: Date;
  dueAt: Date | null;
  attempt: number;
  progress: Position['progress'];
  wait: Position['wait'];
  outcome: Json;
  error: Position['error'];
};

export type ForkColumns = Fork & { readonly runId: string };

const iso = (date: Date | null) => (date === null ? null : date.toISOString());

/** Rows to the run they hold. */
export function runOf(row: RunColumns, positions: readonly PositionColumns[], forks: readonly ForkColumns[]): RunRow {
  const data: RunData = {
    id: row.id,
    subject: { type: row.subjectType as RecordTypeKey, id: row.subjectId },
    state: row.state as RunState,
    positions: positions.map(positionOf),
    forks: forks.map(({ runId: _, ...fork }) => fork),
    vars: row.vars,
    memory: row.memory,
    startedAt: row.startedAt.toISOString(),
    endedAt: iso(row.endedAt),
    error: row.error,
  };
  return {
    data,
    workflowId: row.workflowId,
    workflowKey: row.workflowKey,
    versionId: row.versionId,
    version: row.version,
    carrierId: row.carrierId,
    enrollmentId: row.enrollmentId,
    flights: row.flights,
    paused: row.paused,
    origin: row.origin,
    cause: row.cause,
    parentRunId: row.parentRunId,
    parentKey: row.parentKey,
    concurrencyKey: row.concurrencyKey,
    script: row.script,
    fence: Number(row.fence),
    dueAt: iso(row.dueAt),
  };
}

function positionOf(row: PositionColumns): Position {
  const { id, stepId, visit, forkId, branch, attempt, progress, wait, outcome, error } = row;
  const state = row.state as Position['state'];
  return {
    id,
    stepId,
    visit,
    forkId,
    branch,
    state,
    since: row.since.toISOString(),
    dueAt: iso(row.dueAt),
    attempt,
    progress,
    wait,
    outcome,
    error,
  };
}
