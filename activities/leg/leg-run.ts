import type { Tx } from '../../crm/database.ts';
import type { RecordCache } from '../../crm/lookup/record-cache.ts';
import type { VisitKey } from '../../crm/runs/drop-messages.ts';
import type { RunRow } from '../../crm/runs/run-row.ts';
import type { MessageRow } from '../../crm/sending/message-row.ts';
import type { CompiledDefinition } from '../../domain/definition/compile.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Answer, KeyedEffect, RunData, StepRecord } from '../../domain/run/state.ts';
import type { EffectKind, EffectOf } from '../../domain/steps/effect.ts';
import type { EngineDeps } from '../engine.ts';

/** A run inside a leg transaction. `after` and `records` are there when its leg has ended. */
export type LegRun = {
  readonly row: RunRow;
  /** As its rows hold it; `row.data` may have left by its exit or goal since. */
  readonly before: RunData;
  readonly definition: CompiledDefinition;
};

/** A message or call that a leg planned, and the visit that waits for it. */
export type PlannedDelivery = VisitKey & {
  readonly messageId: string;
  readonly fence: number;
  readonly positionId: string;
  /** As it was just written. */
  readonly row?: MessageRow | undefined;
};

/** What the handlers of effects share: one transaction, one time, the records read so far. */
export type LegContext = {
  readonly tx: Tx;
  readonly deps: EngineDeps;
  readonly now: Date;
  readonly cache: RecordCache;
  /** Transactions visible when the leg began. */
  readonly snapshot: string;
  /** Keys of waits that begin, by position. */
  readonly waitKeys: Map<string, readonly string[]>;
  /** Messages and calls to deliver after the commit. */
  readonly deliveries: PlannedDelivery[];
};

/** An effect of a run, whatever its kind. */
export type AnyCall = { readonly run: LegRun; readonly keyed: KeyedEffect };

/** One effect of one run, as a handler gets it with others of its kind. */
export type EffectCall<K extends EffectKind = EffectKind> = AnyCall & { readonly effect: EffectOf<K> };

/** Carries out effects of one kind for many runs at once: an answer for each, in their order. */
export type EffectHandler<K extends EffectKind> = (
  calls: readonly EffectCall<K>[],
  context: LegContext,
) => Promise<readonly Answer[]>;

export type FinishedLeg = { readonly run: LegRun; readonly after: RunData; readonly records: readonly StepRecord[] };

export const value = (answer: unknown): Answer => ({ kind: 'value', value: answer });
export const later: Answer = { kind: 'later' };
export const failure = (code: string, message: string, retryable = false): Answer => ({
  kind: 'failure',
  error: { code, message, retryable },
});

/** What rules and templates see; JSON all through. */
export type RuleData = JsonObject;
