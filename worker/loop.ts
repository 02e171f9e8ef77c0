import type { Logger } from '../crm/log.ts';

export type Loop = {
  /** Looks now instead of at the next poll. */
  readonly wake: () => void;
  /** Ends after the round under way. */
  readonly stop: () => Promise<void>;
};

type Options = {
  readonly name: string;
  /** @returns how much it found to do */
  readonly round: () => Promise<number>;
  readonly pollMs: number;
  readonly log: Logger;
};

/**
 * Calls `round` again at once while it found work, else when woken or after `pollMs`. A round that fails is logged by its
 * name and tried again with growing pauses, up to 5 seconds.
 */
export function startLoop({ name, round, pollMs, log }: Options): Loop {
  let stopped = false;
  let woken = false;
  const pause = createPause();
  const wake = () => {
    woken = true;
    pause.end();
  };
  const run = async () => {
    for (let failures = 0; !stopped; ) {
      woken = false;
      try {
        const found = await round();
        failures = 0;
        if (found === 0 && !woken && !stopped) await pause.rest(pollMs);
      } catch (error) {
        failures += 1;
        log.warn({ event: 'loop.failed', loop: name, failures, err: error });
        if (!stopped) await pause.rest(Math.min(5000, 100 * 2 ** failures));
      }
    }
  };
  const ended = run();
  return {
    wake,
    async stop() {
      stopped = true;
      wake();
      await ended;
    },
  };
}

/** Rests that can be cut short. */
function createPause() {
  let release: (() => void) | undefined;
  return {
    rest: (ms: number) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        release = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    end: () => release?.(),
  };
}
