import type { WorkMeter } from '../time/work-meter.ts';
import { type CaseHistory, type CaseImage, type Period, type Stretch, stretchesOf } from './case-history.ts';
import { isDone } from './case-status.ts';

/** Whose a measured thing is: as the case stood when it happened. */
export type Holder = Pick<CaseImage, 'ownerId' | 'teamId' | 'queue' | 'priority'>;

/** Metrics that are lengths of time, in the clock on the wall and in working time (ms). */
export const durationMetrics = ['resolution', 'age', 'firstResponse', 'timeInNew'] as const;
export type DurationMetric = (typeof durationMetrics)[number];

/** One thing that counts in a period. The formulas stand in docs/case-metrics.md. */
export type CaseFact = { readonly holder: Holder } & (
  | { readonly metric: DurationMetric; readonly wall: number; readonly business: number }
  | {
      readonly metric: 'timeInStatus';
      readonly caseId: string;
      readonly status: string;
      readonly wall: number;
      readonly business: number;
    }
  | { readonly metric: 'escalation'; readonly level: number }
  | { readonly metric: 'reopened' | 'portalResolved' }
  | { readonly metric: 'closed'; readonly byItself: boolean; readonly minutes: number; readonly cost: Cost | null }
  | { readonly metric: 'portalTime'; readonly seconds: number }
);

/** Minor units of a currency; null is the company's. */
export type Cost = { readonly amount: number; readonly currency: string | null };

type Given = { readonly period: Period; readonly worked: WorkMeter };
type Measured = Given & {
  readonly stretches: readonly Stretch[];
  readonly last: CaseImage;
  readonly createdAt: number;
};

/**
 * What a case contributes to a period. Everything is as it was at the period's end: what happened later changes no report of the past.
 */
export function measureCase(history: CaseHistory, given: Given): readonly CaseFact[] {
  const stretches = stretchesOf(history, given.period.to);
  const [first] = stretches;
  const last = stretches.at(-1);
  if (!first || !last) return [];
  const measured = { ...given, stretches, last: last.image, createdAt: first.from };
  return [
    ...resolution(measured),
    ...age(measured),
    ...responses(measured),
    ...statusTimes(history, measured),
    ...turns(measured),
    ...closing(measured),
    ...portalTimes(history, measured),
  ];
}

const within = ({ from, to }: Period, at: number) => at >= from && at < to;
const holderOf = ({ ownerId, teamId, queue, priority }: CaseImage): Holder => ({ ownerId, teamId, queue, priority });
const lengthOf = (from: number, to: number, worked: WorkMeter) => ({ wall: to - from, business: worked(from, to) });

/** The stretch with which a case came last into a state that it still has at the end. */
function lastEntry(stretches: readonly Stretch[], has: (image: CaseImage) => boolean): Stretch | undefined {
  const before = stretches.findLastIndex(({ image }) => !has(image));
  return stretches[before + 1];
}

function resolution({ stretches, last, createdAt, period, worked }: Measured): CaseFact[] {
  const resolved = lastEntry(stretches, ({ status }) => isDone(status));
  if (!resolved || !within(period, resolved.from)) return [];
  const holder = holderOf(resolved.image);
  return [
    { metric: 'resolution', holder, ...lengthOf(createdAt, resolved.from, worked) },
    ...(last.resolvedThrough === 'portal' ? [{ metric: 'portalResolved' as const, holder }] : []),
  ];
}

function age({ last, createdAt, period, worked }: Measured): CaseFact[] {
  if (isDone(last.status)) return [];
  return [{ metric: 'age', holder: holderOf(last), ...lengthOf(createdAt, period.to, worked) }];
}

function responses({ stretches, last, createdAt, period, worked }: Measured): CaseFact[] {
  const facts: CaseFact[] = [];
  const { firstResponseAt } = last;
  if (firstResponseAt !== null && within(period, firstResponseAt)) {
    const answered = stretches.findLast(({ from }) => from <= firstResponseAt) ?? stretches[0];
    const length = lengthOf(createdAt, Math.max(createdAt, firstResponseAt), worked);
    if (answered) facts.push({ metric: 'firstResponse', holder: holderOf(answered.image), ...length });
  }
  const news = stretches.filter(({ image }) => image.status === 'new');
  const left = news.at(-1);
  if (!left || last.status === 'new' || !within(period, left.to)) return facts;
  const lengths = news.map(({ from, to }) => lengthOf(from, to, worked));
  const after = stretches[stretches.indexOf(left) + 1] ?? left;
  facts.push({
    metric: 'timeInNew',
    holder: holderOf(after.image),
    wall: lengths.reduce((sum, { wall }) => sum + wall, 0),
    business: lengths.reduce((sum, { business }) => sum + business, 0),
  });
  return facts;
}

/** Time in which something was owed to the customer; of done cases the log is not even read. */
function statusTimes({ id: caseId }: CaseHistory, { stretches, period, worked }: Measured): CaseFact[] {
  return stretches.flatMap(({ from, to, image }): CaseFact[] => {
    const { status } = image;
    const begin = Math.max(from, period.from);
    if (begin >= to || status === null || isDone(status)) return [];
    return [{ metric: 'timeInStatus', caseId, status, holder: holderOf(image), ...lengthOf(begin, to, worked) }];
  });
}

function turns({ stretches, period }: Measured): CaseFact[] {
  return stretches.flatMap(({ from, image }, index): CaseFact[] => {
    const before = stretches[index - 1]?.image;
    if (!before || !within(period, from)) return [];
    const holder = holderOf(image);
    const level = image.escalationLevel ?? 0;
    return [
      ...(level > (before.escalationLevel ?? 0) ? [{ metric: 'escalation' as const, holder, level }] : []),
      ...(isDone(before.status) && !isDone(image.status) ? [{ metric: 'reopened' as const, holder }] : []),
    ];
  });
}

function closing({ stretches, last, period }: Measured): CaseFact[] {
  const closed = lastEntry(stretches, ({ status }) => status === 'closed');
  if (!closed || !within(period, closed.from)) return [];
  const through = last.resolvedThrough;
  const unanswered = closed.image.firstResponseAt === null || closed.image.firstResponseAt > closed.from;
  return [
    {
      metric: 'closed',
      holder: holderOf(closed.image),
      byItself: through === 'customer' || through === 'portal' || (through === null && unanswered),
      minutes: last.timeSpentMinutes ?? 0,
      cost: last.costEntered === null ? null : { amount: last.costEntered, currency: last.currency },
    },
  ];
}

function portalTimes({ portal }: CaseHistory, { stretches, period }: Measured): CaseFact[] {
  return portal.flatMap(({ at, seconds }): CaseFact[] => {
    if (!within(period, at)) return [];
    const image = (stretches.findLast(({ from }) => from <= at) ?? stretches[0])?.image;
    return image ? [{ metric: 'portalTime', holder: holderOf(image), seconds }] : [];
  });
}
