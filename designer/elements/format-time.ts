const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

export type TimeFormat = { readonly locale: string; readonly zone: string };

/** "in 3 days", "2 hours ago"; under a minute "now". */
export function relativeTime(at: number, now: number, locale: string): string {
  const distance = at - now;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'long' });
  for (const [unit, size] of units) {
    if (Math.abs(distance) >= size) return format.format(Math.trunc(distance / size), unit);
  }
  return format.format(0, 'second');
}

/** "Tue 14 Nov 2026, 09:00:12 CET": for what is said exactly, with its zone. */
export function exactTime(at: number, { locale, zone }: TimeFormat): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZone: zone,
    timeZoneName: 'short',
  }).format(at);
}

/** A short clock time: with the weekday within six days, with the date beyond, with the year in another one. */
export function shortTime(at: number, now: number, { locale, zone }: TimeFormat): string {
  const days = Math.abs(at - now) / 86_400_000;
  const year = (time: number) => new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: zone }).format(time);
  return new Intl.DateTimeFormat(locale, {
    ...(days < 6 ? { weekday: 'short' } : { day: 'numeric', month: 'short' }),
    ...(year(at) === year(now) ? {} : { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  }).format(at);
}

/** "14 Nov 2026, 09:00": among other values. */
export function dateAndTime(at: number, { locale, zone }: TimeFormat): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(at);
}

/** A full sentence part: "Tuesday, 14 November, 09:00". */
export function longTime(at: number, { locale, zone }: TimeFormat): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  }).format(at);
}

/** The name people know a zone by: "Warsaw" of "Europe/Warsaw". */
export function placeOf(zone: string): string {
  return zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone;
}
