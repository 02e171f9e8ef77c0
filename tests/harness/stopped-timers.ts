import { jest } from '@jest/globals';

/** All that can be faked but `setTimeout`. */
const real = [
  'Date',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
] as const;

/**
 * Does something while the timers that it sets stand still, but for the time that `pass` lets go by: what ends a silence is
 * then no matter of how busy the machine is. The network goes on as ever.
 */
export async function withTimersStopped<T>(work: (pass: (ms: number) => void) => Promise<T>): Promise<T> {
  jest.useFakeTimers({ doNotFake: [...real] });
  try {
    return await work((ms) => jest.advanceTimersByTime(ms));
  } finally {
    jest.useRealTimers();
  }
}
