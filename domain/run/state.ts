import type { Json, JsonObject } from '../json.ts';
import type { Effect, RecordKey, Wait } from '../steps/effect.ts';

export const runStates = [
  'running',
  'waiting',
  'paused',
  'incident',
  'completed',
  'failed',
  'exited',
  'goal',
  'cancelled',
] as const;
export type RunState = (typeof runStates)[number];
const endedStates: readonly RunState[] = ['completed', 'failed', 'exited', 'goal', 'cancelled'];

export function isEnded(state: RunState): boolean {
  return endedStates.includes(state);
}

/**
 * One live branch. `ready` will run in the next leg; `waiting` has `wait`; `sending` has a message under way (its answer
 * arrives in `outcome`); `incident` waits for a person.
 */
export type Position = {
  readonly id: string;
  readonly stepId: string;
  readonly visit: number;
  readonly forkId: string | null;
  /** Outlet of the fork this branch came from. */
  readonly branch: string | null;
  readonly state: 'ready' | 'waiting' | 'sending' | 'incident';
  /** Arrival at the step, ISO. */
  readonly since: string;
  readonly dueAt: string | null;
  /** Tries of this visit that failed so far. */
  readonly attempt: number;
  /** Answers of this visit's effects so far: a later leg replays the step with them. */
  readonly progress: readonly Progress[];
  readonly wait: Wait | null;
  /** What ended the wait or the sending; consumed by the next leg as the answer of the pending effect. */
  readonly outcome: Json | null;
  readonly error: StepError | null;
};

/** An answer as it is kept: the value, or the failure that was thrown into the step. */
export type Progress = { readonly value: Json } | { readonly failure: StepError };

export type StepError = { readonly code: string; readonly message: string; readonly retryable: boolean };

/** A parallel step under way. Its open branches are the positions that carry its id, or the id of a fork inside it. */
export type Fork = {
  readonly id: string;
  readonly parentId: string | null;
  /** The branch of the parent fork that this fork stands in. */
  readonly branch: string | null;
  readonly stepId: string;
  readonly visit: number;
  /** Branches that came to a join so far. */
  readonly arrived: number;
  /** A join has let it pass: later arrivals end. */
  readonly joined: boolean;
};

/** What rules see as `steps.<id>`. */
export type StepMemory = {
  readonly outlet: string | null;
  readonly visit: number;
  readonly result?: Json;
  readonly error?: Json;
  readonly counter?: number;
};

/** The part of a run that its legs change. Everything is data; times are ISO. */
export type RunData = {
  readonly id: string;
  readonly subject: RecordKey;
  readonly state: RunState;
  readonly positions: readonly Position[];
  readonly forks: readonly Fork[];
  readonly vars: JsonObject;
  readonly memory: Readonly<Record<string, StepMemory>>;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly error: (StepError & { readonly stepId: string }) | null;
};

/** One finished or failed visit of a step: a row of the step ledger. */
export type StepRecord = {
  readonly stepId: string;
  readonly visit: number;
  readonly type: string;
  readonly outlet: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly detail: JsonObject;
  readonly result?: Json;
  readonly error?: StepError;
};

/** An effect with its key (run, step, visit, ordinal): the same in every retry. */
export type KeyedEffect = {
  readonly effect: Effect;
  readonly positionId: string;
  readonly stepId: string;
  readonly visit: number;
  readonly ordinal: number;
  /** Variables and step results as they stand when the effect is asked for. */
  readonly vars: JsonObject;
  readonly memory: RunData['memory'];
};

/** The answer of a driver: a value, "later" (a wait, a message under way), or a failure of the step. */
export type Answer =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'later' }
  | { readonly kind: 'failure'; readonly error: StepError };
