import type { ErrorCode } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';

/** What an operator does to runs. */
export type RunAction =
  | { readonly action: 'pause' }
  | { readonly action: 'resume' }
  | { readonly action: 'cancel' }
  /** From the step it stopped at; on another version, it is moved there first. */
  | { readonly action: 'retry'; readonly version?: number | undefined }
  /** Leaves the step without doing it. */
  | { readonly action: 'skip'; readonly outlet?: string | undefined }
  | { readonly action: 'jump'; readonly stepId: string }
  /** `map`: where those stand afterwards whose step the version does not have. */
  | {
      readonly action: 'migrate';
      readonly version: number;
      readonly map?: Readonly<Record<string, string>> | undefined;
      readonly dryRun?: boolean | undefined;
    };

/** What became of an action on one run. `details` is told to the caller and kept in the audit. */
export type ActionResult =
  | { readonly kind: 'done'; readonly runId: string; readonly did: string; readonly details: JsonObject }
  | { readonly kind: 'refused'; readonly runId: string; readonly code: ErrorCode; readonly detail: string };

/** The word for an action that was done. */
export const didOf: { readonly [A in RunAction['action']]: string } = {
  pause: 'paused',
  resume: 'resumed',
  cancel: 'cancelled',
  retry: 'retried',
  skip: 'skipped',
  jump: 'jumped',
  migrate: 'migrated',
};
