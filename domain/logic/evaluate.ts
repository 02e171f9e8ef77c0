import { AppError } from '../errors.ts';
import { type Closure, closureOf } from './closures.ts';
import { type OperationNode, parseRule, type RuleNode } from './node.ts';
import type { SlotValues } from './slots.ts';

/** One part of a rule as it was evaluated; parts that were not needed have `evaluated: false`. */
export type TraceNode = {
  readonly op: string;
  /** JSON pointer of the part inside the rule. */
  readonly at: string;
  /** What a `var` read. */
  readonly path?: string;
  readonly evaluated: boolean;
  readonly value?: unknown;
  readonly children: readonly TraceNode[];
};

/** Elements of an iteration whose parts are kept in a trace. */
const tracedElements = 20;

/**
 * Evaluates a rule once. With `trace`, every sub-result and value read comes along. Throws invalid-rule when the
 * structure is wrong, rule-too-costly at a limit.
 */
export function evaluate(
  rule: unknown,
  data: unknown,
  options: { readonly slots?: SlotValues; readonly trace?: boolean } = {},
): { readonly value: unknown; readonly trace?: TraceNode } {
  const { node, issues } = parseRule(rule);
  if (issues.length > 0) throw new AppError('invalid-rule', { issues });
  const evaluation = { root: data, slots: options.slots ?? new Map<string, unknown>(), visits: 0 };
  if (options.trace !== true) return { value: closureOf(node)(data, evaluation) ?? null };
  const recorder = createRecorder();
  const value = closureOf(node, recorder.wrap)(data, evaluation) ?? null;
  return { value, trace: recorder.result() ?? notEvaluated(node) };
}

function createRecorder() {
  const levels: TraceNode[][] = [[]];
  const wrap = (node: RuleNode, closure: Closure): Closure => {
    if (node.kind === 'value') return closure;
    return (data, evaluation) => {
      levels.push([]);
      const value = closure(data, evaluation) ?? null;
      const children = levels.pop() ?? [];
      levels.at(-1)?.push(traceOf(node, value, children));
      return value;
    };
  };
  return { wrap, result: () => levels[0]?.[0] };
}

function traceOf(node: RuleNode, value: unknown, done: readonly TraceNode[]): TraceNode {
  const parts = node.kind === 'operation' ? node.args : node.kind === 'list' ? node.items : [];
  const children = parts.flatMap((part) => {
    if (part.kind === 'value') return [];
    const own = done.filter(({ at }) => at === part.at);
    return own.length > 0 ? own.slice(0, tracedElements) : [notEvaluated(part)];
  });
  return { ...headOf(node), evaluated: true, value, children };
}

function notEvaluated(node: RuleNode): TraceNode {
  return {
    ...headOf(node),
    evaluated: node.kind === 'value',
    ...(node.kind === 'value' ? { value: node.value } : {}),
    children: [],
  };
}

function headOf(node: RuleNode): { op: string; at: string; path?: string } {
  if (node.kind !== 'operation') return { op: node.kind, at: node.at };
  const path = pathOf(node);
  return path === undefined ? { op: node.operator, at: node.at } : { op: node.operator, at: node.at, path };
}

function pathOf({ operator, args, field, slot }: OperationNode): string | undefined {
  if (field !== undefined) return `record.${field}`;
  if (slot !== undefined) return slot.key;
  const [path] = args;
  return operator === 'var' && path?.kind === 'value' ? String(path.value ?? '') : undefined;
}
