import { setTimeout as delay } from 'node:timers/promises';

/** Asks again every 50 ms until the answer is neither false nor undefined; a throw counts as no answer yet. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  { patience = 120_000 }: { patience?: number } = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + patience;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== false && answer !== undefined && answer !== null) return answer;
    } catch (error) {
      last = error;
    }
    await delay(50);
  }
  throw new Error(`After ${patience} ms still not: ${what}${last === undefined ? '' : ` (${last})`}`);
}
