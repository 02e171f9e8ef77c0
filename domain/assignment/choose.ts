/** Somebody who could take a record. */
export type Candidate = {
  readonly userId: string;
  readonly active: boolean;
  /** Away by an absence. */
  readonly absent: boolean;
  /** Within the working hours of the own calendar. */
  readonly onShift: boolean;
  /** Records of this kind that are the user's and still open. */
  readonly open: number;
  /** Most open records; null for no limit. */
  readonly capacity: number | null;
  readonly skills: readonly string[];
  readonly territories: readonly string[];
  /** Number of the last turn in this pool, 0 before the first: who has the lowest is next. */
  readonly turn: number;
};

export type Strategy = 'first' | 'round-robin' | 'least-busy';

export type Wanted = {
  readonly strategy: Strategy;
  /** All of these. */
  readonly skills: readonly string[];
  /** One of the candidate's, where it is named. */
  readonly territory: string | null;
  /** Whether people off shift are left out. */
  readonly onShiftOnly: boolean;
  /** Who has the account already: taken when able to, whatever the strategy. */
  readonly preferred: string | null;
};

/** Whoever has the fewest open, whatever they can do. */
export const leastBusy: Wanted = {
  strategy: 'least-busy',
  skills: [],
  territory: null,
  onShiftOnly: false,
  preferred: null,
};

/** Why somebody was passed over; in the order in which it is asked. */
export type PassedOver = 'inactive' | 'absent' | 'off-shift' | 'skills' | 'territory' | 'at-capacity';

/** The reason that is kept with an assignment. */
export type Assignment = {
  readonly userId: string | null;
  /** `user`: somebody was named. */
  readonly by: Strategy | 'user' | 'same-account' | 'nobody';
  /** How many could have taken it. */
  readonly able: number;
  /** How many open records of this kind were theirs, where that decided. */
  readonly open?: number;
  readonly passedOver: readonly { readonly userId: string; readonly why: PassedOver }[];
  /** Who was named, is away, and is stood in for by `userId`. */
  readonly insteadOf?: string;
};

/**
 * Who takes it. Those who cannot are passed over and keep their turn. `round-robin` gives it to whoever had no turn for longest,
 * `least-busy` to whoever has the fewest open, between equals by turn. With nobody able, `userId` is null.
 */
export function chooseAssignee(candidates: readonly Candidate[], wanted: Wanted): Assignment {
  const judged = candidates.map((candidate) => ({ candidate, why: obstacle(candidate, wanted) }));
  const able = judged.filter(({ why }) => why === null).map(({ candidate }) => candidate);
  const passedOver = judged.flatMap(({ candidate, why }) => (why === null ? [] : [{ userId: candidate.userId, why }]));
  const rest = { able: able.length, passedOver };
  const preferred = able.find(({ userId }) => userId === wanted.preferred);
  if (preferred) return { userId: preferred.userId, by: 'same-account', ...rest };
  const [chosen] = wanted.strategy === 'first' ? able : [...able].sort(orders[wanted.strategy]);
  if (!chosen) return { userId: null, by: 'nobody', ...rest };
  const busy = wanted.strategy === 'least-busy' ? { open: chosen.open } : {};
  return { userId: chosen.userId, by: wanted.strategy, ...rest, ...busy };
}

type Order = (a: Candidate, b: Candidate) => number;
const byTurn: Order = (a, b) => a.turn - b.turn || (a.userId < b.userId ? -1 : 1);
const orders: { readonly [K in Exclude<Strategy, 'first'>]: Order } = {
  'round-robin': byTurn,
  'least-busy': (a, b) => a.open - b.open || byTurn(a, b),
};

function obstacle(candidate: Candidate, { skills, territory, onShiftOnly }: Wanted): PassedOver | null {
  if (!candidate.active) return 'inactive';
  if (candidate.absent) return 'absent';
  if (onShiftOnly && !candidate.onShift) return 'off-shift';
  if (!skills.every((skill) => candidate.skills.includes(skill))) return 'skills';
  if (territory !== null && !candidate.territories.includes(territory)) return 'territory';
  return candidate.capacity !== null && candidate.open >= candidate.capacity ? 'at-capacity' : null;
}
