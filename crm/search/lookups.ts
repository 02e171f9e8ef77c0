import { minorFactor } from '../../domain/logic/currency.ts';
import { shiftDate } from '../../domain/logic/date-arithmetic.ts';
import type { OperationNode, RuleNode } from '../../domain/logic/node.ts';
import { segmentsOf } from '../../domain/logic/path.ts';
import { personTypeOf } from '../../domain/logic/scope.ts';
import type { LookupSlot } from '../../domain/logic/slots.ts';
import { recordTypes } from '../../domain/records/record-types.ts';
import { linksOf } from '../events/links-of-events.ts';
import { NotSearchable } from './not-searchable.ts';
import { reachable } from './reachable.ts';
import { readPath } from './read-path.ts';
import { type SearchContext, type SearchSource, visible } from './search-context.ts';
import { condition, never, type SqlExpression } from './sql-value.ts';
import { quoted } from './sql-writer.ts';

type CompileCondition = (node: RuleNode, context: SearchContext) => string;
type RecordSource = Extract<SearchSource, { kind: 'record' }>;

/** What a lookup asks for, as a subquery. */
export function compileLookup(
  node: OperationNode,
  context: SearchContext,
  compileCondition: CompileCondition,
): SqlExpression {
  const { slot, at } = node;
  const { source } = context;
  if (slot?.kind === 'rates') return inCurrency(node, slot.currency, context);
  if (source.kind !== 'record') throw new NotSearchable(at, 'A lookup cannot stand inside another one.');
  const inner = (inside: SearchSource) =>
    node.inner === undefined ? 'TRUE' : compileCondition(node.inner, { ...context, source: inside });
  if (slot?.kind === 'aggregate') return aggregate({ slot, at, source, inner }, context);
  if (slot?.kind === 'performed') return performed({ slot, at, source, inner }, context);
  if (slot?.kind === 'reachable') return reachable({ slot, at, source }, context);
  throw new NotSearchable(at, `A search cannot use "${node.operator}" here.`);
}

type Inner<S> = {
  readonly slot: S;
  readonly at: string;
  readonly source: RecordSource;
  readonly inner: (source: SearchSource) => string;
};

function aggregate(
  { slot, at, source, inner }: Inner<Extract<LookupSlot, { kind: 'aggregate' }>>,
  context: SearchContext,
): SqlExpression {
  const relation = recordTypes[source.type].relations.find(({ name }) => name === slot.relation);
  if (relation === undefined) throw new NotSearchable(at, `There is no relation "${slot.relation}".`);
  const { target, kind, via, viaType } = relation;
  const alias = context.writer.alias();
  const link =
    kind === 'many' ? `${alias}.${quoted(via)} = ${source.alias}.id` : `${alias}.id = ${source.alias}.${quoted(via)}`;
  const typed =
    viaType === undefined ? '' : ` AND ${alias}.${quoted(viaType)} = ${context.writer.bind(source.type, 'text')}`;
  const matching = inner({ kind: 'record', type: target, alias });
  const from = `FROM ${quoted(recordTypes[target].table)} ${alias} WHERE ${link}${typed}${visible(target, alias, context)} AND (${matching})`;
  if (slot.calculation === 'some') return condition(`EXISTS (SELECT 1 ${from})`);
  if (slot.calculation === 'count') return { kind: 'integer', sql: `(SELECT count(*) ${from})` };
  const field = readPath(`record.${slot.field ?? ''}`, at, {
    ...context,
    source: { kind: 'record', type: target, alias },
  });
  if (field.kind !== 'integer' && field.kind !== 'number')
    throw new NotSearchable(at, 'Only numbers can be summed up.');
  const sum = `coalesce((SELECT sum(${field.sql}) ${from}), 0)`;
  return field.kind === 'integer'
    ? { kind: 'integer', sql: `${sum}::int8` }
    : { kind: 'number', sql: `${sum}::float8` };
}

function performed(
  { slot, at, source, inner }: Inner<Extract<LookupSlot, { kind: 'performed' }>>,
  context: SearchContext,
): SqlExpression {
  if (slot.since !== undefined || slot.step !== undefined)
    throw new NotSearchable(at, 'A search has no run to look back to.');
  const { writer, settings } = context;
  const link = writer.alias();
  const event = writer.alias();
  const since = slot.within === undefined ? undefined : shiftDate(settings.now, `-${slot.within}`);
  if (since === null) throw new NotSearchable(at, `"${slot.within}" is no duration.`);
  const person = personColumn(source);
  const matching = inner({ kind: 'event', link, event });
  const parts = [
    person === undefined
      ? `${link}."recordId" = ${source.alias}.id`
      : `${link}."recordId" IN (${source.alias}.id, ${person})`,
    `${link}.type = ANY(${writer.bind(slot.events, 'text[]')})`,
    ...(since === undefined ? [] : [`${link}.at >= ${writer.bind(since, 'timestamptz')}`]),
    ...(slot.bots ? [] : [`NOT ${link}.bot`]),
    `(${matching})`,
  ];
  const joined = slot.where === undefined ? '' : ` JOIN event ${event} ON ${event}.id = ${link}."eventId"`;
  const from = `FROM ${linksOf(slot.events)} ${link}${joined} WHERE ${parts.join(' AND ')}`;
  if (slot.count === 1) return condition(`EXISTS (SELECT 1 ${from})`);
  return condition(`(SELECT count(DISTINCT ${link}."eventId") ${from}) >= ${writer.bind(slot.count, 'int8')}`);
}

/** The column with the id of the person behind a record, when it is another record. */
function personColumn({ type, alias }: RecordSource): string | undefined {
  const { person } = recordTypes[type];
  return person === null || person === 'self' || personTypeOf(type) === undefined
    ? undefined
    : `${alias}.${quoted(person.via)}`;
}

function inCurrency({ args, at }: OperationNode, currency: string, context: SearchContext): SqlExpression {
  const [amountNode] = args;
  const path =
    amountNode?.kind === 'operation' && amountNode.args[0]?.kind === 'value'
      ? segmentsOf(amountNode.args[0].value)
      : [];
  const { rates } = context.settings;
  if (rates === undefined || path.length < 2)
    throw new NotSearchable(at, 'There are no currency rates for this search.');
  const amount = readPath(path.join('.'), at, context);
  const from = readPath([...path.slice(0, -1), 'currency'].join('.'), at, context);
  if (amount.kind !== 'integer' || from.kind !== 'text') return never;
  const cases = Object.entries(rates(currency)).flatMap(([code, rate]) => {
    const factor = code === currency ? undefined : minorFactor(code, currency, rate);
    if (factor === undefined) return [];
    const converted = `floor((${amount.sql})::float8 * ${context.writer.bind(factor, 'float8')} + 0.5)`;
    return [`WHEN ${context.writer.bind(code, 'text')} THEN ${converted}`];
  });
  const same = `WHEN ${context.writer.bind(currency, 'text')} THEN (${amount.sql})::float8`;
  return { kind: 'number', sql: `(CASE ${from.sql} ${[same, ...cases].join(' ')} END)` };
}
