/** States of a case in which nothing more is owed to the customer. */
const doneStatuses: ReadonlySet<unknown> = new Set(['resolved', 'closed']);

/** Whether a case of this status is resolved or closed. */
export function isDone(status: unknown): boolean {
  return doneStatuses.has(status);
}
