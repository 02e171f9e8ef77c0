import { fromWall, toWall } from '../../domain/time/zone.ts';

export type Later = 'hours' | 'tomorrow' | 'monday';

const [hour, day] = [3_600_000, 86_400_000];

/** Moments to which a task is put off: three hours from now, tomorrow and next Monday at nine, in the user's zone. ISO. */
export function laterTimes({ now, zone }: { now: number; zone: string }): Readonly<Record<Later, string>> {
  const today = Math.floor(toWall(now, zone) / day);
  const weekday = new Date(today * day).getUTCDay() || 7;
  const atNine = (date: number) => new Date(fromWall(date * day + 9 * hour, zone)).toISOString();
  const quarter = 15 * 60_000;
  return {
    hours: new Date(Math.ceil((now + 3 * hour) / quarter) * quarter).toISOString(),
    tomorrow: atNine(today + 1),
    monday: atNine(today + 8 - weekday),
  };
}
