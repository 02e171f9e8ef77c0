import { checkArguments } from './check-arguments.ts';
import { type CheckContext, reportError } from './check-context.ts';
import { checkLookup } from './check-lookup.ts';
import { hasTimePart } from './date-arithmetic.ts';
import { ruleLimits } from './limits.ts';
import type { OperationNode, RuleNode } from './node.ts';
import { operatorInfo } from './operators.ts';
import { isForbiddenPath } from './path.ts';
import { resolvePath } from './scope.ts';
import { couldBeSame, nameOfType, typeOfLiteral, unify, unknownType, type ValueType } from './value-type.ts';

/** The type of a part of a rule; what is wrong in it is reported. */
export function typeOfNode(node: RuleNode, context: CheckContext): ValueType {
  if (node.kind === 'value') return typeOfLiteral(node.value);
  if (node.kind === 'list') return { base: 'list', item: unify(node.items.map((item) => typeOfNode(item, context))) };
  const { kind } = operatorInfo(node.operator);
  if (node.slot !== undefined) return checkLookup(node, context, typeOfNode);
  if (kind === 'read') return typeOfRead(node, context);
  if (kind === 'change') return typeOfChange(node, context);
  if (kind === 'iteration') return typeOfIteration(node, context);
  const types = node.args.map((arg) => typeOfNode(arg, context));
  checkArguments(node, types, context);
  warnOfNegation(node, context);
  return resultOf(node, types);
}

function resultOf({ operator, args }: OperationNode, types: readonly ValueType[]): ValueType {
  const { result, group } = operatorInfo(operator);
  if (group === 'number') return numberResult(operator, types);
  if (result === 'date') {
    const [duration] = args.slice(1);
    const isTime = types[0]?.base === 'dateTime' || (duration?.kind === 'value' && hasTimePart(duration.value));
    return { base: types[0]?.base === 'text' ? 'text' : isTime ? 'dateTime' : 'date', optional: true };
  }
  if (result === 'list') return { base: 'list', item: unify(types.map(itemOrSelf)) };
  if (result === 'number') return { base: 'number', integer: true, optional: true };
  if (result !== 'argument') return result === 'any' || result === 'element' ? unknownType : { base: result };
  return operator === 'and' || operator === 'or' ? unify(types) : unify(valuesOfIf(types));
}

function numberResult(operator: string, types: readonly ValueType[]): ValueType {
  const integer = operator !== '/' && types.map(itemOrSelf).every((type) => type.integer === true);
  return {
    base: 'number',
    integer,
    optional: types.some((type) => type.optional === true) || operator === '/' || operator === '%',
  };
}

/** The values among the arguments of `if`: each second one, and the last when it has no condition. */
function valuesOfIf(types: readonly ValueType[]): readonly ValueType[] {
  const values = types.filter((_, index) => index % 2 === 1 || index === types.length - 1);
  return types.length % 2 === 1 ? values : [...values, { base: 'null', optional: true }];
}

function itemOrSelf(type: ValueType): ValueType {
  return type.base === 'list' ? (type.item ?? unknownType) : type;
}

function typeOfRead(node: OperationNode, context: CheckContext): ValueType {
  const { operator, args } = node;
  if (operator === 'var') {
    const [path, otherwise] = args;
    const type = path === undefined ? pathType('', node.at, context) : literalPath(path, context);
    if (otherwise === undefined) return type;
    const fallback = typeOfNode(otherwise, context);
    if (!couldBeSame(type, fallback)) {
      reportError(
        context,
        'unlike-types',
        otherwise.at,
        `Instead of ${nameOfType(type)} there would be ${nameOfType(fallback)}.`,
      );
    }
    return { ...type, optional: type.optional === true };
  }
  const paths = operator === 'missing_some' ? args.slice(1) : args;
  for (const path of paths) literalPaths(path, context);
  return { base: 'list', item: { base: 'text' } };
}

function literalPaths(node: RuleNode, context: CheckContext): void {
  const values = node.kind === 'value' && Array.isArray(node.value) ? node.value : [node];
  for (const value of values) literalPath(value === node ? node : { kind: 'value', value, at: node.at }, context);
}

function literalPath(node: RuleNode, context: CheckContext): ValueType {
  const { at } = node;
  if (node.kind !== 'value') {
    reportError(context, 'computed-path', at, 'A path must be written out, not computed.');
    return unknownType;
  }
  if (node.value === null || typeof node.value === 'string' || typeof node.value === 'number') {
    return pathType(String(node.value ?? ''), at, context);
  }
  reportError(context, 'unknown-path', at, 'A path is a text such as "record.status".', {
    key: JSON.stringify(node.value),
  });
  return unknownType;
}

function pathType(path: string, at: string, context: CheckContext): ValueType {
  const type = context.element === undefined ? resolvePath(path, context.scope) : elementPath(path, context.element);
  if (typeof type !== 'string') return type;
  reportError(context, 'unknown-path', at, type, { key: path });
  return unknownType;
}

function elementPath(path: string, element: ValueType): ValueType | string {
  if (path === '') return element;
  if (isForbiddenPath(path)) return `"${path}" leads out of the data.`;
  if (element.base === 'unknown') return unknownType;
  const [key = '', ...deeper] = path.split('.');
  const type = element.keys !== undefined && Object.hasOwn(element.keys, key) ? element.keys[key] : undefined;
  if (type === undefined) return `The elements of the list have no "${key}".`;
  return deeper.length === 0 ? type : elementPath(deeper.join('.'), type);
}

function typeOfIteration(node: OperationNode, context: CheckContext): ValueType {
  const [list, each, start] = node.args;
  if (context.iterations >= ruleLimits.nestedIterations) {
    reportError(
      context,
      'too-many-iterations',
      node.at,
      `At most ${ruleLimits.nestedIterations} iterations may stand inside one another.`,
    );
    return unknownType;
  }
  const listType = list === undefined ? unknownType : typeOfNode(list, context);
  if (listType.base !== 'list' && listType.base !== 'unknown') {
    reportError(
      context,
      'wrong-type',
      list?.at ?? node.at,
      `"${node.operator}" needs a list first, not ${nameOfType(listType)}.`,
    );
  }
  const item = listType.item ?? unknownType;
  const startType = start === undefined ? unknownType : typeOfNode(start, context);
  const element: ValueType =
    node.operator === 'reduce'
      ? { base: 'object', keys: { current: item, accumulator: { ...startType, optional: true } } }
      : item;
  const inner = { ...context, element, iterations: context.iterations + 1 };
  const result = each === undefined ? unknownType : typeOfNode(each, inner);
  if (node.operator === 'map') return { base: 'list', item: result };
  if (node.operator === 'filter')
    return listType.base === 'list' ? { base: 'list', item } : { base: 'list', item: unknownType };
  return node.operator === 'reduce' ? unify([result, startType]) : { base: 'boolean' };
}

function typeOfChange(node: OperationNode, context: CheckContext): ValueType {
  const { operator, field = '', at } = node;
  if (context.scope.roots.previous === undefined) {
    reportError(context, 'no-previous', at, `"${operator}" has no meaning here: there is no record before a change.`);
    return { base: 'boolean' };
  }
  const type = resolvePath(`record.${field}`, context.scope);
  if (typeof type === 'string') reportError(context, 'unknown-path', at, type, { key: field });
  const [expected] = node.args;
  if (typeof type !== 'string' && expected !== undefined) {
    checkArguments({ ...node, operator: '==' }, [type, typeOfNode(expected, context)], context);
  }
  return { base: 'boolean' };
}

/** `!(age < 18)` is true where the age is missing: most likely not what is meant. */
function warnOfNegation({ operator, args }: OperationNode, context: CheckContext): void {
  const [inner] = args;
  if (operator !== '!' || inner?.kind !== 'operation') return;
  if (!['<', '<=', '>', '>='].includes(inner.operator)) return;
  const silent = { ...context, report: () => undefined };
  const optional = inner.args.some((arg) => typeOfNode(arg, silent).optional === true);
  if (!optional) return;
  const message =
    'This is true when the value is missing. Use the opposite comparison, or check that there is a value.';
  context.report({ severity: 'warning', code: 'missing-passes', path: inner.at, message });
}
