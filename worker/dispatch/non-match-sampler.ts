/** Decides which judgements of events that matched nothing are kept; holds what was taken in the minute under way. */
export type NonMatchSampler = {
  /** Whether the minute has room, for any or for one of a workflow. */
  readonly isOpen: (now: Date, workflowId?: string) => boolean;
  /** Takes one of a workflow; false when its share or the minute is used up. */
  readonly take: (workflowId: string, now: Date) => boolean;
};

const minuteMs = 60_000;

/** A few for each workflow and minute, and not many in all: the busiest dispatch costs the same with them as without. */
export function createNonMatchSampler({ ofWorkflow = 3, inAll = 20 } = {}): NonMatchSampler {
  let minute = 0;
  let taken = 0;
  const byWorkflow = new Map<string, number>();
  const isOpen = (now: Date, workflowId?: string) => {
    const current = Math.floor(now.getTime() / minuteMs);
    if (current !== minute) {
      minute = current;
      taken = 0;
      byWorkflow.clear();
    }
    return taken < inAll && (workflowId === undefined || (byWorkflow.get(workflowId) ?? 0) < ofWorkflow);
  };
  return {
    isOpen,
    take(workflowId, now) {
      if (!isOpen(now, workflowId)) return false;
      taken += 1;
      byWorkflow.set(workflowId, (byWorkflow.get(workflowId) ?? 0) + 1);
      return true;
    },
  };
}
