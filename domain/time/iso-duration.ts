/**
 * An ISO 8601 duration taken apart. `months` (years included) and `days` (weeks included) are calendar units, added on a wall
 * clock; `millis` (hours, minutes, seconds) is elapsed time.
 */
export type IsoDuration = { readonly months: number; readonly days: number; readonly millis: number };

export type IsoDurationProblem = {
  readonly code: 'duration-malformed' | 'duration-negative' | 'duration-too-long';
  readonly message: string;
};

const FORM = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/;
const MAX_DAYS = 36_525;

/**
 * Reads an ISO 8601-1 duration such as `PT4H`, `P3D` or `P1M2DT12H`: whole numbers, thousandths allowed for seconds. Negative,
 * empty (`P`, `PT`), malformed ones and those over a hundred years come back as a problem.
 */
export function parseIsoDuration(text: string): IsoDuration | IsoDurationProblem {
  if (/^[-+]|^P.*-/.test(text)) {
    return { code: 'duration-negative', message: `"${text}" has a sign: a duration is positive, such as "PT5S"` };
  }
  const match = FORM.exec(text);
  if (!match || !/\d[A-Z]$/.test(text)) {
    return { code: 'duration-malformed', message: `"${text}" is not an ISO 8601 duration such as "PT4H" or "P3D"` };
  }
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => (part === undefined ? 0 : Number(part)));
  const duration = {
    months: years * 12 + months,
    days: weeks * 7 + days,
    millis: Math.round((hours * 3600 + minutes * 60 + seconds) * 1000),
  };
  if (duration.months * 30.4 + duration.days + duration.millis / 86_400_000 > MAX_DAYS) {
    return { code: 'duration-too-long', message: `"${text}" is longer than a hundred years` };
  }
  return duration;
}

/** Whether reading a duration failed. */
export function isDurationProblem(result: IsoDuration | IsoDurationProblem): result is IsoDurationProblem {
  return 'code' in result;
}
