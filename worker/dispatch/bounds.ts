/** Items by bounds of one type, for finding those on one side of a value. */
export type Bounds<Item, Bound> = {
  readonly add: (item: Item, bound: Bound) => void;
  readonly remove: (item: Item, bound: Bound) => void;
  /** How many have this very bound. */
  readonly count: (bound: Bound) => number;
  /** Adds every item with a bound that is at most the value, or at least. */
  readonly upTo: (value: Bound, found: Set<Item>) => void;
  readonly from: (value: Bound, found: Set<Item>) => void;
};

type Entry<Item, Bound> = { readonly item: Item; readonly bound: Bound };

/** So many that came since are put in their places one by one; more are sorted together. */
const mostInserted = 50;

/** Kept in order; what comes is put into it when somebody asks. */
export function createBounds<Item, Bound>(compare: (a: Bound, b: Bound) => number): Bounds<Item, Bound> {
  let sorted: Entry<Item, Bound>[] = [];
  let fresh: Entry<Item, Bound>[] = [];
  const counts = new Map<Bound, number>();
  const place = (bound: Bound, after: boolean) => placeOf(sorted, (other) => compare(other, bound), after);

  const arrange = () => {
    if (fresh.length === 0) return;
    if (fresh.length > mostInserted) sorted = [...sorted, ...fresh].sort((a, b) => compare(a.bound, b.bound));
    else for (const entry of fresh) sorted.splice(place(entry.bound, true), 0, entry);
    fresh = [];
  };
  const count = (bound: Bound, change: number) => {
    const now = (counts.get(bound) ?? 0) + change;
    if (now > 0) counts.set(bound, now);
    else counts.delete(bound);
  };
  return {
    count: (bound) => counts.get(bound) ?? 0,
    add(item, bound) {
      fresh.push({ item, bound });
      count(bound, 1);
    },
    remove(item, bound) {
      arrange();
      const begin = place(bound, false);
      const own = sorted.slice(begin, place(bound, true)).findIndex((entry) => entry.item === item);
      if (own < 0) return;
      sorted.splice(begin + own, 1);
      count(bound, -1);
    },
    upTo(value, found) {
      arrange();
      addFrom(sorted, 0, { end: place(value, true), found });
    },
    from(value, found) {
      arrange();
      addFrom(sorted, place(value, false), { end: sorted.length, found });
    },
  };
}

/** Where in sorted entries those begin that are at least a bound, or after it. */
function placeOf<Item, Bound>(
  sorted: readonly Entry<Item, Bound>[],
  differenceTo: (bound: Bound) => number,
  after: boolean,
): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = sorted[middle];
    const difference = entry === undefined ? 0 : differenceTo(entry.bound);
    if (difference > 0 || (difference === 0 && !after)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function addFrom<Item, Bound>(
  entries: readonly Entry<Item, Bound>[],
  begin: number,
  { end, found }: { end: number; found: Set<Item> },
): void {
  for (let at = begin; at < end; at += 1) {
    const entry = entries[at];
    if (entry !== undefined) found.add(entry.item);
  }
}
