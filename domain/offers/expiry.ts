import { fromWall } from '../time/zone.ts';

/** Statuses in which the validity of an offer runs out. */
export const expiringStatuses: readonly string[] = ['approved', 'sent', 'viewed'];

/**
 * When an offer that is valid until a day (`YYYY-MM-DD`) expires: at the end of that day in the zone (IANA), as ISO UTC. Undefined
 * for what is no day.
 */
export function expiryOf(validUntil: unknown, zone: string): string | undefined {
  const day = typeof validUntil === 'string' ? Date.parse(`${validUntil.slice(0, 10)}T00:00:00.000Z`) : Number.NaN;
  return Number.isNaN(day) ? undefined : new Date(fromWall(day + 86_400_000, zone)).toISOString();
}
