import { closureOf } from './closures.ts';
import type { OperationNode, RuleNode } from './node.ts';
import { segmentsOf } from './path.ts';

/**
 * Something that a rule asks of its data: a part of the rule. Rules that ask the same have the same key, so that an index
 * over thousands of them computes it once for an event.
 */
export type Measure = { readonly key: string; readonly compile: () => (data: unknown) => unknown };

type Scalar = string | number | boolean;

/**
 * What must be so of a measure for a rule to be true. `equal`: it is (loosely) one of the values. `holds`: it is a list with
 * the value, or a text with it; `begins`: a text that begins with it. `above` and `below`: its order beside the bound is known and it is on that side, the bound
 * included; `orNone` where it may as well have no order beside it. `true` and `false`: it counts as such.
 */
export type Demand = { readonly measure: Measure } & (
  | { readonly kind: 'equal'; readonly values: readonly Scalar[] }
  | { readonly kind: 'holds'; readonly value: Scalar }
  | { readonly kind: 'begins'; readonly value: string }
  | { readonly kind: 'above' | 'below'; readonly bound: string | number; readonly orNone: boolean }
  | { readonly kind: 'true' | 'false' }
);

/** Demands one of which is met where a rule is true; none at all: it is never true. */
export type Demands = readonly Demand[];

/**
 * What a rule demands of what stands under the given roots of its data (`record`, `event` …): alternatives, each of which alone is
 * necessary for the rule to be true, so that an index may keep the rule by any one of them. None: nothing can be demanded, the
 * rule must be judged. They are not sufficient: whoever finds a demand met has the rule judged by `evaluate`.
 */
export function demandsOf(node: RuleNode, roots: ReadonlySet<string>): readonly Demands[] {
  return demands(node, true, roots);
}

/** How many events meet a demand, as far as its kind tells: the less, the better for an index. */
export function breadthOf(demand: Demand): number {
  if (demand.kind === 'equal')
    return demand.values.reduce<number>((sum, value) => sum + (typeof value === 'boolean' ? 50 : 1), 0);
  if (demand.kind === 'holds' || demand.kind === 'begins') return 2;
  return demand.kind === 'above' || demand.kind === 'below' ? 20 : 200;
}

type Found = readonly Demands[];

/** Those of `node` being true, or being false. */
function demands(node: RuleNode, wanted: boolean, roots: ReadonlySet<string>): Found {
  if (node.kind !== 'operation') return [];
  const { operator, args } = node;
  if (operator === 'and' || operator === 'or') {
    const parts = args.map((arg) => demands(arg, wanted, roots));
    return (operator === 'and') === wanted ? parts.flat() : together(parts);
  }
  const [only] = args;
  if ((operator === '!' || operator === '!!') && only !== undefined)
    return demands(only, wanted === (operator === '!!'), roots);
  const found = compared(node, wanted, roots);
  return found.length > 0 ? found : counted(node, wanted, roots);
}

/** One of the parts must hold: where nothing can be demanded of one of them, nothing can of all. */
function together(parts: readonly Found[]): Found {
  const chosen = parts.map(narrowest);
  const known = chosen.filter((part) => part !== undefined);
  return known.length === chosen.length ? [known.flat()] : [];
}

function narrowest(found: Found): Demands | undefined {
  const breadth = (all: Demands) => all.reduce((sum, demand) => sum + breadthOf(demand), 0);
  return found.reduce<Demands | undefined>(
    (best, all) => (best === undefined || breadth(all) < breadth(best) ? all : best),
    undefined,
  );
}

/** The node as a whole counts as true, or as false. */
function counted(node: OperationNode, wanted: boolean, roots: ReadonlySet<string>): Found {
  const measure = measureOf(node, roots);
  return measure ? [[{ measure, kind: wanted ? 'true' : 'false' }]] : [];
}

/** A comparison with a literal, by which the rules that compare the same can be told apart. */
function compared(node: OperationNode, wanted: boolean, roots: ReadonlySet<string>): Found {
  const { operator, args, field } = node;
  const [a, b, c] = args;
  if (operator === 'changedTo' && wanted && field !== undefined) {
    const read: RuleNode = { ...node, operator: 'var', args: [{ kind: 'value', value: `record.${field}`, at: '' }] };
    return equal(plainVar(read), literalsOf(a), roots);
  }
  if ((operator === '==' || operator === '===') && wanted)
    return a?.kind === 'value' ? equal(b, literalsOf(a), roots) : equal(a, literalsOf(b), roots);
  if (operator === 'in' && wanted && b?.kind === 'value')
    return Array.isArray(b.value) && b.value.every(isScalar) ? equal(a, b.value, roots) : [];
  if (operator === 'startsWith' && wanted) return begins(a, literalsOf(b), roots);
  if (operator === 'in' && wanted) return holds(b, literalsOf(a), roots);
  if (operator === 'contains' && wanted) return holds(a, literalsOf(b), roots);
  const side = sides[operator];
  if (side === undefined) return [];
  if (c === undefined) return bounded(side, { a, b, wanted, roots });
  // a < b < c: both must hold; of its being false nothing simple follows.
  const second = bounded(side, { a: b, b: c, wanted, roots });
  return wanted ? [...bounded(side, { a, b, wanted, roots }), ...second] : [];
}

/** Without the field of a `changed`: what remains reads the record only. */
function plainVar({ field: _, ...node }: OperationNode): OperationNode {
  return node;
}

const sides: { readonly [operator: string]: 'above' | 'below' } = {
  '<': 'below',
  '<=': 'below',
  '>': 'above',
  '>=': 'above',
};

function equal(node: RuleNode | undefined, values: readonly Scalar[], roots: ReadonlySet<string>): Found {
  const measure = values.length === 0 || node === undefined ? undefined : measureOf(node, roots);
  return measure ? [[{ measure, kind: 'equal', values }]] : [];
}

function holds(node: RuleNode | undefined, [value]: readonly Scalar[], roots: ReadonlySet<string>): Found {
  const measure = value === undefined || node === undefined ? undefined : measureOf(node, roots);
  return measure && value !== undefined ? [[{ measure, kind: 'holds', value }]] : [];
}

function begins(node: RuleNode | undefined, [value]: readonly Scalar[], roots: ReadonlySet<string>): Found {
  const measure = typeof value !== 'string' || node === undefined ? undefined : measureOf(node, roots);
  return measure && typeof value === 'string' ? [[{ measure, kind: 'begins', value }]] : [];
}

type Sides = {
  readonly a: RuleNode | undefined;
  readonly b: RuleNode | undefined;
  readonly wanted: boolean;
  readonly roots: ReadonlySet<string>;
};

function bounded(side: 'above' | 'below', { a, b, wanted, roots }: Sides): Found {
  const [literal, node] = a?.kind === 'value' ? [a, b] : [b, a];
  const bound = literal?.kind === 'value' ? literal.value : undefined;
  if ((typeof bound !== 'string' && !Number.isFinite(bound)) || node === undefined) return [];
  const measure = measureOf(node, roots);
  if (measure === undefined) return [];
  // The literal on the left turns the comparison round, and so does its being false.
  const turned = (a?.kind === 'value') !== !wanted;
  const kind = turned === (side === 'above') ? 'below' : 'above';
  return [[{ measure, kind, bound: bound as string | number, orNone: !wanted }]];
}

function literalsOf(node: RuleNode | undefined): readonly Scalar[] {
  return node?.kind === 'value' && isScalar(node.value) ? [node.value] : [];
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

const noSlots = new Map<string, unknown>();

/** A part that the data under the roots is enough for; literals measure nothing. */
function measureOf(node: RuleNode, roots: ReadonlySet<string>): Measure | undefined {
  if (node.kind !== 'operation' || !seesOnly(node, roots)) return undefined;
  return {
    key: keyOf(node),
    compile() {
      const closure = closureOf(node);
      return (data) => closure(data, { root: data, slots: noSlots, visits: 0 });
    },
  };
}

/** Whether a part of a rule reads nothing but what stands under these roots of its data: no lookup, and no path that is not known. */
export function seesOnly(node: RuleNode, roots: ReadonlySet<string>): boolean {
  if (node.kind === 'value') return true;
  if (node.kind === 'list') return node.items.every((item) => seesOnly(item, roots));
  const { operator, args, slot, field } = node;
  if (slot !== undefined) return false;
  if (field !== undefined && !(roots.has('record') && roots.has('previous'))) return false;
  if (operator === 'daysSince' && !roots.has('now')) return false;
  const [first, ...rest] = args;
  if (operator === 'var')
    return first?.kind === 'value' && isUnder(first.value, roots) && rest.every((arg) => seesOnly(arg, roots));
  if (operator === 'missing') return args.every((arg) => namesPaths(arg, roots));
  if (operator === 'missing_some')
    return rest.every((arg) => namesPaths(arg, roots)) && (!first || seesOnly(first, roots));
  // Inside an iteration `var` reads the element; only lookups and the clock reach beyond it.
  if (iterating.has(operator)) {
    const [each, ...start] = rest;
    return [first, ...start].every((arg) => !arg || seesOnly(arg, roots)) && (!each || seesElement(each, roots));
  }
  return args.every((arg) => seesOnly(arg, roots));
}

const iterating: ReadonlySet<string> = new Set(['map', 'filter', 'reduce', 'all', 'none', 'some']);

function seesElement(node: RuleNode, roots: ReadonlySet<string>): boolean {
  if (node.kind === 'value') return true;
  if (node.kind === 'list') return node.items.every((item) => seesElement(item, roots));
  const { operator, args, slot, field } = node;
  if (slot !== undefined || (field !== undefined && !(roots.has('record') && roots.has('previous')))) return false;
  return (operator !== 'daysSince' || roots.has('now')) && args.every((arg) => seesElement(arg, roots));
}

function namesPaths(node: RuleNode, roots: ReadonlySet<string>): boolean {
  if (node.kind === 'list') return node.items.every((item) => namesPaths(item, roots));
  if (node.kind !== 'value') return false;
  return (Array.isArray(node.value) ? node.value : [node.value]).every((path) => isUnder(path, roots));
}

function isUnder(path: unknown, roots: ReadonlySet<string>): boolean {
  const [root] = segmentsOf(path);
  return root !== undefined && roots.has(root);
}

/** A rule's part as text: the same for the same, whatever the rule around it. */
function keyOf(node: RuleNode): string {
  if (node.kind === 'value') return JSON.stringify(node.value) ?? 'null';
  if (node.kind === 'list') return `[${node.items.map(keyOf).join()}]`;
  const { operator, field, args } = node;
  return `{${operator}${field === undefined ? '' : ` ${JSON.stringify(field)}`}:${args.map(keyOf).join()}}`;
}
