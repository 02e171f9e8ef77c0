import { closureOf } from '../../domain/logic/closures.ts';
import type { RuleNode } from '../../domain/logic/node.ts';
import { operatorInfo } from '../../domain/logic/operators.ts';

/** Whether the value of a part does not depend on the row: literals, `now`, and what is made of them. */
export function isConstant(node: RuleNode, insideElement: boolean): boolean {
  if (node.kind === 'value') return true;
  if (node.kind === 'list') return node.items.every((item) => isConstant(item, insideElement));
  const { operator, args, slot } = node;
  if (slot !== undefined || node.field !== undefined) return false;
  const { kind } = operatorInfo(operator);
  if (kind === 'read') return operator === 'var' && !insideElement && args.length === 1 && isNow(args[0]);
  // The rule of an iteration sees its element alone, so the list decides.
  const needed = kind === 'iteration' ? [...args.slice(0, 1), ...args.slice(2)] : args;
  return needed.every((arg) => isConstant(arg, insideElement));
}

function isNow(node: RuleNode | undefined): boolean {
  return node?.kind === 'value' && node.value === 'now';
}

/** The value of a constant part, by the same evaluator as everywhere. */
export function constantValue(node: RuleNode, now: string): unknown {
  const root = { now };
  return closureOf(node)(root, { root, slots: new Map(), visits: 0 }) ?? null;
}
