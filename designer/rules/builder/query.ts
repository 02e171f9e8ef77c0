import type { Json, JsonObject } from '../../../domain/json.ts';

/** What stands on the right of a comparison: a literal, or something that is read as well. */
export type Right = { readonly literal: Json } | { readonly operand: string };

/** What a line compares with, or asks for; which parts there are follows from its field and operator. */
export type RowValue = {
  /** Missing until it is given: the line does not count as long as it is. */
  readonly to?: Right;
  /** The upper end of what lies between two values. */
  readonly upper?: Right;
  /** The rule inside: over related records or the elements of a list. */
  readonly where?: Json;
  readonly events?: readonly string[];
  /** `within`, `since`, `step`, `where`, `count`, `bots` of `performed`. */
  readonly options?: JsonObject;
  readonly paths?: readonly string[];
  /** A part that has no controls here; it stays as it is. */
  readonly raw?: Json;
  /** How it was written, where there are several ways to write the same. */
  readonly written?: {
    readonly list?: true;
    readonly notInList?: true;
    readonly single?: true;
    readonly flipped?: true;
  };
};

/** One line: what is read, how it is compared, with what. Its operator begins with `not:` where it is denied. */
export type Row = { id?: string; field: string; operator: string; value: RowValue };

/** Lines and groups joined by one word. */
export type Query = {
  id?: string;
  combinator: 'and' | 'or';
  not?: boolean;
  rules: (Row | Query)[];
  /** A single line of it is written without the word. */
  bare?: boolean;
  /** Its `!` was written with a list. */
  notInList?: boolean;
};

const denial = 'not:';

export const isQuery = (part: Row | Query): part is Query => 'rules' in part;
export const isDenied = (operator: string) => operator.startsWith(denial);
export const denied = (operator: string) => denial + operator;
/** The operator without its denial. */
export const plain = (operator: string) => (isDenied(operator) ? operator.slice(denial.length) : operator);

/** A query in which nothing is asked. */
export const emptyQuery = (): Query => ({ combinator: 'and', rules: [], bare: true });

/** Equal to the order of keys. */
export const sameJson = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a rule can hold it as it is: an object would be an operation. */
export const isLiteral = (value: Json): boolean =>
  Array.isArray(value) ? value.every((item) => isLiteral(item)) : !isObject(value);

/** The only entry of an operation. */
export function operationOf(rule: unknown): readonly [string, Json] | null {
  if (!isObject(rule)) return null;
  const entries = Object.entries(rule);
  const [entry] = entries;
  return entries.length === 1 && entry !== undefined && entry[1] !== undefined ? [entry[0], entry[1]] : null;
}
