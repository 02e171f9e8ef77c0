import { readFileSync, readlinkSync } from 'node:fs';
import { PROGRESS } from './render-messages.ts';

/** Ticks in the time of an item. */
export const TICKS = 10;

type Watch = {
  readonly clock: Int32Array<SharedArrayBuffer>;
  readonly timeoutMs: number;
  /** Processor time of the thread so far, in ms. */
  readonly spent: () => number;
  readonly tooLong: () => void;
};

/**
 * To be called at each tick: calls `tooLong` when the thread has been at the same item for all of the ticks and has itself
 * worked as long. Neither a machine too busy for it nor what the rest of the process does puts the blame on a template.
 */
export function itemWatch({ clock, timeoutMs, spent, tooLong }: Watch): () => void {
  let seen = '';
  let ticks = 0;
  let since = spent();
  return () => {
    const item = Atomics.load(clock, PROGRESS.item);
    const now = `${item} ${Atomics.load(clock, PROGRESS.since)}`;
    ticks = now === seen ? ticks + 1 : 0;
    if (ticks === 0) since = spent();
    seen = now;
    if (item >= 0 && ticks >= TICKS && spent() - since >= timeoutMs) tooLong();
  };
}

/** What `threadTime` knows the calling thread by; null where the system does not say. */
export function threadName(): string | null {
  try {
    return readlinkSync('/proc/thread-self');
  } catch {
    return null;
  }
}

/** Processor time of a thread in ms, or of the whole process where the system tells no more. */
export function threadTime(name: string | null): number {
  try {
    if (name !== null) return Number(readFileSync(`/proc/${name}/schedstat`, 'utf8').split(' ', 1)[0]) / 1e6;
  } catch {
    // Not every system keeps it.
  }
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
