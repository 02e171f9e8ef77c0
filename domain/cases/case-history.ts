/** A case as it was from one change to the next; what reports read of it. Amounts in minor units, times in ms since 1970. */
export type CaseImage = {
  readonly status: string | null;
  readonly ownerId: string | null;
  readonly teamId: string | null;
  readonly queue: string | null;
  readonly priority: string | null;
  readonly escalationLevel: number | null;
  readonly firstResponseAt: number | null;
  readonly resolvedThrough: string | null;
  readonly timeSpentMinutes: number | null;
  readonly costEntered: number | null;
  readonly currency: string | null;
};

/** What the event log says of a case: how it was after each change that a report looks at, oldest first; the first made it. */
export type CaseHistory = {
  readonly id: string;
  readonly changes: readonly { readonly at: number; readonly image: CaseImage }[];
  /** Visits of its customer to the portal, in seconds. */
  readonly portal: readonly { readonly at: number; readonly seconds: number }[];
};

/** From (inclusive) to (exclusive), in ms since 1970. */
export type Period = { readonly from: number; readonly to: number };

/** A stretch of time (ms) in which a case did not change. */
export type Stretch = { readonly from: number; readonly to: number; readonly image: CaseImage };

/** The stretches of a history up to `to`, in order. What clocks of several machines put out of order lasts no time. */
export function stretchesOf({ changes }: CaseHistory, to: number): readonly Stretch[] {
  const known = changes.filter(({ at }) => at < to);
  let reached = known[0]?.at ?? to;
  return known.map(({ at, image }, index) => {
    const from = Math.max(reached, at);
    const next = known[index + 1]?.at ?? to;
    reached = Math.max(from, Math.min(next, to));
    return { from, to: reached, image };
  });
}
