import type { AdvanceAnswer } from '../../activities/activities.ts';
import type { CarrierInput } from '../../workflows/carrier.ts';

const minute = 60_000;
const day = 1440 * minute;

/** What a leg of a scenario does: give an answer, poke the carrier and give one, or fail. */
export type Turn = AdvanceAnswer | { readonly poke: true; readonly then: AdvanceAnswer } | { readonly fails: true };

/** A course that a carrier's life may take; turns are given to the calls of `advance` and `advanceLone` in their order. */
export type Scenario = {
  readonly name: string;
  readonly turns: (now: number) => readonly Turn[];
  readonly input?: Partial<CarrierInput>;
  /** Pokes from outside, each once the carrier waits. */
  readonly pokes?: number;
  readonly signalWithStart?: boolean;
};

const done: AdvanceAnswer = { state: 'done' };
const idle: AdvanceAnswer = { state: 'waiting', dueAt: null };
const again: AdvanceAnswer = { state: 'more', lanes: 1 };
const lanes = (count: number): AdvanceAnswer => ({ state: 'more', lanes: count });
const due = (time: number): AdvanceAnswer => ({ state: 'waiting', dueAt: new Date(time).toISOString() });
const drip = (now: number, gaps: readonly number[]) =>
  gaps.map((_, n) => due(now + gaps.slice(0, n + 1).reduce((a, b) => a + b, 0)));
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

/** The recorded lives of carriers: one history each, and one more for each continuation. New ones are added, none changed. */
export const scenarios: readonly Scenario[] = [
  { name: 'one-leg', turns: () => [done] },
  { name: 'several-legs', turns: () => [again, again, done] },
  { name: 'one-wait', turns: (now) => [due(now + day), done] },
  { name: 'wait-that-is-over', turns: (now) => [due(now - day), done] },
  { name: 'drip-of-three', turns: (now) => [...drip(now, [day, 3 * day, 7 * day]), done] },
  { name: 'drip-of-ninety-days', turns: (now) => [...drip(now, times(13, 7 * day)), done] },
  { name: 'drip-with-legs-between', turns: (now) => [again, due(now + day), again, due(now + 2 * day), again, done] },
  { name: 'waits-for-an-event', turns: () => [idle, done], pokes: 1 },
  {
    name: 'event-before-its-timeout',
    turns: (now) => [due(now + 300 * day), done],
    pokes: 1,
    input: { longestHistory: 500 },
  },
  { name: 'pokes-that-change-nothing', turns: () => [...times(5, idle), done], pokes: 5 },
  { name: 'poked-in-a-leg', turns: () => [{ poke: true, then: idle }, done] },
  { name: 'poked-in-the-last-leg', turns: () => [{ poke: true, then: done }, done] },
  {
    name: 'poked-in-a-leg-before-a-wait',
    turns: (now) => [{ poke: true, then: due(now + day) }, due(now + day), done],
  },
  { name: 'started-by-a-poke', turns: () => [again, done], signalWithStart: true },
  { name: 'two-lanes', turns: () => [lanes(2), done, done] },
  { name: 'four-lanes', turns: () => [lanes(4), ...times(4, done)] },
  { name: 'four-lanes-twice', turns: () => [lanes(4), ...times(3, idle), again, lanes(4), ...times(4, done)] },
  { name: 'lanes-then-a-drip', turns: (now) => [lanes(3), ...times(3, due(now + day)), lanes(2), ...times(2, done)] },
  { name: 'poked-in-a-lane', turns: () => [lanes(2), { poke: true, then: idle }, idle, done] },
  {
    name: 'leg-that-fails-and-is-repeated',
    turns: (now) => [{ fails: true }, due(now + day), { fails: true }, { fails: true }, done],
  },
  { name: 'continues-as-new', turns: () => [...times(8, again), done], input: { longestHistory: 30 } },
  {
    name: 'continues-as-new-between-waits',
    turns: (now) => [...drip(now, times(9, day)), done],
    input: { longestHistory: 40 },
  },
  {
    name: 'continues-as-new-in-lanes',
    turns: () => [lanes(4), ...times(4, again), lanes(2), done, done],
    input: { longestHistory: 12 },
  },
  {
    name: 'continues-as-new-with-pokes',
    turns: () => [...times(4, { poke: true as const, then: idle }), done, done],
    input: { longestHistory: 20 },
  },
  {
    name: 'continues-as-new-on-a-new-build',
    turns: (now) => [
      { ...due(now + day), build: 'old' },
      { ...due(now + 2 * day), build: 'old' },
      { ...due(now + 3 * day), build: 'new' },
      { ...due(now + 3 * day), build: 'new' },
      { ...done, build: 'new' },
    ],
  },
  {
    name: 'poked-after-a-new-build',
    turns: () => [idle, { ...idle, build: 'new' }, { ...done, build: 'new' }],
    pokes: 1,
  },
  { name: 'lone', turns: (now) => [due(now + day), again, due(now + 2 * day), done], input: { lone: true } },
  { name: 'lone-in-one-task', turns: () => [done], input: { lone: true } },
  {
    name: 'lone-leg-that-fails',
    turns: (now) => [{ fails: true }, due(now + day), { fails: true }, { fails: true }, done],
    input: { lone: true },
  },
  { name: 'lone-that-sends-at-once', turns: () => [again, done], input: { lone: true } },
  {
    name: 'lone-that-continues-as-new',
    turns: (now) => [...drip(now, times(9, day)), done],
    input: { lone: true, longestHistory: 25 },
  },
  {
    name: 'test-run',
    turns: (now) => [due(now + 30 * day), due(now + 90 * day), done],
    input: { realm: 'test', now: '2030-01-07T09:00:00.000Z' },
  },
  {
    name: 'test-run-that-waits-for-an-event',
    turns: () => [idle, done],
    pokes: 1,
    input: { realm: 'test', now: '2030-01-07T09:00:00.000Z' },
  },
  {
    name: 'test-run-that-continues-as-new',
    turns: (now) => [...drip(now, times(8, day)), done],
    input: { realm: 'test', now: '2030-01-07T09:00:00.000Z', longestHistory: 25 },
  },
];
