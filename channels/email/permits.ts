/** A counted lock: at most `count` are given at a time, in the order in which they were asked for. */
export function createPermits(count: number) {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    /** Waits for a permit. Without one after `timeoutMs` the answer is `busy`, after an abort `aborted`. */
    take(timeoutMs: number, signal?: AbortSignal): Promise<'given' | 'busy' | 'aborted'> {
      if (signal?.aborted) return Promise.resolve('aborted');
      if (free > 0) {
        free -= 1;
        return Promise.resolve('given');
      }
      return new Promise((resolve) => {
        const settle = (answer: 'given' | 'busy' | 'aborted') => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
          const place = waiting.indexOf(grant);
          if (place >= 0) waiting.splice(place, 1);
          resolve(answer);
        };
        const grant = () => settle('given');
        const onAbort = () => settle('aborted');
        const timer = setTimeout(() => settle('busy'), timeoutMs);
        signal?.addEventListener('abort', onAbort);
        waiting.push(grant);
      });
    },
    /** Gives one back. */
    give(): void {
      const next = waiting[0];
      if (next) next();
      else free += 1;
    },
  };
}
