import type { Json } from '../../../domain/json.ts';
import { changedField, nodeOf, operandParts } from './operand.ts';
import { isDenied, plain, type Right, type Row, type RowValue } from './query.ts';

const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** The operator that says the same with its sides changed. */
export const mirrorOf = (operator: string) => mirrored[operator] ?? operator;

/** The part of a rule that a line is; nothing as long as it lacks something. */
export function ruleOfRow({ field, operator, value }: Row): Json | undefined {
  const rule = plainRule({ field, operator: plain(operator), value });
  if (rule === undefined || !isDenied(operator)) return rule;
  return { '!': value.written?.notInList === true ? [rule] : rule };
}

function plainRule({ field, operator, value }: Row): Json | undefined {
  if (operator === 'raw') return value.raw;
  if (operator === 'bare') return { var: field };
  if (Object.hasOwn(writers, operator)) return writers[operator]?.(field, value);
  const left = leftNode(field, value);
  if (operator === 'null' || operator === 'notNull') return { [operator === 'null' ? '==' : '!=']: [left, null] };
  const to = rightNode(value.to);
  if (to === undefined) return undefined;
  if (operator === 'between' || operator === 'within') {
    const upper = rightNode(value.upper);
    return upper === undefined ? undefined : { [operator === 'within' ? '<' : '<=']: [to, left, upper] };
  }
  if (operator === 'has') return { in: [to, left] };
  if (value.written?.flipped !== true) return { [operator]: [left, to] };
  return { [mirrorOf(operator)]: [to, left] };
}

function rightNode(right: Right | undefined): Json | undefined {
  if (right === undefined) return undefined;
  return 'operand' in right ? nodeOf(right.operand) : right.literal;
}

function leftNode(field: string, { where, written }: RowValue): Json {
  const { kind, path, by } = operandParts(field);
  const inside = where === undefined ? [] : [where];
  if (kind === 'sum') return { sum: [by, path, ...inside] };
  if (kind !== 'count') return nodeOf(field);
  return { count: inside.length > 0 || written?.list === true ? [by, ...inside] : by };
}

type Writer = (field: string, value: RowValue) => Json | undefined;

/** One argument, alone or in a list. */
const alone = (argument: Json, { written }: RowValue): Json => (written?.list === true ? [argument] : argument);

const unary =
  (operator: string): Writer =>
  (field, value) => ({ [operator]: alone(nodeOf(field), value) });

const change =
  (operator: string): Writer =>
  (field, value) => {
    const key = changedField(field);
    if (key === null) return undefined;
    if (operator === 'changed') return { changed: alone(key, value) };
    const to = rightNode(value.to);
    return to === undefined ? undefined : { [operator]: [key, to] };
  };

const elements =
  (operator: string): Writer =>
  (field, value) => {
    const { kind, by } = operandParts(field);
    const { where } = value;
    if (where === undefined) return kind === 'some' ? { some: alone(by, value) } : undefined;
    return { [operator]: [kind === 'some' ? by : nodeOf(field), where] };
  };

const writers: Readonly<Record<string, Writer>> = {
  isEmpty: unary('isEmpty'),
  '!!': unary('!!'),
  changed: change('changed'),
  changedTo: change('changedTo'),
  changedFrom: change('changedFrom'),
  some: elements('some'),
  all: elements('all'),
  none: elements('none'),
  missing: (_, { paths = [], written }) => {
    const [path] = paths;
    if (path === undefined) return undefined;
    return { missing: paths.length === 1 && written?.list !== true ? path : paths };
  },
  inSegment: (_, value) => {
    const segment = rightNode(value.to);
    return segment === undefined ? undefined : { inSegment: alone(segment, value) };
  },
  reachable: (_, value) => {
    const [channel, topic] = [rightNode(value.to), rightNode(value.upper)];
    if (channel === undefined) return undefined;
    return { reachable: topic === undefined ? alone(channel, value) : [channel, topic] };
  },
  performed: (_, { events = [], options, written }) => {
    const [event] = events;
    if (event === undefined) return undefined;
    const names = events.length === 1 && written?.single === true ? event : events;
    if (options !== undefined) return { performed: [names, options] };
    return { performed: written?.list === true || Array.isArray(names) ? [names] : names };
  },
};
