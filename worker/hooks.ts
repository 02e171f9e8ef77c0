import type { FaultPoint } from '../activities/engine.ts';
import type { CommitPoint } from '../crm/commit-points.ts';

/** Named points of a worker's work, each between two things that must not come apart. */
export type WorkerFault =
  | FaultPoint
  | 'before-dispatch-commit'
  | 'after-dispatch-commit'
  | 'before-start'
  | 'before-poke'
  | CommitPoint<'dates' | 'marks' | 'overdue' | 'schedules' | 'audience' | 'hand-over' | 'expiry'>;

/** What tests change of a worker. Production passes none: no variable of the environment leads here. */
export type WorkerHooks = {
  /** Called at each named point; may end the process there. */
  readonly fault?: (point: WorkerFault) => void | Promise<void>;
  /** The lease of a hand-off, instead of the provider's own time and a margin. In ms. */
  readonly leaseMs?: number;
  /** How late a carrier may be before the reconciler looks after it. */
  readonly lateAfterSeconds?: number;
};
