import type { Field, FieldKind } from '../records/field.ts';
import { isDateText, isDateTimeText } from './date-arithmetic.ts';

/** What a part of a rule gives, as far as it is known before it is evaluated. */
export type ValueType = {
  readonly base: 'text' | 'number' | 'boolean' | 'date' | 'dateTime' | 'list' | 'object' | 'null' | 'unknown';
  /** May be missing. */
  readonly optional?: boolean;
  /** A number without a fraction. */
  readonly integer?: boolean;
  /** Minor units of the currency beside it. */
  readonly money?: boolean;
  /** The only values of a choice. */
  readonly options?: readonly string[];
  /** The value itself where the rule holds it. */
  readonly literal?: unknown;
  /** Elements of a list. */
  readonly item?: ValueType;
  /** Keys of an object, when they are known. */
  readonly keys?: Readonly<Record<string, ValueType>>;
};

const text: ValueType = { base: 'text' };
const number: ValueType = { base: 'number' };
const integer: ValueType = { base: 'number', integer: true };
/** A type of which nothing is known. */
export const unknownType: ValueType = { base: 'unknown', optional: true };

const line: ValueType = {
  base: 'object',
  keys: {
    productId: { ...text, optional: true },
    description: { ...text, optional: true },
    quantity: { ...number, optional: true },
    unitPrice: { ...integer, optional: true },
    discountPercent: { ...number, optional: true },
  },
};

const typesOfKinds: { readonly [K in FieldKind]: ValueType } = {
  text,
  longText: text,
  email: text,
  phone: text,
  url: text,
  country: text,
  language: text,
  zone: text,
  currency: text,
  choice: text,
  reference: text,
  integer,
  number,
  percent: number,
  money: { ...integer, money: true },
  boolean: { base: 'boolean' },
  date: { base: 'date' },
  dateTime: { base: 'dateTime' },
  tags: { base: 'list', item: text },
  lines: { base: 'list', item: line },
  json: { base: 'unknown' },
};

/** The type of the values of a field. */
export function typeOfField({ kind, options, required }: Field): ValueType {
  const type = typesOfKinds[kind];
  const choices = kind === 'choice' && options !== undefined ? { ...type, options } : type;
  return required === true ? choices : { ...choices, optional: true };
}

/** The type of a value that stands in the rule. */
export function typeOfLiteral(value: unknown): ValueType {
  if (value === null || value === undefined) return { base: 'null', optional: true, literal: null };
  if (Array.isArray(value)) {
    const items = value.map(typeOfLiteral);
    return { base: 'list', literal: value, item: items.length === 0 ? unknownType : unify(items) };
  }
  if (typeof value === 'string') return { ...text, literal: value };
  if (typeof value === 'number') return { base: 'number', integer: Number.isSafeInteger(value), literal: value };
  return typeof value === 'boolean' ? { base: 'boolean', literal: value } : { base: 'object', literal: value };
}

/** The one type of several values; unknown when they differ. */
export function unify(types: readonly ValueType[]): ValueType {
  const known = types.filter(({ base }) => base !== 'null');
  const [first] = known;
  if (first === undefined) return { base: 'null', optional: true };
  const optional = types.some((type) => type.optional === true);
  if (!known.every((type) => couldBeSame(first, type))) return { base: 'unknown', optional };
  const typed = known.find(({ base, literal }) => base !== 'text' || literal === undefined) ?? first;
  return {
    base: typed.base,
    optional,
    ...(typed.base === 'number' ? { integer: known.every((type) => type.integer === true) } : {}),
    ...(typed.item === undefined ? {} : { item: typed.item }),
    ...(typed.keys === undefined ? {} : { keys: typed.keys }),
  };
}

/** Whether values of the two types can be compared: the same base, a date in its written form, or nothing known. */
export function couldBeSame(a: ValueType, b: ValueType): boolean {
  if (a.base === b.base || isOpen(a) || isOpen(b)) return true;
  return isWrittenAs(a, b) || isWrittenAs(b, a);
}

/** Nothing is known of it, or it is null, which compares with everything. */
export function isOpen({ base }: ValueType): boolean {
  return base === 'unknown' || base === 'null';
}

/** Whether a literal text is a date or time in the form that rules use. */
function isWrittenAs({ base, literal }: ValueType, other: ValueType): boolean {
  if (base !== 'text' || literal === undefined) return false;
  return (other.base === 'date' && isDateText(literal)) || (other.base === 'dateTime' && isDateTimeText(literal));
}

const names: { readonly [B in ValueType['base']]: string } = {
  text: 'a text',
  number: 'a number',
  boolean: 'true or false',
  date: 'a date',
  dateTime: 'a time',
  list: 'a list',
  object: 'an object',
  null: 'null',
  unknown: 'a value of unknown type',
};

/** The type in words, for messages. */
export function nameOfType({ base, literal }: ValueType): string {
  return literal === undefined || base === 'list' ? names[base] : `${names[base]} (${JSON.stringify(literal)})`;
}
