import { DateTime } from 'luxon';

export const periods = ['30-days', '90-days', 'this-month', 'last-month', 'this-year', 'own'] as const;
export type Period = (typeof periods)[number];

export type PeriodChoice = {
  /** One of `periods`; anything else is the first. */
  readonly period: string;
  /** First and last day of a period of one's own, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
};

/** Beginning and end (exclusive) of a chosen period, in a zone; null for own days that are none, or in the wrong order. */
export function periodOf(
  { period, from, to }: PeriodChoice,
  { now, zone }: { readonly now: number; readonly zone: string },
): { readonly from: string; readonly to: string } | null {
  const today = DateTime.fromMillis(now, { zone }).startOf('day');
  const tomorrow = today.plus({ days: 1 });
  const month = today.startOf('month');
  if (period === 'own') {
    const [first, last] = [DateTime.fromISO(from, { zone }), DateTime.fromISO(to, { zone }).plus({ days: 1 })];
    return first.isValid && last.isValid && first < last ? span(first, last) : null;
  }
  if (period === '90-days') return span(tomorrow.minus({ days: 90 }), tomorrow);
  if (period === 'this-month') return span(month, month.plus({ months: 1 }));
  if (period === 'last-month') return span(month.minus({ months: 1 }), month);
  if (period === 'this-year') return span(today.startOf('year'), today.startOf('year').plus({ years: 1 }));
  return span(tomorrow.minus({ days: 30 }), tomorrow);
}

const span = (from: DateTime, to: DateTime) => ({
  from: from.toUTC().toISO() ?? '',
  to: to.toUTC().toISO() ?? '',
});
