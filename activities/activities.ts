/** What a carrier asks: take what is due one step further. Runs are shared out among lanes by a hash of their id. */
export type AdvanceInput = {
  readonly carrierId: string;
  readonly realm: 'live' | 'test';
  readonly lane: number;
  readonly lanes: number;
  /** Virtual time of a test carrier, ISO. */
  readonly now?: string;
  /** What the answer before said of the last leg. */
  readonly seen?: string;
};

/** `more`: call again at once, in that many lanes; `waiting`: until then (ISO) or for a poke; `done`: no run is left. */
export type Advanced =
  | { readonly state: 'more'; readonly lanes: number }
  | { readonly state: 'waiting'; readonly dueAt: string | null }
  | { readonly state: 'done' };

/**
 * `build`: which workflow code the worker has that gave the answer. `seen`: when the last leg was, ISO, as the carrier's row
 * has it: a row that says less later was restored from a backup.
 */
export type AdvanceAnswer = Advanced & { readonly build?: string; readonly seen?: string };

/** A time of a schedule: which trigger, and when it was to come (ISO). */
export type ScheduledTime = {
  readonly workflowId: string;
  readonly triggerId: string;
  readonly scheduledAt: string;
};

/** The activities as workflows see them. */
export type Activities = {
  advance(input: AdvanceInput): Promise<AdvanceAnswer>;
  /** The same for a carrier with one run, in its workflow task: short; `more` says that the rest is for `advance`. */
  advanceLone(input: AdvanceInput): Promise<AdvanceAnswer>;
  /** Admits the records that a schedule is for. @returns how many were looked at; repeated for the same time it admits none twice */
  enrollAudience(time: ScheduledTime): Promise<{ readonly count: number }>;
};
