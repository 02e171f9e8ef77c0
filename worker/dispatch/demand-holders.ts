import type { Demand } from '../../domain/logic/demand.ts';
import { foldCase, order, truthy } from '../../domain/logic/values.ts';
import { type Bounds, createBounds } from './bounds.ts';

/** The demands of one kind on one measure, by the values that meet them. */
export type Holder<Item, K extends Demand['kind'] = Demand['kind']> = {
  readonly kind: K;
  readonly put: (item: Item, demand: DemandOf<K>) => void;
  readonly take: (item: Item, demand: DemandOf<K>) => void;
  /** How many items have the very same demand. */
  readonly shared: (demand: DemandOf<K>) => number;
  /** Adds every item whose demand the value meets, and now and then one whose demand it does not. */
  readonly collect: (value: unknown, found: Set<Item>) => void;
};
type Side = 'above' | 'below';
type DemandOf<K extends Demand['kind']> = Demand & { readonly kind: K };

/** Made when the first demand of a kind comes: a measure pays for what is asked of it. */
export function createHolder<Item>(kind: Demand['kind']): Holder<Item> {
  // Each holder is given demands of its own kind only: `createDemandIndex` keeps them by it.
  return makers[kind]() as unknown as Holder<Item>;
}

function equalHolder<Item>(): Holder<Item, 'equal'> {
  const groups: Groups<Item> = new Map();
  return {
    kind: 'equal',
    put: (item, { values }) => join(groups, values.flatMap(keysOf), item),
    take: (item, { values }) => leave(groups, values.flatMap(keysOf), item),
    shared: ({ values }) => sum(values.map((value) => sharing(groups, keysOf(value)))),
    collect(value, found) {
      for (const key of keysOf(value)) addAll(groups.get(key), found);
    },
  };
}

/** Of a list its items, of a text its parts, small and capital letters alike. */
function partHolder<Item>(): Holder<Item, 'holds'> {
  const groups: Groups<Item> = new Map();
  const parts = new Map<string, { readonly text: string; readonly folded: string }>();
  return {
    kind: 'holds',
    put(item, { value }) {
      const text = String(value);
      join(groups, keysOf(value), item);
      for (const key of keysOf(value)) parts.set(key, { text, folded: foldCase(text) });
    },
    take(item, { value }) {
      leave(groups, keysOf(value), item);
      for (const key of keysOf(value)) if (!groups.has(key)) parts.delete(key);
    },
    shared: ({ value }) => sharing(groups, keysOf(value)),
    collect(value, found) {
      if (Array.isArray(value)) {
        for (const one of value) for (const key of keysOf(one)) addAll(groups.get(key), found);
      } else if (typeof value === 'string') {
        const folded = foldCase(value);
        for (const [key, part] of parts)
          if (folded.includes(part.folded) || value.includes(part.text)) addAll(groups.get(key), found);
      }
    },
  };
}

function beginHolder<Item>(): Holder<Item, 'begins'> {
  const groups: Groups<Item> = new Map();
  return {
    kind: 'begins',
    put: (item, { value }) => join(groups, [foldCase(value)], item),
    take: (item, { value }) => leave(groups, [foldCase(value)], item),
    shared: ({ value }) => sharing(groups, [foldCase(value)]),
    collect(value, found) {
      if (typeof value !== 'string') return;
      const folded = foldCase(value);
      for (const [start, items] of groups) if (folded.startsWith(start)) addAll(items, found);
    },
  };
}

/** Numbers beside numbers, texts beside texts; a text that is a number also counts as one beside a number. */
function sideHolder<Item>(side: Side): Holder<Item, Side> {
  const numbers = createBounds<Item, number>((a, b) => a - b);
  const texts = createBounds<Item, string>((a, b) => order(a, b) ?? 0);
  const orNone = { number: new Set<Item>(), text: new Set<Item>() };
  const tell = <Bound>(bounds: Bounds<Item, Bound>, value: Bound, found: Set<Item>) =>
    side === 'above' ? bounds.upTo(value, found) : bounds.from(value, found);
  return {
    kind: side,
    put(item, demand) {
      const { bound } = demand;
      if (typeof bound === 'string') texts.add(item, bound);
      if (!Number.isNaN(Number(bound))) numbers.add(item, Number(bound));
      if (demand.orNone) orNone[typeof bound === 'string' ? 'text' : 'number'].add(item);
    },
    take(item, { bound }) {
      if (typeof bound === 'string') texts.remove(item, bound);
      if (!Number.isNaN(Number(bound))) numbers.remove(item, Number(bound));
      orNone.number.delete(item);
      orNone.text.delete(item);
    },
    shared: ({ bound }) => (typeof bound === 'string' ? texts.count(bound) : numbers.count(bound)),
    collect(value, found) {
      if (typeof value === 'string') tell(texts, value, found);
      else addAll(orNone.text, found);
      if (typeof value !== 'number') addAll(orNone.number, found);
      const number = value === null || typeof value === 'object' ? Number.NaN : Number(value);
      if (!Number.isNaN(number)) tell(numbers, number, found);
    },
  };
}

function truthHolder<Item>(wanted: boolean): Holder<Item, 'true' | 'false'> {
  const items = new Set<Item>();
  return {
    kind: wanted ? 'true' : 'false',
    put: (item) => items.add(item),
    take: (item) => items.delete(item),
    shared: () => items.size,
    collect(value, found) {
      if (truthy(value) === wanted) addAll(items, found);
    },
  };
}

const makers = {
  equal: equalHolder,
  holds: partHolder,
  begins: beginHolder,
  above: () => sideHolder('above'),
  below: () => sideHolder('below'),
  true: () => truthHolder(true),
  false: () => truthHolder(false),
} as const satisfies { readonly [K in Demand['kind']]: () => unknown };

type Groups<Item> = Map<string, Set<Item>>;

function join<Item>(groups: Groups<Item>, keys: readonly string[], item: Item): void {
  for (const key of keys) groups.set(key, (groups.get(key) ?? new Set()).add(item));
}

function leave<Item>(groups: Groups<Item>, keys: readonly string[], item: Item): void {
  for (const key of keys) {
    const items = groups.get(key);
    if (items?.delete(item) && items.size === 0) groups.delete(key);
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0);

const sharing = <Item>(groups: Groups<Item>, keys: readonly string[]) =>
  Math.max(0, ...keys.map((key) => groups.get(key)?.size ?? 0));

function addAll<Item>(items: ReadonlySet<Item> | undefined, found: Set<Item>): void {
  if (items !== undefined && items.size > 0) for (const item of items) found.add(item);
}

/** Keys of which two values that are loosely equal have one in common: what they are as numbers, and texts as they stand. */
function keysOf(value: unknown): readonly string[] {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return [];
  const number = Number(value);
  const asNumber = Number.isNaN(number) ? [] : [`#${number}`];
  return typeof value === 'string' ? [`=${value}`, ...asNumber] : asNumber;
}
