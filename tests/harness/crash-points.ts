import type { Database } from '../../crm/database.ts';
import type { WorkerFault } from '../../worker/hooks.ts';

export type CrashPoint = WorkerFault | 'before-request-commit' | 'after-request-commit';

/** Which passes of which points end the "process"; null: none. */
export type CrashPlan = (point: CrashPoint, pass: number) => boolean;

class Killed extends Error {}

/**
 * Crashes within one process: at a named point everything of it stops, as its database answers nothing any more, until somebody
 * starts it again.
 */
export function crashPoints() {
  let plan: CrashPlan | null = null;
  let dead: CrashPoint | null = null;
  const passes = new Map<CrashPoint, number>();
  const hits = new Map<CrashPoint, number>();
  const die = (point: CrashPoint): never => {
    throw new Killed(`The process has ended ${point}.`);
  };
  const alive = <T>(work: () => Promise<T>): Promise<T> =>
    dead === null ? work() : Promise.reject(new Killed(`The process has ended ${dead}.`));
  return {
    hits,
    /** To be called at each named point. */
    fault(point: CrashPoint): void {
      if (dead !== null) die(dead);
      const pass = passes.get(point) ?? 0;
      passes.set(point, pass + 1);
      if (!plan?.(point, pass)) return;
      hits.set(point, (hits.get(point) ?? 0) + 1);
      dead = point;
      die(point);
    },
    /** A database that a dead process does not reach. */
    guard: (db: Database): Database => ({
      ...db,
      query: (sql, params) => alive(() => db.query(sql, params)),
      transaction: (work, options) => alive(() => db.transaction(work, options)),
    }),
    begin(next: CrashPlan | null): void {
      plan = next;
      passes.clear();
    },
    /** Works until it is done, whatever crashes on the way; `mend` is what a new process does first. */
    async survive<T>(work: () => Promise<T>, mend: () => Promise<unknown>): Promise<T> {
      for (;;) {
        try {
          return await work();
        } catch (error) {
          if (dead === null) throw error;
          dead = null;
          await mend();
        }
      }
    },
  };
}

export type CrashPoints = ReturnType<typeof crashPoints>;
