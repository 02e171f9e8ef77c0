import type { Json } from '../json.ts';

/**
 * What an argument may be. `comparable`: number, text, date or time, all arguments of the same; `field`: a field of the
 * record, as its key or as a `var`; `element`: a rule that sees one element of the list; `options`: literal data.
 */
export type ArgumentType =
  | 'any'
  | 'comparable'
  | 'boolean'
  | 'number'
  | 'text'
  | 'date'
  | 'duration'
  | 'list'
  | 'container'
  | 'path'
  | 'field'
  | 'element'
  | 'relation'
  | 'record-rule'
  | 'money'
  | 'currency'
  | 'options';

/** What an operator gives. `argument`: what its arguments are; `element`: a list of what its second argument gives. */
export type ResultType = 'boolean' | 'number' | 'text' | 'date' | 'list' | 'argument' | 'element' | 'any';

/** How an operator is evaluated: see `operations.ts` and `closures.ts`. */
export type OperatorKind = 'read' | 'fixed' | 'variadic' | 'lazy' | 'iteration' | 'change' | 'lookup';

/** One row of the operator table, as `GET /api/catalogue` serves it. */
export type OperatorInfo = {
  readonly kind: OperatorKind;
  readonly group: 'data' | 'compare' | 'logic' | 'number' | 'text' | 'list' | 'date' | 'change' | 'lookup';
  readonly label: string;
  /** Fewest and most arguments; `null` for as many as one likes. */
  readonly min: number;
  readonly max: number | null;
  /** Types of the arguments in order; the last one holds for all that follow. */
  readonly arguments: readonly ArgumentType[];
  readonly result: ResultType;
  readonly doc: string;
  readonly example: Json;
};
