/** Calendar parts of an ISO 8601 duration, each with its sign. */
export type DateShift = { readonly months: number; readonly days: number; readonly milliseconds: number };

const duration =
  /^(-)?P(?=.)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$/;
// ISO 8601 has a year 0, PostgreSQL has none.
const dateText = /^(?!0000)\d{4}-\d{2}-\d{2}$/;
const dateTimeText = /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Milliseconds in a day of UTC. */
const dayMs = 86_400_000;

/** Reads `P30D`, `-PT12H`, `P1Y2M`; undefined when it is no such duration. */
export function parseDateShift(text: unknown): DateShift | undefined {
  const match = typeof text === 'string' ? duration.exec(text) : null;
  if (match === null) return undefined;
  const sign = match[1] === '-' ? -1 : 1;
  const part = (index: number) => sign * Number(match[index] ?? 0) + 0;
  return {
    months: part(2) * 12 + part(3),
    days: part(4) * 7 + part(5),
    milliseconds: (part(6) * 3600 + part(7) * 60 + part(8)) * 1000,
  };
}

/** Whether a text is a real day as `YYYY-MM-DD`, of the years 0001–9999. */
export function isDateText(value: unknown): value is string {
  return typeof value === 'string' && dateText.test(value) && isoOf(Date.parse(value))?.slice(0, 10) === value;
}

/** Whether a text is a real instant as `YYYY-MM-DDTHH:mm:ss.sssZ`, the one form in rules, of the years 0001–9999. */
export function isDateTimeText(value: unknown): value is string {
  return typeof value === 'string' && dateTimeText.test(value) && isoOf(Date.parse(value)) === value;
}

/** UTC milliseconds of a date (its midnight) or dateTime text; undefined for everything else. */
function instantOf(value: unknown): number | undefined {
  return isDateText(value) || isDateTimeText(value) ? Date.parse(value) : undefined;
}

/**
 * Whole days of 24 hours from `date` to `now`, rounded down; negative when it is to come. Null when either is no date.
 */
export function daysBetween(date: unknown, now: unknown): number | null {
  const from = instantOf(date);
  const to = instantOf(now);
  return from === undefined || to === undefined ? null : Math.floor((to - from) / dayMs);
}

/**
 * A date moved by a duration in UTC: months first (the last day of a shorter month stands in), then days, then time.
 * A date stays a date when the duration has no time part. Null when an argument is no date or duration, or the year
 * leaves 0001–9999.
 */
export function shiftDate(date: unknown, by: unknown): string | null {
  const start = instantOf(date);
  const shift = parseDateShift(by);
  if (start === undefined || shift === undefined) return null;
  const moved = addMonths(start, shift.months) + shift.days * dayMs + shift.milliseconds;
  const text = isoOf(moved);
  if (text === undefined || !/^\d{4}-/.test(text) || text.startsWith('0000')) return null;
  return isDateText(date) && !hasTimePart(by) ? text.slice(0, 10) : text;
}

/** Whether a duration text has hours, minutes or seconds. */
export function hasTimePart(by: unknown): boolean {
  return typeof by === 'string' && by.includes('T');
}

function addMonths(instant: number, months: number): number {
  if (months === 0) return instant;
  const from = new Date(instant);
  const first = Date.UTC(2000, from.getUTCMonth() + months, 1) + 0;
  const month = new Date(first);
  const year = from.getUTCFullYear() + (month.getUTCFullYear() - 2000);
  const day = Math.min(from.getUTCDate(), daysInMonth(year, month.getUTCMonth()));
  const moved = new Date(instant);
  moved.setUTCFullYear(year, month.getUTCMonth(), day);
  return moved.getTime();
}

function daysInMonth(year: number, month: number): number {
  const last = new Date(0);
  last.setUTCFullYear(year, month + 1, 0);
  return last.getUTCDate();
}

function isoOf(instant: number): string | undefined {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
