import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createLogger } from '../../crm/log.ts';
import { startLoop } from '../../worker/loop.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const log = createLogger({ name: 'test', level: 'silent' });

test('a loop that is stopped while its round fails ends without a rest', async () => {
  let fail = (_: Error) => {};
  const round = () =>
    new Promise<number>((_, reject) => {
      fail = reject;
    });
  const loop = startLoop({ name: 'failing', round, pollMs: 1000, log });
  const stopped = loop.stop();
  fail(new Error('away'));
  await stopped;
});

test('a round that fails is tried again after growing pauses', async () => {
  let rounds = 0;
  const loop = startLoop({
    name: 'failing',
    round: async () => {
      rounds += 1;
      throw new Error('away');
    },
    pollMs: 60_000,
    log,
  });
  await jest.advanceTimersByTimeAsync(199);
  expect(rounds).toBe(1);
  await jest.advanceTimersByTimeAsync(1);
  expect(rounds).toBe(2);
  await jest.advanceTimersByTimeAsync(399);
  expect(rounds).toBe(2);
  await jest.advanceTimersByTimeAsync(1);
  expect(rounds).toBe(3);
  await loop.stop();
});
