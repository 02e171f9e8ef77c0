import { setTimeout as delay } from 'node:timers/promises';
import { SetupError } from './say.js';

const patience = 120_000;

/**
 * Waits until the API says that everything is ready.
 * @param {{ port: number, isStopping: () => boolean }} options
 */
export async function untilReady({ port, isStopping }) {
  const deadline = Date.now() + patience;
  let last = 'it does not answer';
  while (!isStopping()) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(3000) });
      last = await answer.text();
      if (answer.ok) return;
    } catch {
      // not listening yet
    }
    if (Date.now() > deadline) throw new SetupError(`Cadenza did not get ready in ${patience / 1000} seconds: ${last}`);
    await delay(100);
  }
}
