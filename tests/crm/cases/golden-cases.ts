import type { JsonObject } from '../../../domain/json.ts';

/** Numbers from 0 to 1, the same for a seed. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What somebody did to a case, or how long its customer was on the portal (seconds). */
export type GoldenEntry = { readonly at: number } & ({ readonly set: JsonObject } | { readonly portal: number });
/** A case by what was done to it, oldest first; the first made it. */
export type GoldenCase = { readonly entries: readonly GoldenEntry[] };

const statuses = ['new', 'open', 'waiting-customer', 'waiting-third-party', 'resolved', 'closed'];
const priorities = ['low', 'moderate', 'high', 'critical'];
const hour = 3_600_000;

/** Cases of three weeks with all that happens to cases, at any second; users and queues are drawn from those given, and each case is of the next team. */
export function goldenCases(
  teams: readonly string[],
  {
    seed,
    start,
    owners,
    queues,
  }: { seed: number; start: number; owners: readonly string[]; queues: readonly string[] },
): GoldenCase[] {
  const random = dice(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const later = (from: number) => from + 1_000 * Math.ceil((random() ** 3 * 90 * hour) / 1_000 + 1);
  const anything: readonly ((at: number) => JsonObject)[] = [
    () => ({ status: pick(statuses) }),
    () => ({ status: pick(statuses) }),
    () => ({ status: pick(['resolved', 'closed']), resolvedThrough: pick(['agent', 'customer', 'portal']) }),
    () => ({ escalationLevel: Math.floor(random() * 4) }),
    () => ({ ownerId: pick(owners) }),
    () => ({ queue: pick(queues) }),
    () => ({ priority: pick(priorities) }),
    (at) => ({ firstResponseAt: new Date(at - 1_000 * Math.floor(random() * 60)).toISOString() }),
    () => ({ timeSpentMinutes: Math.floor(random() * 300) }),
    () => ({ costEntered: Math.floor(random() * 10_000), currency: pick(['EUR', 'PLN']) }),
  ];
  return teams.map((teamId) => {
    let at = start + 1_000 * Math.floor((random() * 18 * 24 * hour) / 1_000);
    const first = { title: 'Golden', teamId, ownerId: pick(owners), queue: pick(queues), priority: pick(priorities) };
    const entries: GoldenEntry[] = [{ at, set: first }];
    for (let left = Math.floor(random() * 9); left > 0; left -= 1) {
      at = later(at);
      entries.push(random() < 0.1 ? { at, portal: 1 + Math.floor(random() * 900) } : { at, set: pick(anything)(at) });
    }
    return { entries };
  });
}
