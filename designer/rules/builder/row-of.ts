import type { Json } from '../../../domain/json.ts';
import { operandOf } from './operand.ts';
import { denied, isLiteral, isObject, operationOf, type Right, type Row, type RowValue, sameJson } from './query.ts';
import { mirrorOf, ruleOfRow } from './rule-of-row.ts';

/** Operators that say the same from the other side. */
const comparing: readonly string[] = ['==', '===', '!=', '!==', '<', '<=', '>', '>='];

/** The line that a part of a rule is: one of our controls, or the part as it stands. It always writes the same part again. */
export function rowOf(rule: Json): Row {
  const row = deniedRow(rule) ?? plainRow(rule);
  return row !== null && sameJson(ruleOfRow(row), rule) ? row : { field: 'raw', operator: 'raw', value: { raw: rule } };
}

export const isRaw = ({ field }: Row) => field === 'raw';

function deniedRow(rule: Json): Row | null {
  const [operator, argument] = operationOf(rule) ?? [];
  if (operator !== '!' || argument === undefined) return null;
  const inList = Array.isArray(argument) && argument.length === 1;
  const inner = plainRow(inList ? (argument[0] ?? null) : argument);
  if (inner === null) return null;
  const { value } = inner;
  return {
    ...inner,
    operator: denied(inner.operator),
    value: inList ? { ...value, written: { ...value.written, notInList: true } } : value,
  };
}

function plainRow(rule: Json): Row | null {
  const [operator, argument] = operationOf(rule) ?? [];
  if (operator === undefined || argument === undefined) return null;
  const isList = Array.isArray(argument);
  const args: readonly Json[] = isList ? argument : [argument];
  const value: RowValue = isList ? { written: { list: true } } : {};
  if (operator === 'var') return typeof argument === 'string' ? { field: argument, operator: 'bare', value } : null;
  if (Object.hasOwn(lookups, operator)) return lookups[operator]?.(args, value) ?? null;
  if (operator === 'isEmpty' || operator === '!!') {
    const field = args.length === 1 ? operandOf(args[0]) : null;
    return field === null ? null : { field, operator, value };
  }
  if (operator === 'some' && args.length === 1 && typeof args[0] === 'string')
    return { field: `some:${args[0]}`, operator, value };
  if (args.length === 3) return between(operator, args);
  return args.length === 2 ? comparison(operator, args) : null;
}

/** A side that is compared with: what is read, or a literal. */
function rightOf(node: Json | undefined): Right | null {
  if (node === undefined) return null;
  const operand = operandOf(node);
  if (operand !== null) return { operand };
  return isLiteral(node) ? { literal: node } : null;
}

type Left = { readonly field: string; readonly value: RowValue };

/** What is compared: what is read, or a number over related records. */
function leftOf(node: Json | undefined): Left | null {
  const field = operandOf(node);
  if (field !== null) return { field, value: {} };
  const [operator, argument] = operationOf(node) ?? [];
  if (operator !== 'count' && operator !== 'sum') return null;
  const isList = Array.isArray(argument);
  const [relation, ...rest]: readonly (Json | undefined)[] = isList ? argument : [argument];
  const [where] = operator === 'sum' ? rest.slice(1) : rest;
  if (typeof relation !== 'string' || (operator === 'sum' && typeof rest[0] !== 'string')) return null;
  return {
    field: operator === 'sum' ? `sum:${relation}:${String(rest[0])}` : `count:${relation}`,
    value: {
      ...(where === undefined ? {} : { where }),
      ...(isList && operator === 'count' && where === undefined ? { written: { list: true } } : {}),
    },
  };
}

function between(operator: string, [low, middle, high]: readonly Json[]): Row | null {
  const left = leftOf(middle);
  const [to, upper] = [rightOf(low), rightOf(high)];
  if (left === null || to === null || upper === null || (operator !== '<' && operator !== '<=')) return null;
  return { field: left.field, operator: operator === '<' ? 'within' : 'between', value: { ...left.value, to, upper } };
}

function comparison(operator: string, [first, second]: readonly Json[]): Row | null {
  if (operator === 'in') return membership(first, second);
  if (operator === 'some' || operator === 'all' || operator === 'none') return ofElements(operator, first, second);
  const compares = comparing.includes(operator);
  if (!compares && operator !== 'contains' && operator !== 'startsWith') return null;
  const left = leftOf(first);
  if (left === null && compares) {
    const other = leftOf(second);
    const to = rightOf(first);
    const written = { ...other?.value.written, flipped: true } as const;
    return other && to && { field: other.field, operator: mirrorOf(operator), value: { ...other.value, to, written } };
  }
  if (left === null) return null;
  if (second === null && (operator === '==' || operator === '!='))
    return { field: left.field, operator: operator === '==' ? 'null' : 'notNull', value: left.value };
  const to = rightOf(second);
  return to && { field: left.field, operator, value: { ...left.value, to } };
}

function membership(first: Json | undefined, second: Json | undefined): Row | null {
  const [item, container] = [leftOf(first), rightOf(second)];
  if (item !== null) return container && { field: item.field, operator: 'in', value: { ...item.value, to: container } };
  const [field, to] = [operandOf(second), rightOf(first)];
  return field === null || to === null ? null : { field, operator: 'has', value: { to } };
}

function ofElements(operator: string, first: Json | undefined, where: Json | undefined): Row | null {
  if (where === undefined) return null;
  if (operator === 'some' && typeof first === 'string')
    return { field: `some:${first}`, operator: 'some', value: { where } };
  const field = operandOf(first);
  return field === null ? null : { field, operator, value: { where } };
}

type Lookup = (args: readonly Json[], value: RowValue) => Row | null;

const change =
  (operator: string): Lookup =>
  ([key, to], value) => {
    if (typeof key !== 'string') return null;
    const side = operator === 'changed' ? undefined : rightOf(to);
    if (side === null) return null;
    return { field: `record.${key}`, operator, value: side === undefined ? value : { to: side } };
  };

const lookups: Readonly<Record<string, Lookup>> = {
  changed: change('changed'),
  changedTo: change('changedTo'),
  changedFrom: change('changedFrom'),
  missing: (paths, value) => ({
    field: 'missing',
    operator: 'missing',
    value: { ...value, paths: paths.filter((path) => typeof path === 'string') },
  }),
  inSegment: ([segment], value) =>
    segment === undefined
      ? null
      : { field: 'inSegment', operator: 'inSegment', value: { ...value, to: { literal: segment } } },
  reachable: ([channel, topic], value) =>
    channel === undefined
      ? null
      : {
          field: 'reachable',
          operator: 'reachable',
          value: {
            ...(topic === undefined ? value : { upper: { literal: topic } }),
            to: { literal: channel },
          },
        },
  performed: ([names, options], value) => {
    const events = Array.isArray(names) ? names : [names];
    if (options !== undefined && !isObject(options)) return null;
    const single = Array.isArray(names) ? {} : { single: true as const };
    return {
      field: 'performed',
      operator: 'performed',
      value: {
        events: events.filter((name) => typeof name === 'string'),
        ...(options === undefined ? {} : { options }),
        written: { ...(options === undefined ? value.written : {}), ...single },
      },
    };
  },
};
