import type { TFunction } from 'i18next';

/** "2 h 10 min", "40 min"; what is under a minute says so. Whole minutes: a board does not count seconds. */
export function sayWorkTime(seconds: number, t: TFunction): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (minutes === 0 && Math.round(seconds) !== 0) return t('clock.underMinute');
  if (hours === 0) return t('clock.minutes', { minutes: rest });
  return rest === 0 ? t('clock.hours', { hours }) : t('clock.hoursMinutes', { hours, minutes: rest });
}
