/** When a deferred message is tried again: delays double from `firstMs` to `maxMs`, until `attempts` or `giveUpMs` end it. */
export type RetrySchedule = {
  readonly firstMs: number;
  readonly maxMs: number;
  readonly attempts: number;
  /** Since the message was planned. */
  readonly giveUpMs: number;
};

/** As mail servers do (RFC 5321 §4.5.4.1), but quick at first: after 2 s, 4 s … 15 min, for a day. */
export const messageRetries: RetrySchedule = {
  firstMs: 2_000,
  maxMs: 15 * 60_000,
  attempts: 200,
  giveUpMs: 24 * 3_600_000,
};

/**
 * The time of the next try, in ms, or null when there is none.
 * @param tries how often it was tried so far, this one counted
 * @param wished the provider's own wish (Retry-After), in ms; never shortens a delay
 */
export function nextTry(
  schedule: RetrySchedule,
  { tries, plannedAt, now, wished = 0 }: { tries: number; plannedAt: number; now: number; wished?: number },
): number | null {
  if (tries >= schedule.attempts) return null;
  const delay = Math.min(schedule.firstMs * 2 ** (Math.max(tries, 1) - 1), schedule.maxMs);
  const at = now + Math.max(delay, wished);
  return at - plannedAt > schedule.giveUpMs ? null : at;
}
