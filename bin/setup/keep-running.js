import { setTimeout as delay } from 'node:timers/promises';
import { endProcess } from './processes.js';
import { say } from './say.js';

/**
 * A part that is to run for as long as Cadenza does.
 * @typedef {object} Part
 * @property {string} name
 * @property {number} layer parts of a higher layer use those of the lower ones
 * @property {() => Promise<import('node:child_process').ChildProcess>} start resolves when the part can be used
 * @property {NodeJS.Signals} stopSignal
 * @property {number} patience milliseconds it gets to end by itself
 */

const shortestPause = 250;
const longestPause = 15_000;
/** A part that ran this long before it ended counts as sound: the next pause is short again. */
const soundAfter = 30_000;

/**
 * Starts a part and starts it again whenever it ends, with growing pauses.
 * @param {Part} part
 * @returns {Promise<{ stop: () => Promise<void> }>} after the first start succeeded
 */
export async function keepRunning(part) {
  let stopping = false;
  let pause = shortestPause;
  let starting = part.start();
  let child = await starting;
  let startedAt = Date.now();

  const watch = () => {
    const { exitCode, signalCode } = child;
    if (exitCode !== null || signalCode !== null) void revive(exitCode, signalCode);
    else child.once('exit', (code, signal) => void revive(code, signal));
  };

  /** @param {number | null} code @param {string | null} signal */
  const revive = async (code, signal) => {
    if (stopping) return;
    if (Date.now() - startedAt > soundAfter) pause = shortestPause;
    say(`! ${part.name} ended unexpectedly (${signal ?? `exit code ${code}`}); starting it again`);
    for (;;) {
      await delay(pause);
      pause = Math.min(pause * 2, longestPause);
      if (stopping) return;
      try {
        starting = part.start();
        child = await starting;
        break;
      } catch (error) {
        say(`! ${part.name}: ${error instanceof Error ? error.message : error}`);
      }
    }
    startedAt = Date.now();
    if (stopping) await end();
    else watch();
  };

  const end = async () => {
    if (child.pid !== undefined) await endProcess(child.pid, { signal: part.stopSignal, patience: part.patience });
  };

  watch();
  return {
    stop: async () => {
      stopping = true;
      await starting.catch(() => undefined); // what is about to run would stay behind
      await end();
    },
  };
}
