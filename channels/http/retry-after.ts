/** A wait of more than a day is not believed. */
const LONGEST = 24 * 3600 * 1000;

/** Reads `Retry-After` when it is given in seconds (RFC 9110 §10.2.3), in ms. A date is left aside: it needs a clock. */
export function retryAfter(headers: Readonly<Record<string, string>>): { retryAfterMs?: number } {
  const seconds = /^\d{1,7}$/.exec(headers['retry-after'] ?? '')?.[0];
  return seconds === undefined ? {} : { retryAfterMs: Math.min(Number(seconds) * 1000, LONGEST) };
}
