import { setTimeout as delay } from 'node:timers/promises';

/** Does work again while what it needs is away, for a minute. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries >= 240) throw error;
      await delay(250);
    }
  }
}
