import type { RuleScope } from '../../../domain/logic/scope.ts';
import { changedField } from './operand.ts';
import { type OperandKind, operandInfo } from './operand-info.ts';
import { plain, type RowValue } from './query.ts';

const presence = ['not:isEmpty', 'isEmpty'] as const;
const equality = ['==', '!=', 'in', 'not:in'] as const;
const order = ['>', '>=', '<', '<=', 'between'] as const;
const texts = ['contains', 'not:contains', 'startsWith'] as const;

/** What can be asked of each kind, the usual first. */
const operatorsOfKinds: { readonly [K in OperandKind]: readonly string[] } = {
  text: [...equality, ...texts, ...presence],
  number: ['==', '!=', ...order, 'in', ...presence],
  boolean: ['==', '!=', ...presence],
  choice: [...equality, ...presence],
  reference: [...equality, ...presence],
  date: ['==', '!=', ...order, ...presence],
  dateTime: [...order, ...presence],
  tags: ['contains', 'not:contains', ...presence],
  lines: ['some', 'all', 'none', ...presence],
  unknown: [...equality, ...order, ...texts, ...presence],
  relation: ['some', 'not:some'],
  performed: ['performed', 'not:performed'],
  reachable: ['reachable', 'not:reachable'],
  inSegment: ['inSegment', 'not:inSegment'],
  missing: ['missing', 'not:missing'],
  raw: ['raw'],
};

/** The operators that a field offers where the rule stands; of what is not there, those of what nothing is known of. */
export function operatorsFor(operand: string, scope: RuleScope): readonly string[] {
  const kind = operandInfo(operand, scope)?.kind ?? 'unknown';
  const isAmount = operand.startsWith('count:') || operand.startsWith('sum:');
  // There always is a number of related records, were it 0.
  const own = operatorsOfKinds[kind].filter((operator) => !isAmount || !presence.some((other) => other === operator));
  if (scope.roots.previous === undefined || changedField(operand) === null) return own;
  return kind === 'tags' || kind === 'lines'
    ? [...own, 'changed', 'not:changed']
    : [...own, 'changed', 'not:changed', 'changedTo', 'changedFrom'];
}

/** What an operator wants on its right. */
export type RightShape = 'none' | 'one' | 'two' | 'list' | 'rule' | 'own';

const shapes: Readonly<Record<string, RightShape>> = {
  isEmpty: 'none',
  '!!': 'none',
  bare: 'none',
  null: 'none',
  notNull: 'none',
  changed: 'none',
  between: 'two',
  within: 'two',
  in: 'list',
  some: 'rule',
  all: 'rule',
  none: 'rule',
  performed: 'own',
  reachable: 'own',
  inSegment: 'own',
  missing: 'own',
  raw: 'own',
};

export const shapeOf = (operator: string): RightShape => shapes[plain(operator)] ?? 'one';

/** What stays of a line's value when its operator becomes another: nothing that the new one does not ask for. */
export function valueAfter(value: RowValue, before: string, after: string): RowValue {
  const [from, to] = [shapeOf(before), shapeOf(after)];
  const where = value.where === undefined ? {} : { where: value.where };
  if (from === to) {
    const list = value.written?.list === true && from !== 'none' ? { written: { list: true as const } } : {};
    const { written: _, ...rest } = value;
    return { ...rest, ...list };
  }
  const literal = value.to !== undefined && 'literal' in value.to ? value.to.literal : undefined;
  if (to === 'list' && from === 'one' && literal !== undefined && !Array.isArray(literal))
    return { ...where, to: { literal: [literal] } };
  if (to === 'one' && from === 'list' && Array.isArray(literal) && literal[0] !== undefined)
    return { ...where, to: { literal: literal[0] } };
  if (value.to !== undefined && ((from === 'one' && to === 'two') || (from === 'two' && to === 'one')))
    return { ...where, to: value.to };
  return where;
}
