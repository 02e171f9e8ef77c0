import type { JsonObject } from '../../../domain/json.ts';

/** Numbers drawn from a seed. */
export type Random = { readonly below: (limit: number) => number; readonly pick: <T>(list: readonly T[]) => T };

/** A step as it is drawn. */
export type Step = {
  readonly type: string;
  readonly config: JsonObject;
  readonly next: Record<string, string | null>;
  readonly retry?: JsonObject;
  readonly onError?: 'continue';
};

/** Up to three tries. */
export function retried(random: Random): Pick<Step, 'retry'> {
  const attempts = 1 + random.below(3);
  return attempts === 1 ? {} : { retry: { attempts, first: 'PT20M', max: 'PT1H' } };
}

/** Numbers drawn from a seed: mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed * 0x9e3779b1;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return Math.floor((((value ^ (value >>> 14)) >>> 0) / 0x1_0000_0000) * limit);
  };
  return { below, pick: <T>(list: readonly T[]): T => list[below(list.length)] as T };
}
