import type { JsonObject } from '../../../domain/json.ts';
import { MINUTE } from '../../domain/time/minute-reference.ts';
import type { GoldenCase } from './golden-cases.ts';

/** Taken once: looking up a global costs a microsecond in the test runner's sandbox. */
const { floor, min } = Math;

/**
 * The metrics of cases by walking through their lives, minute by minute, with a clock that is asked each minute whether it is working
 * time: slow, and nothing of it is how the product counts. Groups are told apart by a field of the case, as it stands at the moment that counts.
 */
export function walkMetrics(
  cases: readonly GoldenCase[],
  { by, ...walk }: Omit<Walk, 'countsOf' | 'holderOf'> & { readonly by: string },
): ReadonlyMap<string, Counts> {
  const report = new Map<string, Counts>();
  const countsOf = (key: unknown) => {
    const name = String(key);
    const counts = report.get(name) ?? emptyCounts();
    report.set(name, counts);
    return counts;
  };
  const holderOf = (state: JsonObject) => state[by];
  for (const { entries } of cases) walkCase(entries, { ...walk, countsOf, holderOf });
  const nothing = JSON.stringify(emptyCounts());
  return new Map([...report].filter(([, counts]) => JSON.stringify(counts) !== nothing));
}

type Length = { count: number; wall: number; business: number };
export type Counts = ReturnType<typeof emptyCounts>;
const none = (): Length => ({ count: 0, wall: 0, business: 0 });

function emptyCounts() {
  return {
    resolution: none(),
    age: none(),
    firstResponse: none(),
    timeInNew: none(),
    statuses: {} as Record<string, Length>,
    closed: 0,
    selfClosed: 0,
    levels: {} as Record<string, number>,
    reopened: 0,
    minutes: 0,
    cost: {} as Record<string, number>,
    portalSeconds: 0,
    portalResolved: 0,
  };
}

type Walk = {
  readonly from: number;
  readonly to: number;
  readonly works: (at: number) => boolean;
  readonly rate: number;
  readonly countsOf: (key: unknown) => Counts;
  readonly holderOf: (state: JsonObject) => unknown;
};

const done = (status: unknown) => status === 'resolved' || status === 'closed';

/** One case: what is true at each moment, and what it comes to. */
function walkCase(entries: GoldenCase['entries'], walk: Walk): void {
  const { from, to, countsOf, holderOf } = walk;
  const started = entries[0]?.at ?? 0;
  if (started >= to) return;
  let state: JsonObject = { status: 'new', escalationLevel: 0, priority: 'moderate' };
  let inNew = none();
  let resolvedAt: { at: number; holder: unknown } | null = null;
  let closedAt: { at: number; holder: unknown; answered: boolean } | null = null;
  let leftNew: { at: number; holder: unknown } | null = null;
  const holders: { at: number; holder: unknown }[] = [];
  const been = new Set<string>();
  const inPeriod = (at: number) => at >= from && at < to;
  const known = entries.filter(({ at }) => at < to);
  for (const [n, entry] of known.entries()) {
    const before = state;
    if ('set' in entry) state = { ...state, ...entry.set };
    const holder = holderOf(state);
    holders.push({ at: entry.at, holder });
    if ('portal' in entry && inPeriod(entry.at)) countsOf(holder).portalSeconds += entry.portal;
    if (n > 0 && inPeriod(entry.at)) turn(countsOf(holder), before, state);
    if (!done(state.status)) resolvedAt = null;
    else if (resolvedAt === null) resolvedAt = { at: entry.at, holder };
    if (state.status !== 'closed') closedAt = null;
    else if (closedAt === null)
      closedAt = { at: entry.at, holder, answered: typeof state.firstResponseAt === 'string' };
    if (before.status === 'new' && state.status !== 'new' && n > 0) leftNew = { at: entry.at, holder };
    if (state.status === 'new') leftNew = null;
    const end = known[n + 1]?.at ?? to;
    if (state.status === 'new') inNew = plus(inNew, walked(entry.at, end, walk));
    const shown = walked(Math.max(entry.at, from), end, walk);
    if (shown.wall > 0 && !done(state.status))
      stay(countsOf(holder), { holder, status: String(state.status), shown, been });
  }
  const last = state;
  if (!done(last.status)) add(countsOf(holderOf(last)), 'age', walked(started, to, walk));
  if (resolvedAt && inPeriod(resolvedAt.at)) {
    add(countsOf(resolvedAt.holder), 'resolution', walked(started, resolvedAt.at, walk));
    if (last.resolvedThrough === 'portal') countsOf(resolvedAt.holder).portalResolved += 1;
  }
  if (leftNew && inPeriod(leftNew.at)) add(countsOf(leftNew.holder), 'timeInNew', { ...inNew, count: 1 });
  if (typeof last.firstResponseAt === 'string' && inPeriod(Date.parse(last.firstResponseAt))) {
    const answered = Date.parse(last.firstResponseAt);
    const held = holders.findLast(({ at }) => at <= answered) ?? holders[0];
    add(countsOf(held?.holder), 'firstResponse', walked(started, Math.max(started, answered), walk));
  }
  if (closedAt && inPeriod(closedAt.at))
    close(countsOf(closedAt.holder), last, { ...walk, answered: closedAt.answered });
}

/** A while in a status; a case counts once for each of its holders. */
function stay(
  { statuses }: Counts,
  { holder, status, shown, been }: { holder: unknown; status: string; shown: Length; been: Set<string> },
): void {
  const place = `${String(holder)} ${status}`;
  statuses[status] = plus(statuses[status] ?? none(), { ...shown, count: been.has(place) ? 0 : 1 });
  been.add(place);
}

/** What a change from one state to the next comes to. */
function turn(counts: Counts, before: JsonObject, state: JsonObject): void {
  const level = String(state.escalationLevel);
  if (Number(level) > Number(before.escalationLevel)) counts.levels[level] = (counts.levels[level] ?? 0) + 1;
  if (done(before.status) && !done(state.status)) counts.reopened += 1;
}

function close(counts: Counts, last: JsonObject, { rate, answered }: Walk & { answered: boolean }): void {
  counts.closed += 1;
  const through = last.resolvedThrough ?? null;
  if (through === 'customer' || through === 'portal' || (through === null && !answered)) counts.selfClosed += 1;
  const minutes = typeof last.timeSpentMinutes === 'number' ? last.timeSpentMinutes : 0;
  counts.minutes += minutes;
  if (minutes > 0) counts.cost.EUR = (counts.cost.EUR ?? 0) + Math.round((minutes * rate) / 60);
  const currency = String(last.currency);
  if (typeof last.costEntered === 'number') counts.cost[currency] = (counts.cost[currency] ?? 0) + last.costEntered;
}

function add(counts: Counts, metric: 'resolution' | 'age' | 'firstResponse' | 'timeInNew', length: Length): void {
  counts[metric] = plus(counts[metric], length);
}

const plus = (a: Length, b: Length): Length => ({
  count: a.count + b.count,
  wall: a.wall + b.wall,
  business: a.business + b.business,
});

/** Minute by minute from one moment to another. */
function walked(from: number, to: number, { works }: Walk): Length {
  const length = { count: 1, wall: 0, business: 0 };
  for (let at = from; at < to; ) {
    const next = min((floor(at / MINUTE) + 1) * MINUTE, to);
    length.wall += next - at;
    if (works(at)) length.business += next - at;
    at = next;
  }
  return length;
}
