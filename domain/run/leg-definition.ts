import type { Outlet, StepType } from '../steps/step-type.ts';

/** A step as legs see it: parsed once when its version is loaded. */
export type LegStep = {
  readonly id: string;
  /** What people call it; the title of its type where nobody gave a name. */
  readonly name: string;
  readonly type: StepType;
  readonly config: unknown;
  readonly outlets: readonly Outlet[];
  /** Drawn outlets: the next step, or null where the branch ends. */
  readonly next: Readonly<Record<string, string | null>>;
  readonly retry: RetryPolicy;
  readonly onError: 'incident' | 'continue';
  readonly configHash: string;
};

/** Tries of a step that fails for a passing reason: delays double from `firstMs` to `maxMs`. */
export type RetryPolicy = { readonly attempts: number; readonly firstMs: number; readonly maxMs: number };

/** The part of a compiled definition that legs need. */
export type LegDefinition = {
  readonly start: string;
  readonly steps: ReadonlyMap<string, LegStep>;
  /** Whether a way leads from one step to another (or they are the same). */
  readonly reaches: (from: string, to: string) => boolean;
};

/** The answer to "does a way lead from a to b", computed once for each starting step. */
export function reachability(steps: ReadonlyMap<string, Pick<LegStep, 'next'>>): (from: string, to: string) => boolean {
  const known = new Map<string, ReadonlySet<string>>();
  const from = (start: string): ReadonlySet<string> => {
    const cached = known.get(start);
    if (cached) return cached;
    const seen = new Set([start]);
    for (const id of seen)
      for (const next of Object.values(steps.get(id)?.next ?? {})) if (next !== null) seen.add(next);
    known.set(start, seen);
    return seen;
  };
  return (a, b) => from(a).has(b);
}
