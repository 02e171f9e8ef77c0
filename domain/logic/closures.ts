import { AppError } from '../errors.ts';
import { convertMoney } from './currency.ts';
import { ruleLimits } from './limits.ts';
import type { OperationNode, RuleNode } from './node.ts';
import { fixedOperations, limitedList, variadicOperations } from './operations.ts';
import { type OperatorKey, type OperatorOf, operators } from './operators.ts';
import { ownValue, segmentsOf, valueAt } from './path.ts';
import type { SlotValues } from './slots.ts';
import { isMissing, looselyEqual, strictlyEqual, truthy } from './values.ts';

/** What one evaluation carries: the whole data, looked-up values, and the elements its iterations have visited. */
export type Evaluation = { readonly root: unknown; readonly slots: SlotValues; visits: number };

/** A compiled part of a rule. `data` is what `var` sees: the root, or inside an iteration the element. */
export type Closure = (data: unknown, evaluation: Evaluation) => unknown;

/** Wraps the closure of a node, for tracing. */
export type Wrap = (node: RuleNode, closure: Closure) => Closure;

/** Compiles a parsed rule without errors into nested closures. */
export function closureOf(node: RuleNode, wrap?: Wrap): Closure {
  if (wrap === undefined) return comparisonOfPath(node) ?? bareClosure(node, (inner) => closureOf(inner));
  return wrap(
    node,
    bareClosure(node, (inner) => closureOf(inner, wrap)),
  );
}

/**
 * A comparison of `root.field` with a literal as a single closure: the most frequent part of rules, and with thousands of
 * rules it is the number of closures visited that costs.
 */
function comparisonOfPath(node: RuleNode): Closure | undefined {
  if (node.kind !== 'operation' || node.args.length !== 2 || !isOf('fixed', node.operator)) return undefined;
  const [read, expected] = node.args;
  if (read?.kind !== 'operation' || read.operator !== 'var' || read.args.length !== 1 || expected?.kind !== 'value')
    return undefined;
  const [path] = read.args;
  const [first, second, ...more] = path?.kind === 'value' ? segmentsOf(path.value) : [];
  if (first === undefined || second === undefined || more.length > 0) return undefined;
  const operation = fixedOperations[node.operator];
  const { value } = expected;
  // Data is JSON: only names that lists and objects inherit have to be asked for.
  const fieldOf = first in Array.prototype || second in Array.prototype ? ownField : plainField;
  const quick = quickComparisons[node.operator];
  const type = quick?.typeFor(value);
  if (quick === undefined || type === undefined)
    return (data, { root }) => operation(fieldOf(data, first, second), value, undefined, root);
  const { holds } = quick;
  return (data, { root }) => {
    const found = fieldOf(data, first, second);
    return typeof found === type ? holds(found, value) : operation(found, value, undefined, root);
  };
}

const ownField = (data: unknown, first: string, second: string): unknown =>
  ownValue(ownValue(data, first), second) ?? null;

function plainField(data: unknown, first: string, second: string): unknown {
  if (data === null || typeof data !== 'object') return null;
  const holder = (data as Readonly<Record<string, unknown>>)[first];
  if (holder === null || typeof holder !== 'object') return null;
  return (holder as Readonly<Record<string, unknown>>)[second] ?? null;
}

/**
 * What comparisons with a literal come to for values of the usual type (`typeFor` the literal; undefined where there is no short
 * way): the same as `fixedOperations`, without their questions about every other type.
 */
const quickComparisons: {
  readonly [O in OperatorOf<'fixed'>]?: {
    readonly typeFor: (literal: unknown) => string | undefined;
    readonly holds: (found: unknown, literal: unknown) => boolean;
  };
} = {
  '==': { typeFor: textOrNumber, holds: (a, b) => a === b },
  '===': { typeFor: textOrNumber, holds: (a, b) => a === b },
  '!=': { typeFor: textOrNumber, holds: (a, b) => a !== b },
  '!==': { typeFor: textOrNumber, holds: (a, b) => a !== b },
  '<': { typeFor: finiteNumber, holds: (a, b) => Number(a) < Number(b) },
  '<=': { typeFor: finiteNumber, holds: (a, b) => Number(a) <= Number(b) },
  '>': { typeFor: finiteNumber, holds: (a, b) => Number(a) > Number(b) },
  '>=': { typeFor: finiteNumber, holds: (a, b) => Number(a) >= Number(b) },
  in: {
    typeFor: (literal) => (Array.isArray(literal) ? 'string' : undefined),
    holds: (a, b) => Array.isArray(b) && b.includes(a),
  },
};

function textOrNumber(literal: unknown): string | undefined {
  return typeof literal === 'string' ? 'string' : finiteNumber(literal);
}

function finiteNumber(literal: unknown): string | undefined {
  return Number.isFinite(literal) ? 'number' : undefined;
}

type Compile = (node: RuleNode) => Closure;

function bareClosure(node: RuleNode, compile: Compile): Closure {
  if (node.kind === 'value') {
    const { value } = node;
    return () => value;
  }
  if (node.kind === 'list') {
    const items = node.items.map(compile);
    return (data, evaluation) => items.map((item) => item(data, evaluation) ?? null);
  }
  if (node.slot !== undefined) return lookupClosure(node, compile);
  const { operator } = node;
  if (isOf('fixed', operator)) return fixedClosure(operator, node.args.map(compile));
  if (isOf('variadic', operator)) {
    const operation = variadicOperations[operator];
    const args = node.args.map(compile);
    return (data, evaluation) => operation(args.map((arg) => arg(data, evaluation)));
  }
  if (isOf('lazy', operator)) return lazyClosures[operator](node.args.map(compile));
  if (isOf('iteration', operator)) return iterationClosure(operator, node.args.map(compile));
  if (isOf('change', operator)) return changeClosure(operator, node, compile);
  return readClosure(node, compile);
}

function isOf<K extends 'fixed' | 'variadic' | 'lazy' | 'iteration' | 'change'>(
  kind: K,
  key: OperatorKey,
): key is OperatorOf<K> {
  return operators[key].kind === kind;
}

const absent: Closure = () => undefined;

function fixedClosure(operator: OperatorOf<'fixed'>, [a = absent, b = absent, c]: readonly Closure[]): Closure {
  const operation = fixedOperations[operator];
  if (c !== undefined) {
    return (data, evaluation) =>
      operation(a(data, evaluation), b(data, evaluation), c(data, evaluation), evaluation.root);
  }
  return (data, evaluation) => operation(a(data, evaluation), b(data, evaluation), undefined, evaluation.root);
}

const conditional =
  (args: readonly Closure[]): Closure =>
  (data, evaluation) => {
    for (let index = 0; index + 1 < args.length; index += 2) {
      if (truthy(args[index]?.(data, evaluation))) return args[index + 1]?.(data, evaluation) ?? null;
    }
    return args.length % 2 === 1 ? (args.at(-1)?.(data, evaluation) ?? null) : null;
  };

const firstThat =
  (wanted: boolean) =>
  (args: readonly Closure[]): Closure =>
  (data, evaluation) => {
    let value: unknown = null;
    // Counted, not iterated: this is where most of the time of thousands of rules goes.
    for (let index = 0; index < args.length; index += 1) {
      value = args[index]?.(data, evaluation) ?? null;
      if (truthy(value) === wanted) return value;
    }
    return value;
  };

const lazyClosures: { readonly [O in OperatorOf<'lazy'>]: (args: readonly Closure[]) => Closure } = {
  if: conditional,
  '?:': conditional,
  and: firstThat(false),
  or: firstThat(true),
};

function iterationClosure(
  operator: OperatorOf<'iteration'>,
  [list = absent, each = absent, start]: readonly Closure[],
): Closure {
  const iterate = iterations[operator];
  return (data, evaluation) => {
    const items = list(data, evaluation);
    const elements = Array.isArray(items) ? limitedList(items) : undefined;
    evaluation.visits += elements?.length ?? 0;
    if (evaluation.visits > ruleLimits.visits) {
      throw new AppError('rule-too-costly', {
        detail: `The condition visits more than ${ruleLimits.visits} elements.`,
      });
    }
    return iterate(
      elements,
      (element) => each(element, evaluation),
      () => start?.(data, evaluation) ?? null,
    );
  };
}

type Iterate = (
  items: readonly unknown[] | undefined,
  each: (element: unknown) => unknown,
  start: () => unknown,
) => unknown;

const iterations: { readonly [O in OperatorOf<'iteration'>]: Iterate } = {
  map: (items = [], each) => items.map((item) => each(item) ?? null),
  filter: (items = [], each) => items.filter((item) => truthy(each(item))),
  reduce: (items = [], each, start) =>
    items.reduce((accumulator, current) => each({ current, accumulator }) ?? null, start()),
  all: (items = [], each) => items.length > 0 && items.every((item) => truthy(each(item))),
  none: (items = [], each) => !items.some((item) => truthy(each(item))),
  some: (items = [], each) => items.some((item) => truthy(each(item))),
};

function changeClosure(operator: OperatorOf<'change'>, { field = '', args }: OperationNode, compile: Compile): Closure {
  const expected = args[0] === undefined ? absent : compile(args[0]);
  return (data, evaluation) => {
    const now = ownValue(ownValue(evaluation.root, 'record'), field);
    const before = ownValue(ownValue(evaluation.root, 'previous'), field);
    if (strictlyEqual(now, before)) return false;
    if (operator === 'changed') return true;
    return looselyEqual(operator === 'changedTo' ? now : before, expected(data, evaluation));
  };
}

function lookupClosure({ slot, args }: OperationNode, compile: Compile): Closure {
  const key = slot?.key ?? '';
  const read = (evaluation: Evaluation): unknown => {
    const value = evaluation.slots.get(key);
    if (value !== undefined) return value;
    throw new AppError('internal', { detail: `The value of a lookup was not loaded: ${key}` });
  };
  const [amount] = args;
  if (slot?.kind !== 'rates' || amount === undefined) return (_, evaluation) => read(evaluation);
  const value = compile(amount);
  const path = amount.kind === 'operation' && amount.args[0]?.kind === 'value' ? segmentsOf(amount.args[0].value) : [];
  const currency = [...path.slice(0, -1), 'currency'];
  return (data, evaluation) =>
    convertMoney({
      amount: value(data, evaluation),
      from: valueAt(data, currency),
      to: slot.currency,
      rates: read(evaluation),
    });
}

function readClosure({ operator, args }: OperationNode, compile: Compile): Closure {
  const compiled = args.map(compile);
  if (operator === 'missing') {
    return (data, evaluation) => {
      const values = compiled.map((arg) => arg(data, evaluation));
      return missingOf(Array.isArray(values[0]) ? values[0] : values, data);
    };
  }
  if (operator === 'missing_some') {
    const [needed = absent, paths = absent] = compiled;
    return (data, evaluation) => {
      const given = paths(data, evaluation);
      const all = Array.isArray(given) ? given : [given];
      const missing = missingOf(all, data);
      return all.length - missing.length >= Number(needed(data, evaluation)) ? [] : missing;
    };
  }
  return varClosure(args, compiled);
}

function missingOf(paths: readonly unknown[], data: unknown): readonly unknown[] {
  return paths.filter((path) => {
    const value = valueAt(data, segmentsOf(path));
    return isMissing(value) || value === '';
  });
}

function varClosure([path]: readonly RuleNode[], [dynamic, otherwise]: readonly Closure[]): Closure {
  if (path !== undefined && path.kind !== 'value') {
    return (data, evaluation) =>
      valueAt(data, segmentsOf(dynamic?.(data, evaluation))) ?? otherwise?.(data, evaluation) ?? null;
  }
  const segments = segmentsOf(path?.value);
  const [first, second] = segments;
  if (otherwise !== undefined) {
    return (data, evaluation) => {
      const value = valueAt(data, segments);
      return value === undefined ? (otherwise(data, evaluation) ?? null) : value;
    };
  }
  if (first === undefined) return (data) => data ?? null;
  if (segments.length === 1) return (data) => ownValue(data, first) ?? null;
  if (segments.length === 2 && second !== undefined) return (data) => ownValue(ownValue(data, first), second) ?? null;
  return (data) => valueAt(data, segments) ?? null;
}
