import { groupBy } from '../group-by.ts';
import type { CaseFact, DurationMetric } from './measure-case.ts';

/** Lengths of time summed up, in whole seconds; averages are null where there is nothing to divide. */
export type DurationSummary = {
  readonly count: number;
  readonly wallSeconds: number;
  readonly wallAverage: number | null;
  readonly businessSeconds: number;
  readonly businessAverage: number | null;
};

/** The case metrics of a group, or of all. Money in minor units. */
export type CaseSummary = {
  readonly [M in DurationMetric]: DurationSummary;
} & {
  /** By status, of those that are not done; `count` are cases. */
  readonly timeInStatus: Readonly<Record<string, DurationSummary>>;
  readonly closed: number;
  readonly selfClosed: number;
  readonly escalations: { readonly count: number; readonly byLevel: Readonly<Record<string, number>> };
  readonly reopened: number;
  /** By currency: what closed cases cost together and on average; `minutes` is the work in them. */
  readonly cost: {
    readonly minutes: number;
    readonly byCurrency: Readonly<Record<string, { readonly total: number; readonly perCase: number }>>;
  };
  readonly portalSeconds: number;
  readonly portalResolved: number;
};

/** What an hour of work costs in minor units, and of which currency that and costs without a currency are. */
export type Rate = { readonly hourly: number; readonly currency: string };

type Metric = CaseFact['metric'];
type Lengths = readonly { readonly wall: number; readonly business: number }[];

/** Sums up facts. */
export function summarise(facts: readonly CaseFact[], rate: Rate): CaseSummary {
  const of = <M extends Metric>(metric: M) =>
    facts.filter((fact): fact is Extract<CaseFact, { metric: M }> => fact.metric === metric);
  const closed = of('closed');
  const escalations = of('escalation');
  const statuses = groupBy(of('timeInStatus'), ({ status }) => status);
  const levels = groupBy(escalations, ({ level }) => String(level));
  const lengths = (metric: DurationMetric) =>
    lengthsOf(facts.filter((fact): fact is Extract<CaseFact, { metric: DurationMetric }> => fact.metric === metric));
  return {
    resolution: lengths('resolution'),
    age: lengths('age'),
    firstResponse: lengths('firstResponse'),
    timeInNew: lengths('timeInNew'),
    timeInStatus: Object.fromEntries(
      [...statuses].map(([status, items]) => [status, lengthsOf(items, casesIn(items))]),
    ),
    closed: closed.length,
    selfClosed: closed.filter(({ byItself }) => byItself).length,
    escalations: {
      count: escalations.length,
      byLevel: Object.fromEntries([...levels].map(([level, items]) => [level, items.length])),
    },
    reopened: of('reopened').length,
    cost: costOf(closed, rate),
    portalSeconds: Math.round(of('portalTime').reduce((sum, { seconds }) => sum + seconds, 0)),
    portalResolved: of('portalResolved').length,
  };
}

const casesIn = (items: readonly { readonly caseId: string }[]) => new Set(items.map(({ caseId }) => caseId)).size;

function lengthsOf(lengths: Lengths, count = lengths.length): DurationSummary {
  const wall = lengths.reduce((sum, length) => sum + length.wall, 0);
  const business = lengths.reduce((sum, length) => sum + length.business, 0);
  const average = (total: number) => (count === 0 ? null : Math.round(total / count / 1000));
  return {
    count,
    wallSeconds: Math.round(wall / 1000),
    wallAverage: average(wall),
    businessSeconds: Math.round(business / 1000),
    businessAverage: average(business),
  };
}

function costOf(closed: readonly Extract<CaseFact, { metric: 'closed' }>[], rate: Rate): CaseSummary['cost'] {
  const totals = new Map<string, number>();
  const add = (currency: string, amount: number) => totals.set(currency, (totals.get(currency) ?? 0) + amount);
  for (const { minutes, cost } of closed) {
    if (minutes > 0 && rate.hourly > 0) add(rate.currency, Math.round((minutes * rate.hourly) / 60));
    if (cost) add(cost.currency ?? rate.currency, cost.amount);
  }
  return {
    minutes: closed.reduce((sum, { minutes }) => sum + minutes, 0),
    byCurrency: Object.fromEntries(
      [...totals].map(([currency, total]) => [currency, { total, perCase: Math.round(total / closed.length) }]),
    ),
  };
}
