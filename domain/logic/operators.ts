import type { OperatorInfo, OperatorKind } from './operator-info.ts';
import { calculatingOperators } from './operators/calculating.ts';
import { comparingOperators } from './operators/comparing.ts';
import { dateOperators } from './operators/dates.ts';
import { listOperators } from './operators/lists.ts';
import { lookupOperators } from './operators/looking-up.ts';
import { readingOperators } from './operators/reading.ts';
import { textOperators } from './operators/texts.ts';

/** Every operator a rule may use. There are no others: `log` and `method` do not exist here. */
export const operators = {
  ...readingOperators,
  ...comparingOperators,
  ...calculatingOperators,
  ...textOperators,
  ...listOperators,
  ...dateOperators,
  ...lookupOperators,
};

/** Name of an operator. */
export type OperatorKey = keyof typeof operators;
/** The operators of one kind, so that a table over them does not compile when one is missing. */
export type OperatorOf<K extends OperatorKind> = {
  [O in OperatorKey]: (typeof operators)[O]['kind'] extends K ? O : never;
}[OperatorKey];

/** Whether a text names an operator. */
export function isOperator(key: string): key is OperatorKey {
  return Object.hasOwn(operators, key);
}

/** The row of an operator. */
export function operatorInfo(key: OperatorKey): OperatorInfo {
  return operators[key];
}
