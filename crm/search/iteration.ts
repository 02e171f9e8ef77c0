import type { OperationNode, RuleNode } from '../../domain/logic/node.ts';
import { typeOfField, unknownType, type ValueType } from '../../domain/logic/value-type.ts';
import { NotSearchable } from './not-searchable.ts';
import type { SearchContext } from './search-context.ts';
import { condition, negated, type SqlExpression, type SqlValue } from './sql-value.ts';

type Compilers = {
  readonly compileValue: (node: RuleNode, context: SearchContext) => SqlValue;
  readonly compileCondition: (node: RuleNode, context: SearchContext) => string;
};

const lineType = typeOfField({ key: '', kind: 'lines', label: '' }).item ?? unknownType;
const textType: ValueType = { base: 'text' };

/** `some`, `all`, `none` over a list of the record: subqueries over its elements. */
export function compileIteration(
  { operator, args, at }: OperationNode,
  context: SearchContext,
  { compileValue, compileCondition }: Compilers,
): SqlExpression {
  const [listNode, each] = args;
  const list = listNode === undefined ? undefined : compileValue(listNode, context);
  if (list === undefined || each === undefined || (list.kind !== 'tags' && list.kind !== 'lines')) {
    throw new NotSearchable(at, `A search can use "${operator}" over tags and lines only.`);
  }
  const alias = context.writer.alias();
  const elements =
    list.kind === 'tags'
      ? `unnest(${list.sql}) AS ${alias}(v)`
      : `jsonb_array_elements(CASE WHEN jsonb_typeof(${list.sql}) = 'array' THEN ${list.sql} END) AS ${alias}(v)`;
  const type = list.kind === 'tags' ? textType : lineType;
  const inner = compileCondition(each, { ...context, source: { kind: 'element', sql: `${alias}.v`, type } });
  if (operator === 'some') return condition(`EXISTS (SELECT 1 FROM ${elements} WHERE ${inner})`);
  if (operator === 'none') return condition(`NOT EXISTS (SELECT 1 FROM ${elements} WHERE ${inner})`);
  const failing = `EXISTS (SELECT 1 FROM ${elements} WHERE ${negated(inner)})`;
  return condition(`(EXISTS (SELECT 1 FROM ${elements}) AND NOT ${failing})`);
}
