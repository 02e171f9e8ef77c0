import { beforeEach, expect, test } from '@jest/globals';
import { itemWatch, TICKS, threadName, threadTime } from '../../../crm/templates/item-watch.ts';
import { PROGRESS } from '../../../crm/templates/render-messages.ts';

const timeoutMs = 250;
let clock: Int32Array<SharedArrayBuffer>;
let spent: number;
let blamed: number;
let tick: () => void;

/** Ticks, with so much processor time for the thread between two of them. */
const pass = (ticks: number, each: number) => {
  for (let n = 0; n < ticks; n += 1) {
    spent += each;
    tick();
  }
};

beforeEach(() => {
  clock = new Int32Array(new SharedArrayBuffer(8)).fill(-1);
  [spent, blamed] = [0, 0];
  const tooLong = () => {
    blamed += 1;
  };
  tick = itemWatch({ clock, timeoutMs, spent: () => spent, tooLong });
});

const begin = (item: number) => {
  Atomics.store(clock, PROGRESS.item, item);
  tick();
};

test('an item that works for all of its time is blamed', () => {
  begin(0);
  pass(TICKS, timeoutMs / TICKS);
  expect(blamed).toBe(1);
});

test('an item whose thread was given no processor is not blamed, however long it takes', () => {
  begin(0);
  pass(TICKS * 40, 0.5);
  expect(blamed).toBe(0);
  pass(TICKS * 10, 0.5);
  expect(blamed).toBeGreaterThan(0);
});

test('what the items before it took is not counted, and between batches nothing is', () => {
  begin(0);
  pass(TICKS - 1, timeoutMs / TICKS);
  begin(1);
  pass(TICKS - 1, timeoutMs / TICKS);
  begin(-1);
  pass(TICKS * 5, timeoutMs / TICKS);
  expect(blamed).toBe(0);
});

test('the time of a thread is its own, in ms, and that of the process where the system says no more', () => {
  const before = [threadTime(threadName()), threadTime(null)] as const;
  const end = performance.now() + 20;
  while (performance.now() < end);
  const after = [threadTime(threadName()), threadTime(null)] as const;
  expect(after[0]).toBeGreaterThan(before[0]);
  expect(after[1]).toBeGreaterThan(before[1]);
  expect(threadTime('no/such/thread')).toBeGreaterThan(0);
});
