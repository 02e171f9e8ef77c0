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

  /** Where the entries begin that are at least a bound, or after it. */
  const placeOf = (bound: Bound, after: boolean): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = sorted[middle];
      const difference = entry === undefined ? 0 : compare(entry.bound, bound);
      if (difference > 0 || (difference === 0 && !after)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const arrange = () => {
    if (fresh.length === 0) return;
    if (fresh.length > mostInserted) sorted = [...sorted, ...fresh].sort((a, b) => compare(a.bound, b.bound));
    else for (const entry of fresh) sorted.splice(placeOf(entry.bound, true), 0, entry);
    fresh = [];
  };
  const tell = (begin: number, end: number, found: Set<Item>) => {
    for (let at = begin; at < end; at += 1) {
      const entry = sorted[at];
      if (entry !== undefined) found.add(entry.item);
    }
  };
  return {
    count: (bound) => counts.get(bound) ?? 0,
    add(item, bound) {
      fresh.push({ item, bound });
      counts.set(bound, (counts.get(bound) ?? 0) + 1);
    },
    remove(item, bound) {
      arrange();
      const end = placeOf(bound, true);
      for (let at = placeOf(bound, false); at < end; at += 1) {
        if (sorted[at]?.item !== item) continue;
        sorted.splice(at, 1);
        const left = (counts.get(bound) ?? 0) - 1;
        if (left > 0) counts.set(bound, left);
        else counts.delete(bound);
        return;
      }
    },
    upTo(value, found) {
      arrange();
      tell(0, placeOf(value, true), found);
    },
    from(value, found) {
      arrange();
      tell(placeOf(value, false), sorted.length, found);
    },
  };
}
