import type { Database } from '../crm/database.ts';
import type { PlanningDeps } from '../crm/sending/plan.ts';
import type { CompanyTime } from '../crm/settings/company-settings.ts';
import type { VersionCache } from '../crm/workflows/versions.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Delivery } from './delivery.ts';

export type TextResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** What the engine works with in one realm: production, or the sandbox of test runs. */
export type EngineDeps = {
  readonly realm: 'live' | 'test';
  readonly db: Database;
  readonly versions: VersionCache;
  /** Kept fresh by the worker. */
  readonly settings: CompanyTime;
  readonly planning: PlanningDeps;
  readonly delivery: Delivery;
  readonly renderTexts: (
    texts: readonly { readonly text: string; readonly data: JsonObject }[],
  ) => Promise<readonly TextResult[]>;
  /** The time of a production leg. */
  readonly clock: () => Date;
  /** Hash of the workflow code that the worker has, where it was built: carriers begin a new history when it changes. */
  readonly build?: string;
  /** Takes work that goes on after an activity has answered; a process that ends waits for it. */
  readonly background?: (work: Promise<unknown>) => void;
  /** Called after a commit that started or woke carriers. */
  readonly wakeRelay: () => void;
  /** Named points at which tests make the process fail. */
  readonly fault?: (point: FaultPoint) => void | Promise<void>;
};

export type FaultPoint =
  | 'after-reserve'
  | 'after-hand-off'
  | 'inside-data'
  | 'after-250'
  | 'after-leg-commit'
  | 'before-leg-commit';
