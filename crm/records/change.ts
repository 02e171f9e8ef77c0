import type { ErrorCode, Issue } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { RecordChange } from '../../domain/steps/effect.ts';
import type { Actor } from '../actor.ts';
import type { Cause } from '../runs/run-row.ts';

/** Who writes, why and when: stands in the audit and in the event. */
export type WriteContext = {
  readonly actor: Actor;
  readonly cause: Cause;
  /** Whether workflows see it. False needs a right. */
  readonly automations: boolean;
  readonly now: Date;
  readonly requestId?: string;
  /** Fields that only the system writes may be set (conversion links). */
  readonly systemFields?: boolean;
  /** The values came from outside: they make nothing approved, whoever writes them. */
  readonly foreign?: boolean;
};

/** One change. Values are literal. `id` of a create is for callers that must be able to repeat it. */
export type Change =
  | { readonly kind: 'create'; readonly type: RecordTypeKey; readonly fields: JsonObject; readonly id?: string }
  | {
      readonly kind: 'update';
      readonly type: RecordTypeKey;
      readonly id: string;
      readonly change: RecordChange;
      readonly expectedVersion?: number;
    }
  | {
      readonly kind: 'upsert';
      readonly type: RecordTypeKey;
      /** A field whose value names the record; it is set on creation. */
      readonly by: string;
      readonly value: string;
      readonly fields: JsonObject;
    }
  | { readonly kind: 'delete'; readonly type: RecordTypeKey; readonly id: string; readonly expectedVersion?: number };

/**
 * A change on somebody else's account than the context's: the engine writes for many runs in one call, each with its own
 * cause chain. `writeRecords` takes these; the audit and the event of such a change carry its own actor and cause.
 */
export type AttributedChange = Change & { readonly attribution?: { readonly actor: Actor; readonly cause: Cause } };

/** Refusals are values: `code` says which kind, for the answer of a single change. */
export type WriteResult =
  | { readonly kind: 'ok'; readonly record: RecordJson; readonly changed: readonly string[]; readonly created: boolean }
  | { readonly kind: 'issues'; readonly code: ErrorCode; readonly issues: readonly Issue[] };

/** A refusal of a whole change. */
export function refused(code: ErrorCode, message: string, path = ''): WriteResult {
  return { kind: 'issues', code, issues: [{ severity: 'error', code, path, message }] };
}
