import { DateTime } from 'luxon';

export const agendaViews = ['month', 'week', 'list'] as const;
export type AgendaView = (typeof agendaViews)[number];

/** One thing that stands in the calendar of people, as `GET /api/calendar` tells it. */
export type AgendaItem = {
  readonly kind: 'task' | 'meeting' | 'absence' | 'holiday';
  readonly id: string;
  readonly title: string;
  /** An instant; of a holiday a date. */
  readonly start: string;
  /** Exclusive. */
  readonly end?: string;
  readonly allDay: boolean;
  readonly personId: string | null;
  readonly personName: string | null;
  readonly recordType?: string;
  readonly recordId?: string;
  readonly state: string;
};

export type AgendaDay = {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly holiday: string | null;
  readonly items: readonly AgendaItem[];
};

const isoDate = (at: DateTime) => at.toISODate() ?? '';

/** The dates a view shows: whole weeks from Monday on of a month, a week, or a month as a list. */
export function datesOf(view: AgendaView, date: string): readonly string[] {
  const day = DateTime.fromISO(date, { zone: 'UTC' });
  const unit = view === 'week' ? 'week' : 'month';
  const [first, last] = [day.startOf(unit), day.endOf(unit)];
  const whole = view === 'month';
  const [from, to] = whole ? [first.startOf('week'), last.endOf('week')] : [first, last];
  const count = Math.round(to.startOf('day').diff(from, 'days').days) + 1;
  return Array.from({ length: count }, (_, n) => isoDate(from.plus({ days: n })));
}

/** The date that is shown a step back or forward. */
export function stepped(view: AgendaView, date: string, step: 1 | -1): string {
  const day = DateTime.fromISO(date, { zone: 'UTC' });
  return isoDate(view === 'week' ? day.plus({ weeks: step }) : day.startOf('month').plus({ months: step }));
}

/** The instants between which dates lie in a zone; ISO. */
export function periodOf(dates: readonly string[], zone: string): { readonly from: string; readonly to: string } {
  const start = (date: string, days: number) =>
    DateTime.fromISO(date, { zone }).plus({ days }).startOf('day').toUTC().toISO() ?? '';
  return { from: start(dates[0] ?? '', 0), to: start(dates.at(-1) ?? '', 1) };
}

/** Items on the dates on which they are, in the reader's zone: what lasts for days stands on each. */
export function daysOf(dates: readonly string[], items: readonly AgendaItem[], zone: string): readonly AgendaDay[] {
  const holidays = new Map(
    items.filter(({ kind }) => kind === 'holiday').map(({ start, title }) => [start.slice(0, 10), title]),
  );
  const placed = items.filter(({ kind }) => kind !== 'holiday').map((item) => ({ item, ...spanOf(item, zone) }));
  return dates.map((date) => ({
    date,
    holiday: holidays.get(date) ?? null,
    items: placed.filter(({ first, last }) => first <= date && date <= last).map(({ item }) => item),
  }));
}

function spanOf({ start, end }: AgendaItem, zone: string): { readonly first: string; readonly last: string } {
  const first = DateTime.fromISO(start, { zone });
  // An end at midnight belongs to the day before.
  const last = end === undefined ? first : DateTime.fromISO(end, { zone }).minus({ milliseconds: 1 });
  return { first: isoDate(first), last: isoDate(DateTime.max(first, last)) };
}

/** An instant on another date, at the same time of day in a zone. ISO. */
export function onDate(iso: string, date: string, zone: string): string {
  const at = DateTime.fromISO(iso, { zone });
  const day = DateTime.fromISO(date, { zone });
  return at.set({ year: day.year, month: day.month, day: day.day }).toUTC().toISO() ?? iso;
}

/** The date of an instant in a zone. */
export const dateIn = (zone: string, at: number) => isoDate(DateTime.fromMillis(at, { zone }));
/** A date some days later, or earlier. */
export const daysLater = (date: string, days: number) =>
  isoDate(DateTime.fromISO(date, { zone: 'UTC' }).plus({ days }));
