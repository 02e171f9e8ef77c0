import type { Duration } from './duration.ts';
import { isDurationProblem, parseIsoDuration } from './iso-duration.ts';

export type DurationUnit =
  | 'year'
  | 'month'
  | 'week'
  | 'day'
  | 'hour'
  | 'minute'
  | 'second'
  | 'businessDay'
  | 'businessHour'
  | 'businessMinute'
  | 'businessSecond';

/** One part of a duration in words: the key in the message catalogue with its count, and the English text. */
export type DurationPart = {
  readonly key: `duration.${DurationUnit}`;
  readonly params: { readonly count: number };
  readonly text: string;
};

/** A duration as its parts, largest first ("1 day", "12 hours"); empty for a malformed one. `PT36H` stays 36 hours. */
export function describeDuration(duration: Duration): readonly DurationPart[] {
  if (typeof duration !== 'string' && 'businessDays' in duration) return [part('businessDay', duration.businessDays)];
  const business = typeof duration !== 'string';
  const result = parseIsoDuration(business ? duration.business : duration);
  if (isDurationProblem(result)) return [];
  const hours = Math.floor(result.millis / 3_600_000);
  const minutes = Math.floor((result.millis % 3_600_000) / 60_000);
  const seconds = (result.millis % 60_000) / 1000;
  const counts: [DurationUnit, number][] = [
    ['year', Math.floor(result.months / 12)],
    ['month', result.months % 12],
    ...daysInWeeks(result.days),
    [business ? 'businessHour' : 'hour', hours],
    [business ? 'businessMinute' : 'minute', minutes],
    [business ? 'businessSecond' : 'second', seconds],
  ];
  const parts = counts.filter(([, count]) => count > 0).map(([unit, count]) => part(unit, count));
  return parts.length > 0 ? parts : [part(business ? 'businessSecond' : 'second', 0)];
}

/** The English sentence of a duration: "3 business days", "1 day 12 hours". */
export function durationText(duration: Duration): string {
  return describeDuration(duration)
    .map(({ text }) => text)
    .join(' ');
}

function daysInWeeks(days: number): [DurationUnit, number][] {
  return days % 7 === 0 ? [['week', days / 7]] : [['day', days]];
}

function part(unit: DurationUnit, count: number): DurationPart {
  const word = unit.replace(/[A-Z]/, (letter) => ` ${letter.toLowerCase()}`);
  return { key: `duration.${unit}`, params: { count }, text: `${count} ${word}${count === 1 ? '' : 's'}` };
}
