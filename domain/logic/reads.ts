import type { OperationNode, RuleNode } from './node.ts';
import { segmentsOf } from './path.ts';
import type { LookupSlot } from './slots.ts';

/**
 * Something a rule reads. `root` is `record`, `previous`, `event`, `related`, `vars`, `steps`, `contact`, `owner`, `run`
 * or `now`; `field` what comes after it (`properties.plan` of an event, the id of a step), nothing for the whole;
 * `relation` the relation of `related`.
 */
export type RuleRead = { readonly root: string; readonly relation?: string; readonly field?: string };

/** A path whose value must be one of a few for the rule to be true. */
export type EqualityGuard = { readonly path: string; readonly values: readonly (string | number | boolean)[] };

/** Conditions that the rule as a whole implies: all must hold, so an index over them finds every candidate. */
export type RuleGuards = { readonly equals: readonly EqualityGuard[]; readonly changed: readonly string[] };

/** Whether a rule reads what a run makes itself, and no event tells of: its variables and the results of its steps. */
export function readsProgress({ reads }: { readonly reads: readonly RuleRead[] }): boolean {
  return reads.some(({ root }) => root === 'vars' || root === 'steps');
}

/** All operations of a rule, those inside the rule of a lookup left out: these see other data. */
export function operationsOf(node: RuleNode): readonly OperationNode[] {
  if (node.kind === 'value') return [];
  if (node.kind === 'list') return node.items.flatMap(operationsOf);
  return [node, ...node.args.flatMap(operationsOf)];
}

/** What a rule reads, each once, those parts included that an iteration reads of its list. */
export function readsOf(node: RuleNode): readonly RuleRead[] {
  const found = new Map<string, RuleRead>();
  for (const read of collect(node)) found.set(JSON.stringify([read.root, read.relation, read.field]), read);
  return [...found.values()];
}

function collect(node: RuleNode): readonly RuleRead[] {
  if (node.kind === 'value') return [];
  if (node.kind === 'list') return node.items.flatMap(collect);
  const { operator, args, slot, inner, field } = node;
  if (slot !== undefined && slot.kind !== 'rates')
    return readsOfLookup(slot, inner === undefined ? [] : collect(inner));
  if (field !== undefined) return [{ root: 'record', field }, { root: 'previous', field }, ...args.flatMap(collect)];
  if (operator === 'var') return [...pathsRead(args.slice(0, 1)), ...args.slice(1).flatMap(collect)];
  if (operator === 'missing' || operator === 'missing_some') return pathsRead(args);
  if (isIteration(node)) return [...collectFirst(args), ...args.slice(2).flatMap(collect)];
  const clock = operator === 'daysSince' ? [{ root: 'now' }] : [];
  const currency = slot?.kind === 'rates' ? args.flatMap(collect).map((read) => ({ ...read, field: 'currency' })) : [];
  return [...args.flatMap(collect), ...clock, ...currency];
}

/** What a lookup reads beside events; `inside` is what its own rule reads. */
function readsOfLookup(slot: LookupSlot, inside: readonly RuleRead[]): readonly RuleRead[] {
  const clock = inside.filter(({ root }) => root === 'now');
  if (slot.kind === 'reachable') return [{ root: 'contact', field: slot.channel === 'email' ? 'email' : 'phone' }];
  if (slot.kind === 'performed') {
    return [
      ...(slot.within === undefined ? clock : [{ root: 'now' }]),
      // From when on events count is told by the arrival at the step.
      ...(typeof slot.since === 'object' ? [{ root: 'steps', field: slot.since.step }] : []),
    ];
  }
  if (slot.kind !== 'aggregate') return [];
  const { relation, field } = slot;
  const fields = inside.filter(({ root }) => root === 'record');
  const sum = field === undefined ? [] : [{ root: 'record', field }];
  const across = [...fields, ...sum].map((read) => ({ ...read, root: 'related', relation }));
  return [{ root: 'related', relation }, ...across, ...clock];
}

function isIteration({ operator }: OperationNode): boolean {
  return ['map', 'filter', 'reduce', 'all', 'none', 'some'].includes(operator);
}

function collectFirst([list, each]: readonly RuleNode[]): readonly RuleRead[] {
  const ofList = list === undefined ? [] : collect(list);
  const usesClock = each !== undefined && operationsOf(each).some(({ operator }) => operator === 'daysSince');
  return usesClock ? [...ofList, { root: 'now' }] : ofList;
}

function pathsRead(args: readonly RuleNode[]): readonly RuleRead[] {
  const literal = args.flatMap((arg) => (arg.kind === 'value' ? arg.value : []));
  const paths = literal.filter((path): path is string => typeof path === 'string' && path !== '');
  return [...paths.map(readOf), ...args.flatMap(collect)];
}

function readOf(path: string): RuleRead {
  const [root = '', ...rest] = segmentsOf(path);
  if (rest.length === 0) return { root };
  if (root === 'record' || root === 'previous' || root === 'contact' || root === 'owner' || root === 'steps') {
    return { root, field: rest[0] ?? '' };
  }
  if (root !== 'related') return { root, field: rest.join('.') };
  return rest[1] === undefined ? { root, relation: rest[0] ?? '' } : { root, relation: rest[0] ?? '', field: rest[1] };
}

/** The guards of a rule: what its top-level `and` demands of single values. */
export function guardsOf(node: RuleNode): RuleGuards {
  const parts = conjuncts(node);
  return {
    equals: parts.flatMap(equalityOf),
    changed: [...new Set(parts.flatMap(({ field }) => (field === undefined ? [] : [field])))],
  };
}

function conjuncts(node: RuleNode): readonly OperationNode[] {
  if (node.kind !== 'operation') return [];
  return node.operator === 'and' ? node.args.flatMap(conjuncts) : [node];
}

function equalityOf({ operator, args, field }: OperationNode): readonly EqualityGuard[] {
  const [a, b] = args;
  if (operator === 'changedTo') return guard(field === undefined ? undefined : `record.${field}`, literalValues(a));
  if (operator === '==' || operator === '===') {
    return plainPath(a) === undefined ? guard(plainPath(b), literalValues(a)) : guard(plainPath(a), literalValues(b));
  }
  if (operator !== 'in' || b?.kind !== 'value' || !Array.isArray(b.value)) return [];
  return b.value.every(isScalar) ? guard(plainPath(a), b.value) : [];
}

function guard(path: string | undefined, values: EqualityGuard['values']): readonly EqualityGuard[] {
  return path === undefined || values.length === 0 ? [] : [{ path, values }];
}

function literalValues(node: RuleNode | undefined): EqualityGuard['values'] {
  return node?.kind === 'value' && isScalar(node.value) ? [node.value] : [];
}

function plainPath(node: RuleNode | undefined): string | undefined {
  if (node?.kind !== 'operation' || node.operator !== 'var' || node.args.length !== 1) return undefined;
  const [path] = node.args;
  return path?.kind === 'value' && typeof path.value === 'string' && path.value !== '' ? path.value : undefined;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
