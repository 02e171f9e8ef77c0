import type { CaseSummary } from '../../domain/cases/case-report.ts';
import { durationMetrics } from '../../domain/cases/measure-case.ts';

/** Whether lengths of time are told in working time or on the wall. */
export type Measure = 'business' | 'wall';

/** A metric of the report: what stands for it, and of how many cases it is. */
export type CaseMetric = {
  readonly key: string;
  readonly kind: 'length' | 'count' | 'money';
  /** Seconds, a number, or minor units of the currency; null where there is nothing to say. */
  readonly value: (summary: CaseSummary, measure: Measure) => number | null;
  readonly count?: (summary: CaseSummary) => number;
  readonly currency?: string;
};

const lengths = durationMetrics.map(
  (key): CaseMetric => ({
    key,
    kind: 'length',
    value: (summary, measure) => summary[key][`${measure}Average`],
    count: (summary) => summary[key].count,
  }),
);

const counts: readonly CaseMetric[] = [
  { key: 'closed', kind: 'count', value: ({ closed }) => closed },
  { key: 'selfClosed', kind: 'count', value: ({ selfClosed }) => selfClosed },
  { key: 'escalations', kind: 'count', value: ({ escalations }) => escalations.count },
  { key: 'reopened', kind: 'count', value: ({ reopened }) => reopened },
];

const portal: readonly CaseMetric[] = [
  { key: 'portalTime', kind: 'length', value: ({ portalSeconds }) => portalSeconds },
  { key: 'portalResolved', kind: 'count', value: ({ portalResolved }) => portalResolved },
];

/** All metrics of a report; what a case costs has one for each currency in it. */
export function caseMetrics(total: CaseSummary): readonly CaseMetric[] {
  const costs = Object.keys(total.cost.byCurrency).map(
    (currency): CaseMetric => ({
      key: 'cost',
      kind: 'money',
      currency,
      value: ({ cost }) => cost.byCurrency[currency]?.perCase ?? null,
      count: ({ closed }) => closed,
    }),
  );
  const none: CaseMetric = { key: 'cost', kind: 'money', value: () => null };
  return [...lengths, ...counts, ...(costs.length === 0 ? [none] : costs), ...portal];
}

/** A name for a metric that differs from that of every other one. */
export const metricId = ({ key, currency }: CaseMetric) => (currency === undefined ? key : `${key}-${currency}`);

/** Whether nothing happened in the period. */
export const isEmptyReport = (total: CaseSummary) =>
  durationMetrics.every((key) => total[key].count === 0) &&
  total.closed + total.escalations.count + total.reopened + total.portalSeconds === 0;
