import type { Json, JsonObject } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { RunState, StepError } from '../../domain/run/state.ts';
import type { Wait } from '../../domain/steps/effect.ts';
import type { RunRow } from './run-row.ts';

/** A run as it is told outside. */
export type RunView = {
  readonly id: string;
  readonly workflow: string;
  /** 0: a draft, in a test run. */
  readonly version: number;
  readonly state: RunState;
  readonly subject: { readonly type: RecordTypeKey; readonly id: string; readonly title: string };
  readonly positions: readonly PositionView[];
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly error: (StepError & { readonly stepId: string }) | null;
  readonly temporalUrl: string | null;
  readonly test: boolean;
};

export type PositionView = {
  readonly stepId: string;
  readonly since: string;
  readonly dueAt: string | null;
  /** What it waits for; null when it goes on by itself. */
  readonly waitingFor: {
    readonly kind: 'time' | 'event' | 'runs' | 'join' | 'approval' | 'message' | 'person';
    readonly events?: readonly string[];
    readonly runs?: readonly string[];
    readonly approval?: string;
  } | null;
  readonly error: { readonly code: string; readonly message: string } | null;
};

export type StepView = {
  readonly stepId: string;
  readonly type: string;
  readonly visit: number;
  readonly outlet: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly detail: JsonObject;
  readonly result: Json;
  readonly error: { readonly code: string; readonly message: string } | null;
};

export type RunDetail = RunView & {
  readonly steps: readonly StepView[];
  readonly vars: JsonObject;
  readonly origin: JsonObject;
  readonly parentRunId: string | null;
  readonly children: readonly string[];
};

/** Where the Temporal UI shows a carrier; null where there is no UI. */
export type CarrierLink = (carrierId: string) => string | null;

/** The view of a run as its rows hold it. */
export function viewOfRun(
  run: RunRow,
  around: { readonly title: string; readonly link: CarrierLink; readonly test: boolean },
): RunView {
  const { data, workflowKey, version, carrierId } = run;
  return {
    id: data.id,
    workflow: workflowKey,
    version,
    state: data.state,
    subject: { ...subjectOf(run), title: around.title },
    positions: data.positions.map(({ stepId, since, dueAt, state, wait, error }) => ({
      stepId,
      since,
      dueAt,
      waitingFor: waitingFor(state, wait),
      error: error === null ? null : { code: error.code, message: error.message },
    })),
    startedAt: data.startedAt,
    endedAt: data.endedAt,
    error: data.error,
    temporalUrl: around.test ? null : around.link(carrierId),
    test: around.test,
  };
}

/** The record a run is about. A test run's own is a copy: the one it was copied from is meant. */
export function subjectOf({ data, script }: RunRow): { type: RecordTypeKey; id: string } {
  const original =
    script !== null && typeof script === 'object' && 'originalRecordId' in script ? script.originalRecordId : null;
  return { type: data.subject.type, id: typeof original === 'string' ? original : data.subject.id };
}

function waitingFor(state: string, wait: Wait | null): PositionView['waitingFor'] {
  if (state === 'incident') return { kind: 'person' };
  if (state === 'sending') return { kind: 'message' };
  if (wait === null) return null;
  const events = (wait.branches ?? []).flatMap(({ event }) => event ?? []);
  return {
    kind: wait.kind,
    ...(events.length === 0 ? {} : { events }),
    ...(wait.runs ? { runs: wait.runs.ids } : {}),
    ...(wait.approval === undefined ? {} : { approval: wait.approval }),
  };
}
