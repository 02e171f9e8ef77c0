import { keepRunning } from './keep-running.js';

/**
 * The parts that run now. They are stopped layer by layer, the highest first: what uses a service ends before the service.
 */
export function createPartSet() {
  /** @type {{ layer: number, stop: () => Promise<void> }[]} */
  const running = [];
  /** @type {Set<Promise<void>>} */
  const starting = new Set();
  let stopping = false;

  return {
    get stopping() {
      return stopping;
    },
    /** Resolves when the part can be used. @param {import('./keep-running.js').Part} part */
    async add(part) {
      if (stopping) throw new Error(`${part.name} is not started any more`);
      const started = keepRunning(part).then(({ stop }) => void running.push({ layer: part.layer, stop }));
      starting.add(started);
      await started.finally(() => starting.delete(started));
    },
    async stop() {
      stopping = true;
      await Promise.allSettled(starting);
      const layers = [...new Set(running.map(({ layer }) => layer))].sort((a, b) => b - a);
      for (const layer of layers) {
        await Promise.all(running.filter((part) => part.layer === layer).map((part) => part.stop()));
      }
    },
  };
}
