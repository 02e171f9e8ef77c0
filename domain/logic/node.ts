import type { Issue, IssueParams } from '../errors.ts';
import { isWithinLimits, measureRule, ruleLimits } from './limits.ts';
import { isOperator, type OperatorKey, operatorInfo } from './operators.ts';
import { ownValue, pointer } from './path.ts';
import { type LookupSlot, lookupSlot } from './slots.ts';

/** An operation of a parsed rule. `at` is its JSON pointer inside the rule. */
export type OperationNode = {
  readonly kind: 'operation';
  readonly operator: OperatorKey;
  readonly args: readonly RuleNode[];
  readonly at: string;
  /** What a lookup operation asks for. */
  readonly slot?: LookupSlot;
  /** The rule inside a lookup, over related records or events. */
  readonly inner?: RuleNode;
  /** The field of a `changed` operation. */
  readonly field?: string;
};

/** A parsed rule: a literal value, a list of rules, or an operation. */
export type RuleNode =
  | { readonly kind: 'value'; readonly value: unknown; readonly at: string }
  | { readonly kind: 'list'; readonly items: readonly RuleNode[]; readonly at: string }
  | OperationNode;

/** A parsed rule with what is wrong in its structure; where there is an error the node is not to be evaluated. */
export type ParsedRule = { readonly node: RuleNode; readonly issues: readonly Issue[] };

/** Reads a rule: size, one known operator an object, number of arguments, literal arguments of lookups. */
export function parseRule(rule: unknown): ParsedRule {
  const size = measureRule(rule);
  if (!isWithinLimits(size)) {
    const code = size.depth <= ruleLimits.depth && size.nodes > ruleLimits.nodes ? 'rule-too-large' : 'rule-too-deep';
    const message =
      code === 'rule-too-large'
        ? `The condition has more than ${ruleLimits.nodes} parts.`
        : `The condition is nested deeper than ${ruleLimits.depth} levels.`;
    return { node: { kind: 'value', value: null, at: '' }, issues: [{ severity: 'error', code, path: '', message }] };
  }
  const issues: Issue[] = [];
  const node = parseNode(rule, '', issues);
  return { node, issues };
}

function parseNode(rule: unknown, at: string, issues: Issue[]): RuleNode {
  if (Array.isArray(rule)) {
    const items = rule.map((item, index) => parseNode(item, pointer(at, index), issues));
    const isLiteral = items.every((item) => item.kind === 'value');
    return isLiteral ? { kind: 'value', value: rule, at } : { kind: 'list', items, at };
  }
  if (rule === null || typeof rule !== 'object') return { kind: 'value', value: rule ?? null, at };
  const keys = Object.keys(rule);
  const [operator] = keys;
  if (operator === undefined || keys.length > 1) {
    const message = `An operation is an object with exactly one key, not ${keys.length}: ${keys.slice(0, 5).join(', ') || 'none'}.`;
    return wrong(issues, at, 'one-operator', message);
  }
  const inside = pointer(at, operator);
  if (!isOperator(operator))
    return wrong(issues, inside, 'unknown-operator', `There is no operator "${operator}".`, { key: operator });
  const value = ownValue(rule, operator);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const places = Array.isArray(value) ? values.map((_, index) => pointer(inside, index)) : [inside];
  const { min, max } = operatorInfo(operator);
  if (values.length < min || (max !== null && values.length > max)) {
    return wrong(
      issues,
      inside,
      'wrong-number-of-arguments',
      `"${operator}" takes ${countText(min, max)}, not ${values.length}.`,
    );
  }
  return parseOperation({ operator, values, places, at }, issues);
}

type RawOperation = {
  readonly operator: OperatorKey;
  readonly values: readonly unknown[];
  readonly places: readonly string[];
  readonly at: string;
};

function parseOperation(raw: RawOperation, issues: Issue[]): RuleNode {
  const { operator, values, places, at } = raw;
  const parse = (from: number) =>
    values.slice(from).map((value, index) => parseNode(value, places[from + index] ?? at, issues));
  const { kind } = operatorInfo(operator);
  if (kind === 'lookup' || (operator === 'some' && typeof values[0] === 'string')) return parseLookup(raw, issues);
  if (operator === 'some' && values.length === 1) {
    return wrong(issues, at, 'wrong-number-of-arguments', '"some" over a list takes 2 arguments, not 1.');
  }
  if (kind !== 'change') return { kind: 'operation', operator, args: parse(0), at };
  const field = fieldArgument(values[0]);
  if (field === undefined)
    return wrong(issues, places[0] ?? at, 'wrong-argument', `"${operator}" needs a field of the record first.`);
  return { kind: 'operation', operator, args: parse(1), at, field };
}

function parseLookup({ operator, values, places, at }: RawOperation, issues: Issue[]): RuleNode {
  const slot = lookupSlot(operator, operator === 'sum' ? [values[0], fieldArgument(values[1]), values[2]] : values);
  if (typeof slot === 'string') return wrong(issues, at, 'wrong-argument', `"${operator}" ${slot}.`);
  if (slot.kind === 'rates') {
    const amount = parseNode(values[0], places[0] ?? at, issues);
    return { kind: 'operation', operator, args: [amount], at, slot };
  }
  if (slot.kind === 'aggregate' && slot.rule !== undefined) {
    const inner = parseNode(slot.rule, places[operator === 'sum' ? 2 : 1] ?? at, issues);
    return { kind: 'operation', operator, args: [], at, slot, inner };
  }
  if (slot.kind === 'performed' && slot.where !== undefined) {
    const inner = parseNode(slot.where, pointer(places[1] ?? at, 'where'), issues);
    return { kind: 'operation', operator, args: [], at, slot, inner };
  }
  return { kind: 'operation', operator, args: [], at, slot };
}

/** A field named as `status`, `record.status` or `{"var": "record.status"}`. */
function fieldArgument(value: unknown): string | undefined {
  const inner = ownValue(value, 'var') ?? value;
  const path = Array.isArray(inner) && inner.length === 1 ? inner[0] : inner;
  if (typeof path !== 'string') return undefined;
  const field = path.startsWith('record.') ? path.slice('record.'.length) : path;
  return field === '' || field.includes('.') ? undefined : field;
}

function wrong(issues: Issue[], path: string, code: string, message: string, params?: IssueParams): RuleNode {
  issues.push({ severity: 'error', code, path, message, ...(params && { params }) });
  return { kind: 'value', value: null, at: path };
}

function countText(min: number, max: number | null): string {
  const noun = (max ?? min) === 1 ? 'argument' : 'arguments';
  if (max === null) return `at least ${min} ${noun}`;
  return min === max ? `${min} ${noun}` : `${min} to ${max} ${noun}`;
}
