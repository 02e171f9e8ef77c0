import type { OperationNode, RuleNode } from '../../domain/logic/node.ts';
import type { OperatorKey } from '../../domain/logic/operators.ts';
import { truthy } from '../../domain/logic/values.ts';
import { arithmetic } from './arithmetic.ts';
import { bindAs, kindOfConstant } from './bind.ts';
import { compare, compareOrder } from './comparison.ts';
import { constantValue, isConstant } from './constants.ts';
import { daysSince, shiftedDate } from './dates.ts';
import { compileIteration } from './iteration.ts';
import { compileLookup } from './lookups.ts';
import { contains, isIn, startsWith } from './membership.ts';
import { NotSearchable } from './not-searchable.ts';
import { readPath } from './read-path.ts';
import type { SearchContext } from './search-context.ts';
import {
  condition,
  emptinessOf,
  missingnessOf,
  negated,
  type SqlExpression,
  type SqlValue,
  truthOf,
} from './sql-value.ts';
import { concatenation, substring } from './texts.ts';

/** A rule or part of it as a condition: SQL in which NULL stands for false. */
export function compileCondition(node: RuleNode, context: SearchContext): string {
  context.writer.count();
  if (node.kind === 'operation' && !isConstant(node, isInsideElement(context))) {
    const build = conditions[node.operator];
    if (build !== undefined) return build(node, context);
  }
  const value = compileValue(node, context);
  return value.kind === 'constant' ? (truthy(value.value) ? 'TRUE' : 'FALSE') : truthOf(value);
}

/** A part of a rule as SQL. */
export function compileValue(node: RuleNode, context: SearchContext): SqlValue {
  context.writer.count();
  if (isConstant(node, isInsideElement(context)))
    return { kind: 'constant', value: constantValue(node, context.settings.now) };
  if (node.kind !== 'operation') throw new NotSearchable(node.at, 'A search cannot use a list with computed items.');
  if (node.slot !== undefined) return compileLookup(node, context, compileCondition);
  const build = values[node.operator];
  if (build === undefined) throw new NotSearchable(node.at, `A search cannot use "${node.operator}" here.`);
  return build(node, context);
}

function isInsideElement({ source }: SearchContext): boolean {
  return source.kind === 'element';
}

type BuildCondition = (node: OperationNode, context: SearchContext) => string;
type BuildValue = (node: OperationNode, context: SearchContext) => SqlValue;

/** Operators whose truth has a form of its own, simpler than the truth of their value. */
const conditions: { readonly [O in OperatorKey]?: BuildCondition } = {
  and: ({ args }, context) => joined(args, ' AND ', context),
  or: ({ args }, context) => joined(args, ' OR ', context),
  if: (node, context) => branches(node.args, context, (arg) => compileCondition(arg, context), 'FALSE'),
  '?:': (node, context) => branches(node.args, context, (arg) => compileCondition(arg, context), 'FALSE'),
  '!': ({ args: [inner] }, context) => (inner === undefined ? 'TRUE' : negated(compileCondition(inner, context))),
  '!!': ({ args: [inner] }, context) => (inner === undefined ? 'FALSE' : `(${compileCondition(inner, context)})`),
  missing: ({ args }, context) => `(${pathsOf(args, context).map(missingSql).join(' OR ') || 'FALSE'})`,
  missing_some: missingSome,
};

const fromCondition: BuildValue = (node, context) => condition(compileCondition(node, context));

const values: { readonly [O in OperatorKey]?: BuildValue } = {
  var: readVar,
  '!': fromCondition,
  '!!': fromCondition,
  '==': comparison,
  '===': comparison,
  '!=': comparison,
  '!==': comparison,
  '<': orderComparison,
  '<=': orderComparison,
  '>': orderComparison,
  '>=': orderComparison,
  and: (node, context) => firstThat(false, node, context),
  or: (node, context) => firstThat(true, node, context),
  if: conditional,
  '?:': conditional,
  '+': numeric,
  '-': numeric,
  '*': numeric,
  '/': numeric,
  '%': numeric,
  min: numeric,
  max: numeric,
  in: ({ args, at }, context) => isIn(valuesOf(args, context), { at, writer: context.writer }),
  contains: ({ args, at }, context) => contains(valuesOf(args, context), { at, writer: context.writer }),
  startsWith: ({ args, at }, context) => startsWith(valuesOf(args, context), { at, writer: context.writer }),
  isEmpty: ({ args, at }, context) => condition(emptinessOf(expressionOf(args[0], at, context))),
  cat: ({ args, at }, context) => concatenation(valuesOf(args, context), { at, writer: context.writer }),
  substr: ({ args, at }, context) => substring(valuesOf(args, context), { at, writer: context.writer }),
  all: (node, context) => compileIteration(node, context, { compileValue, compileCondition }),
  none: (node, context) => compileIteration(node, context, { compileValue, compileCondition }),
  some: (node, context) => compileIteration(node, context, { compileValue, compileCondition }),
  daysSince: ({ args, at }, context) => daysSince(expressionOf(args[0], at, context), at, context),
  dateAdd: ({ args, at }, context) => shiftedDate(valuesOf(args, context), { at, writer: context.writer }),
};

function valuesOf(args: readonly RuleNode[], context: SearchContext): readonly SqlValue[] {
  return args.map((arg) => compileValue(arg, context));
}

/** A part that is known to depend on the row. */
function expressionOf(node: RuleNode | undefined, at: string, context: SearchContext): SqlExpression {
  const value = node === undefined ? undefined : compileValue(node, context);
  if (value !== undefined && value.kind !== 'constant') return value;
  const constant = value?.value;
  const kind = kindOfConstant(constant, at);
  return { kind, sql: bindAs(kind, constant, context.writer) ?? 'NULL' };
}

function readVar({ args, at }: OperationNode, context: SearchContext): SqlValue {
  const [path, otherwise] = args;
  const text = path?.kind === 'value' ? String(path.value ?? '') : '';
  // Fields of the record are always there, be it as null; elsewhere the default stands for what is not there at all.
  if (otherwise !== undefined && !(context.source.kind === 'record' && /^(?:record\.|now$)/.test(text))) {
    throw new NotSearchable(at, `A search cannot use a default for "${text}".`);
  }
  return readPath(text, at, context);
}

function comparison({ operator, args, at }: OperationNode, context: SearchContext): SqlValue {
  const [a, b] = valuesOf(args, context);
  if (a === undefined || b === undefined) throw new NotSearchable(at, 'There is nothing to compare.');
  const equal = compare(a, b, { at, writer: context.writer, strict: operator.length === 3 });
  return condition(operator.startsWith('!') ? equal.isNot : equal.is);
}

function orderComparison({ operator, args, at }: OperationNode, context: SearchContext): SqlValue {
  const operands = valuesOf(args, context);
  const parts = operands.slice(1).map((right, index) => {
    const left = operands[index];
    return left === undefined ? 'FALSE' : compareOrder(left, operator, right, { at, writer: context.writer });
  });
  return condition(parts.length === 1 ? parts.join('') : `(${parts.join(' AND ')})`);
}

function numeric({ operator, args, at }: OperationNode, context: SearchContext): SqlValue {
  return arithmetic(operator, valuesOf(args, context), { at, writer: context.writer });
}

function joined(args: readonly RuleNode[], by: string, context: SearchContext): string {
  return `(${args.map((arg) => compileCondition(arg, context)).join(by)})`;
}

function branches(
  args: readonly RuleNode[],
  context: SearchContext,
  write: (arg: RuleNode) => string,
  otherwise: string,
): string {
  const cases: string[] = [];
  for (let index = 0; index + 1 < args.length; index += 2) {
    const [test, value] = [args[index], args[index + 1]];
    if (test !== undefined && value !== undefined)
      cases.push(`WHEN ${compileCondition(test, context)} THEN ${write(value)}`);
  }
  const last = args.length % 2 === 1 ? args.at(-1) : undefined;
  const rest = last === undefined ? otherwise : write(last);
  return cases.length === 0 ? rest : `(CASE ${cases.join(' ')} ELSE ${rest} END)`;
}

/** `if` as a value: all of its values must have one kind. */
function conditional({ args, at }: OperationNode, context: SearchContext): SqlValue {
  const results = args.filter((_, index) => index % 2 === 1 || index === args.length - 1);
  const compiled = new Map(results.map((arg) => [arg, compileValue(arg, context)]));
  const kind = commonKind([...compiled.values()], at);
  const write = (arg: RuleNode) => asKind(compiled.get(arg), kind, at, context);
  return { kind, sql: branches(args, context, write, 'NULL') };
}

/** `and` and `or` as a value: the first that counts as false or true, else the last. */
function firstThat(wanted: boolean, { args, operator, at }: OperationNode, context: SearchContext): SqlValue {
  const compiled = valuesOf(args, context);
  if (compiled.every(({ kind }) => kind === 'condition')) {
    return condition(joined(args, operator === 'and' ? ' AND ' : ' OR ', context));
  }
  const kind = commonKind(compiled, at);
  const cases = args.slice(0, -1).map((arg, index) => {
    const test = compileCondition(arg, context);
    return `WHEN ${wanted ? test : negated(test)} THEN ${asKind(compiled[index], kind, at, context)}`;
  });
  return { kind, sql: `(CASE ${cases.join(' ')} ELSE ${asKind(compiled.at(-1), kind, at, context)} END)` };
}

function commonKind(given: readonly SqlValue[], at: string): SqlExpression['kind'] {
  const kinds = given.flatMap((value) => {
    if (value.kind !== 'constant')
      return value.kind === 'condition' || value.kind === 'object' ? 'boolean' : value.kind;
    return value.value === null ? [] : kindOfConstant(value.value, at);
  });
  const fixed = given.find((value) => value.kind === 'date' || value.kind === 'dateTime');
  const [first = 'text'] = kinds;
  if (fixed !== undefined && fixed.kind !== 'constant') return fixed.kind;
  if (kinds.every((kind) => kind === first)) return first;
  if (kinds.every((kind) => kind === 'integer' || kind === 'number')) return 'number';
  if (kinds.every((kind) => kind === 'text' || kind === 'uuid')) return 'text';
  throw new NotSearchable(at, 'A search needs values of one type here.');
}

function asKind(
  value: SqlValue | undefined,
  kind: SqlExpression['kind'],
  at: string,
  { writer }: SearchContext,
): string {
  if (value === undefined || (value.kind === 'constant' && value.value === null)) return 'NULL';
  if (value.kind === 'constant') {
    const bound = bindAs(kind, value.value, writer);
    if (bound === undefined) throw new NotSearchable(at, 'A search needs values of one type here.');
    return bound;
  }
  if (value.kind === 'condition' || value.kind === 'object') return `((${value.sql}) IS TRUE)`;
  if (value.kind === kind) return value.sql;
  return `(${value.sql})::${kind === 'number' ? 'float8' : 'text'}`;
}

function pathsOf(args: readonly RuleNode[], context: SearchContext): readonly SqlValue[] {
  const literal = args.flatMap((arg) => (arg.kind === 'value' ? arg.value : []));
  return literal.map((path) => readPath(String(path), args[0]?.at ?? '', context));
}

function missingSql(value: SqlValue): string {
  if (value.kind !== 'constant') return `(${missingnessOf(value)})`;
  return value.value === null || value.value === '' ? 'TRUE' : 'FALSE';
}

function missingSome({ args, at }: OperationNode, context: SearchContext): string {
  const [needed, ...paths] = args;
  const count = needed?.kind === 'value' ? Number(needed.value) : Number.NaN;
  if (Number.isNaN(count)) throw new NotSearchable(at, 'A search needs the number written out.');
  const all = pathsOf(paths, context);
  const present = all.map((value) => `(CASE WHEN ${missingSql(value)} THEN 0 ELSE 1 END)`).join(' + ') || '0';
  return `(${present} < ${context.writer.bind(Math.min(count, all.length), 'float8')})`;
}
