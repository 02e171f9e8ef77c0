import { type CheckContext, reportError } from './check-context.ts';
import { isDateText, isDateTimeText, parseDateShift } from './date-arithmetic.ts';
import type { OperationNode, RuleNode } from './node.ts';
import type { ArgumentType } from './operator-info.ts';
import { operatorInfo } from './operators.ts';
import { couldBeSame, isOpen, nameOfType, type ValueType } from './value-type.ts';

/** Checks the types of an operation's arguments by the operator table. */
export function checkArguments(node: OperationNode, types: readonly ValueType[], context: CheckContext): void {
  const { arguments: expected, group } = operatorInfo(node.operator);
  types.forEach((type, index) => {
    const wanted = expected[index] ?? expected.at(-1) ?? 'any';
    const place = node.args[index];
    const isListOfNumbers =
      types.length === 1 && (node.operator === 'min' || node.operator === 'max') && hasNumbers(type);
    if (isListOfNumbers || fits(type, wanted, place)) return;
    const message = `"${node.operator}" needs ${wordsFor[wanted]} here, not ${nameOfType(type)}.`;
    reportError(context, 'wrong-type', placeOf(node, index), message);
  });
  if (node.operator === 'in') checkMember({ node, member: types[0], container: types[1] }, context);
  else if (node.operator === 'contains') checkMember({ node, member: types[1], container: types[0] }, context);
  else if (group === 'compare') checkComparison(node, types, context);
}

const wordsFor: { readonly [A in ArgumentType]: string } = {
  any: 'a value',
  comparable: 'a number, text, date or time',
  boolean: 'true or false',
  number: 'a number',
  text: 'a text',
  date: 'a date or time',
  duration: 'a written duration such as "P30D"',
  list: 'a list',
  container: 'a list or text',
  path: 'a path',
  field: 'a field',
  element: 'a rule',
  relation: 'a relation',
  'record-rule': 'a rule',
  money: 'a money field',
  currency: 'a currency',
  options: 'options',
};

function fits(type: ValueType, wanted: ArgumentType, node: RuleNode | undefined): boolean {
  if (wanted === 'duration') return node?.kind === 'value' && parseDateShift(node.value) !== undefined;
  if (isOpen(type)) return true;
  if (wanted === 'comparable') return type.base !== 'list' && type.base !== 'object' && type.base !== 'boolean';
  if (wanted === 'container') return type.base === 'list' || type.base === 'text';
  if (wanted === 'date') {
    const isLiteral = isDateText(type.literal) || isDateTimeText(type.literal);
    return type.base === 'date' || type.base === 'dateTime' || isLiteral;
  }
  return wanted === 'number' || wanted === 'text' ? type.base === wanted : true;
}

/** `min` and `max` also take one list of numbers. */
function hasNumbers({ base, item }: ValueType): boolean {
  return base === 'list' && (item === undefined || isOpen(item) || item.base === 'number');
}

function checkComparison(node: OperationNode, types: readonly ValueType[], context: CheckContext): void {
  const isOrder = node.operator.startsWith('<') || node.operator.startsWith('>');
  types.forEach((type, index) => {
    if (isOrder && type.base === 'null') {
      const message = 'A comparison of order with null is never true.';
      context.report({ severity: 'warning', code: 'never-true', path: placeOf(node, index), message });
    }
    for (const other of types.slice(0, index)) checkPair(other, type, { node, index }, context);
  });
}

function checkPair(
  a: ValueType,
  b: ValueType,
  place: { node: OperationNode; index: number },
  context: CheckContext,
): void {
  const at = placeOf(place.node, place.index);
  if (!couldBeSame(a, b)) {
    const hint = dateHint(a, b) ?? dateHint(b, a) ?? `${capital(nameOfType(a))} is never like ${nameOfType(b)}.`;
    reportError(context, 'unlike-types', at, hint);
    return;
  }
  checkOption(a, b, at, context);
  checkOption(b, a, at, context);
}

function dateHint(date: ValueType, other: ValueType): string | undefined {
  if (other.base === 'text' && other.literal !== undefined) {
    if (date.base === 'date') return `A date is written as 2026-01-31, not ${JSON.stringify(other.literal)}.`;
    if (date.base === 'dateTime')
      return `A time is written as 2026-01-31T09:00:00.000Z, not ${JSON.stringify(other.literal)}.`;
  }
  const isMixed = date.base === 'date' && other.base === 'dateTime';
  return isMixed ? 'A date and a time cannot be compared: use daysSince of the date.' : undefined;
}

function checkOption(choice: ValueType, value: ValueType, at: string, context: CheckContext): void {
  if (choice.options === undefined || typeof value.literal !== 'string' || choice.options.includes(value.literal))
    return;
  const message = `"${value.literal}" is not among ${choice.options.join(', ')}.`;
  reportError(context, 'unknown-value', at, message, { key: value.literal, options: choice.options.join(', ') });
}

type Membership = { node: OperationNode; member: ValueType | undefined; container: ValueType | undefined };

function checkMember({ node, member, container }: Membership, context: CheckContext): void {
  if (member === undefined || container === undefined || isOpen(member)) return;
  const at = placeOf(node, node.operator === 'in' ? 1 : 0);
  if (container.base === 'text' && member.base !== 'text') {
    reportError(context, 'unlike-types', at, `A text holds only texts, not ${nameOfType(member)}.`);
  }
  if (container.base !== 'list') return;
  const { literal, item } = container;
  const items: readonly unknown[] = Array.isArray(literal) ? literal : [];
  for (const value of items) {
    if (typeof value === 'string') checkOption(member, { base: 'text', literal: value }, at, context);
  }
  const isDate = member.base === 'date' || member.base === 'dateTime';
  const written = member.base === 'date' ? isDateText : isDateTimeText;
  if (isDate && items.length > 0 ? items.every(written) : item === undefined || couldBeSame(item, member)) return;
  reportError(context, 'unlike-types', at, `The list holds no values like ${nameOfType(member)}.`);
}

function placeOf(node: OperationNode, index: number): string {
  return node.args[index]?.at ?? node.at;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
