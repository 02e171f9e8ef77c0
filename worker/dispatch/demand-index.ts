import { breadthOf, type Demand, type Demands, type Measure } from '../../domain/logic/demand.ts';
import { createHolder, type Holder } from './demand-holders.ts';

/** Items by what their rules demand of data. */
export type DemandIndex<Item> = {
  /** Keeps an item by one of its alternatives: the one that fewest others share. @returns that one, for `remove` */
  readonly add: (item: Item, alternatives: readonly Demands[]) => Demands;
  readonly remove: (item: Item, demands: Demands) => void;
  /** Every item of which a demand is met, and some of which none is: their rules are to be judged. */
  readonly find: (data: object) => ReadonlySet<Item>;
};

type Measured<Item> = {
  readonly compute: ReturnType<Measure['compile']>;
  readonly items: Set<Item>;
  readonly holders: Holder<Item>[];
};

/**
 * An index over the rules of thousands of items: each measure is computed once for an event, and the demands that it meets
 * are found by its value. So an event costs what the rules ask of it, not how many they are.
 */
export function createDemandIndex<Item>(): DemandIndex<Item> {
  const measured = new Map<string, Measured<Item>>();
  /** The same in a row: with thousands of measures it counts how they are gone through. */
  let row: readonly Measured<Item>[] | null = null;
  return {
    add(item, alternatives) {
      const demands = narrowest(measured, alternatives);
      for (const demand of demands) {
        const { measure, kind } = demand;
        const entry = measured.get(measure.key) ?? { compute: measure.compile(), items: new Set(), holders: [] };
        measured.set(measure.key, entry);
        const holder = holderOf(entry, kind) ?? createHolder<Item>(kind);
        if (!entry.holders.includes(holder)) entry.holders.push(holder);
        entry.items.add(item);
        holder.put(item, demand);
        row = null;
      }
      return demands;
    },
    remove(item, demands) {
      for (const demand of demands) {
        const entry = measured.get(demand.measure.key);
        if (!entry) continue;
        entry.items.delete(item);
        holderOf(entry, demand.kind)?.take(item, demand);
        if (entry.items.size > 0) continue;
        measured.delete(demand.measure.key);
        row = null;
      }
    },
    find(data) {
      const found = new Set<Item>();
      row ??= [...measured.values()];
      for (let at = 0; at < row.length; at += 1) {
        const entry = row[at];
        if (entry !== undefined) collect(entry, data, found);
      }
      return found;
    },
  };
}

const holderOf = <Item>({ holders }: Measured<Item>, kind: Demand['kind']) =>
  holders.find((holder) => holder.kind === kind);

type Measures<Item> = ReadonlyMap<string, Measured<Item>>;

function narrowest<Item>(measured: Measures<Item>, alternatives: readonly Demands[]): Demands {
  const breadth = (demand: Demand) => {
    const entry = measured.get(demand.measure.key);
    const holder = entry && holderOf(entry, demand.kind);
    return breadthOf(demand) + (holder?.shared(demand) ?? 0);
  };
  const sized = alternatives.map((demands) => ({
    demands,
    size: demands.reduce((sum, demand) => sum + breadth(demand), 0),
  }));
  return sized.sort((a, b) => a.size - b.size)[0]?.demands ?? [];
}

function collect<Item>({ compute, items, holders }: Measured<Item>, data: object, found: Set<Item>): void {
  let value: unknown;
  try {
    value = compute(data) ?? null;
  } catch {
    // It costs too much: whether a rule gets there at all, only judging it tells.
    for (const item of items) found.add(item);
    return;
  }
  for (let at = 0; at < holders.length; at += 1) holders[at]?.collect(value, found);
}
