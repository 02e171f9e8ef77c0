import { toWall } from '../../domain/time/zone.ts';

const day = 86_400_000;

/** Whether a period begins and ends at midnight in a zone, an IANA name. */
export function isWholeDays(start: Date, end: Date | null, zone: string): boolean {
  const isMidnight = (at: Date) => toWall(at.getTime(), zone) % day === 0;
  return end !== null && isMidnight(start) && isMidnight(end);
}
