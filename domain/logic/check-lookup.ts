import { type CheckContext, reportError } from './check-context.ts';
import type { OperationNode, RuleNode } from './node.ts';
import { performedScope, type RuleScope, relatedScope, relationOf, resolvePath } from './scope.ts';
import type { LookupSlot } from './slots.ts';
import type { ValueType } from './value-type.ts';

const yesOrNo: ValueType = { base: 'boolean' };
const amount: ValueType = { base: 'number', integer: true };

type TypeOf = (node: RuleNode, context: CheckContext) => ValueType;

/** Checks what a lookup asks for, and the rule inside it, whose parts `typeOf` checks. */
export function checkLookup(node: OperationNode, context: CheckContext, typeOf: TypeOf): ValueType {
  if (node.inner !== undefined) typeOf(node.inner, { ...context, scope: innerScope(node.slot, context) });
  const { slot, at } = node;
  if (slot === undefined) return yesOrNo;
  if (context.element !== undefined || !context.scope.lookups) {
    reportError(
      context,
      'nested-lookup',
      at,
      `"${node.operator}" cannot stand inside another lookup or an iteration.`,
      {
        key: node.operator,
      },
    );
    return yesOrNo;
  }
  if (slot.kind === 'aggregate') return checkAggregate(node, slot, context);
  if (slot.kind === 'rates') return checkAmount(node, context, typeOf);
  if (slot.kind === 'performed') checkPerformed(node, slot, context);
  if (slot.kind === 'inSegment') checkKnown('segment', slot.segment, { at, known: context.scope.segments }, context);
  if (slot.kind === 'reachable') {
    checkKnown('channel', slot.channel, { at, known: context.scope.channels }, context);
    if (slot.topic !== undefined) checkKnown('topic', slot.topic, { at, known: context.scope.topics }, context);
  }
  return yesOrNo;
}

/** What the rule inside a lookup sees: events, or the records of a relation (unknown ones are reported elsewhere). */
function innerScope(slot: LookupSlot | undefined, { scope }: CheckContext): RuleScope {
  const relation = slot?.kind === 'aggregate' ? relationOf(scope, slot.relation) : undefined;
  return relation === undefined ? performedScope(scope) : relatedScope(scope, relation.target);
}

type AggregateSlot = Extract<LookupSlot, { kind: 'aggregate' }>;

function checkAggregate({ at }: OperationNode, slot: AggregateSlot, context: CheckContext): ValueType {
  const result = slot.calculation === 'some' ? yesOrNo : amount;
  const relation = relationOf(context.scope, slot.relation);
  if (relation === undefined) {
    reportError(context, 'unknown-relation', at, `There is no relation "${slot.relation}".`, { key: slot.relation });
    return result;
  }
  const scope = relatedScope(context.scope, relation.target);
  if (slot.field === undefined) return result;
  const type = resolvePath(`record.${slot.field}`, scope);
  if (typeof type === 'string') reportError(context, 'unknown-path', at, type, { key: slot.field });
  else if (type.base !== 'number') reportError(context, 'wrong-type', at, `"${slot.field}" is no number to sum up.`);
  return typeof type === 'string' ? result : { base: 'number', integer: type.integer === true };
}

function checkAmount({ args, at, slot }: OperationNode, context: CheckContext, typeOf: TypeOf): ValueType {
  const [node] = args;
  const type = node === undefined ? undefined : typeOf(node, context);
  const isPath = node?.kind === 'operation' && node.operator === 'var' && node.args.length === 1;
  if (!isPath || type?.money !== true) {
    reportError(context, 'wrong-type', at, '"inCurrency" needs a money field first, such as {"var": "record.amount"}.');
  } else if (slot?.kind === 'rates') {
    const path = node.args[0]?.kind === 'value' ? String(node.args[0].value) : '';
    const currency = resolvePath([...path.split('.').slice(0, -1), 'currency'].join('.'), context.scope);
    if (typeof currency === 'string') reportError(context, 'wrong-type', at, 'There is no currency beside this field.');
  }
  return { ...amount, optional: true };
}

function checkPerformed(
  { at }: OperationNode,
  slot: Extract<LookupSlot, { kind: 'performed' }>,
  context: CheckContext,
): void {
  const { run, steps } = context.scope.roots;
  const named = [slot.step, typeof slot.since === 'object' ? slot.since.step : undefined].filter(
    (id) => id !== undefined,
  );
  if ((slot.since !== undefined || named.length > 0) && run === undefined) {
    reportError(context, 'no-run', at, '"since" and "step" have no meaning here: there is no run.');
    return;
  }
  const ids = steps?.kind === 'steps' ? new Set(steps.ids) : undefined;
  for (const id of named) checkKnown('step', id, { at, known: ids }, context);
}

function checkKnown(
  what: string,
  key: string,
  { at, known }: { readonly at: string; readonly known: ReadonlySet<string> | undefined },
  context: CheckContext,
): void {
  if (known !== undefined && !known.has(key))
    reportError(context, `unknown-${what}`, at, `There is no ${what} "${key}".`, { key });
}
