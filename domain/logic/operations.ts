import { AppError } from '../errors.ts';
import { daysBetween, shiftDate } from './date-arithmetic.ts';
import { numberBounds, ruleLimits } from './limits.ts';
import type { OperatorOf } from './operators.ts';
import { ownValue } from './path.ts';
import {
  foldCase,
  isEmptyValue,
  isMissing,
  looselyEqual,
  order,
  strictlyEqual,
  subtext,
  textOf,
  truthy,
} from './values.ts';

/** Operations of up to three evaluated arguments. `root` is the whole data, for `now`. */
export const fixedOperations: {
  readonly [O in OperatorOf<'fixed'>]: (a: unknown, b: unknown, c: unknown, root: unknown) => unknown;
} = {
  '==': looselyEqual,
  '===': strictlyEqual,
  '!=': (a, b) => !looselyEqual(a, b),
  '!==': (a, b) => !strictlyEqual(a, b),
  '<': (a, b, c) => isLess(a, b) && (c === undefined || isLess(b, c)),
  '<=': (a, b, c) => isAtMost(a, b) && (c === undefined || isAtMost(b, c)),
  '>': (a, b) => isLess(b, a),
  '>=': (a, b) => isAtMost(b, a),
  '!': (a) => !truthy(a),
  '!!': truthy,
  '-': (a, b) => (b === undefined ? bounded(-numeric(a)) : bounded(numeric(a) - numeric(b))),
  '/': (a, b) => bounded(numeric(a) / numeric(b)),
  '%': (a, b) => bounded(numeric(a) % numeric(b)),
  in: (value, container) =>
    Array.isArray(container)
      ? hasItem(container, value)
      : isPart(value) && typeof container === 'string' && container.includes(String(value)),
  contains: (container, value) =>
    Array.isArray(container)
      ? hasItem(container, value)
      : isPart(value) && typeof container === 'string' && foldCase(container).includes(foldCase(String(value))),
  startsWith: (text, start) =>
    typeof text === 'string' && typeof start === 'string' && foldCase(text).startsWith(foldCase(start)),
  isEmpty: isEmptyValue,
  substr: subtext,
  daysSince: (date, _b, _c, root) => daysBetween(date, ownValue(root, 'now')),
  dateAdd: shiftDate,
};

/** Operations of any number of evaluated arguments. */
export const variadicOperations: { readonly [O in OperatorOf<'variadic'>]: (values: readonly unknown[]) => unknown } = {
  '+': (values) => bounded(values.reduce<number>((sum, value) => sum + leadingNumber(value), 0)),
  '*': (values) => values.reduce<number | null>(times, 1),
  min: (values) => extreme(Math.min, values),
  max: (values) => extreme(Math.max, values),
  cat: (values) => limitedText(values.map(textOf).join('')),
  merge: (values) => limitedList(values.flatMap((value) => (Array.isArray(value) ? value : [value ?? null]))),
};

/** The list itself; raises rule-too-costly when it is over the limit. */
export function limitedList<T>(list: readonly T[]): readonly T[] {
  if (list.length <= ruleLimits.items) return list;
  throw new AppError('rule-too-costly', {
    detail: `A list of ${list.length} items is over the limit of ${ruleLimits.items}.`,
  });
}

function limitedText(text: string): string {
  if (text.length <= ruleLimits.text) return text;
  throw new AppError('rule-too-costly', {
    detail: `A text of ${text.length} characters is over the limit of ${ruleLimits.text}.`,
  });
}

function isLess(a: unknown, b: unknown): boolean {
  const difference = order(a, b);
  return difference !== undefined && difference < 0;
}

function isAtMost(a: unknown, b: unknown): boolean {
  const difference = order(a, b);
  return difference !== undefined && difference <= 0;
}

function hasItem(list: readonly unknown[], value: unknown): boolean {
  return list.some((item) => strictlyEqual(item, value));
}

function isPart(value: unknown): boolean {
  return !isMissing(value) && typeof value !== 'object';
}

function times(product: number | null, value: unknown): number | null {
  return product === null ? null : bounded(product * leadingNumber(value));
}

function numeric(value: unknown): number {
  return bounded(asNumber(value)) ?? Number.NaN;
}

function asNumber(value: unknown): number {
  return isMissing(value) || typeof value === 'object' ? Number.NaN : Number(value);
}

/** `+` and `*` read the number a text begins with, as json-logic-js does. */
function leadingNumber(value: unknown): number {
  const number = typeof value === 'string' ? Number.parseFloat(value) : value;
  return typeof number === 'number' ? (bounded(number) ?? Number.NaN) : Number.NaN;
}

/** What arithmetic reckons with: nothing infinite, and nothing whose product or quotient could leave a double. */
function bounded(value: number): number | null {
  const size = Math.abs(value);
  return size === 0 || (size >= numberBounds.smallest && size <= numberBounds.largest) ? value + 0 : null;
}

function extreme(pick: (...values: number[]) => number, values: readonly unknown[]): number | null {
  const [first] = values;
  const operands = values.length === 1 && Array.isArray(first) ? limitedList(first) : values;
  const present = operands.filter((value) => !isMissing(value)).map(asNumber);
  return present.length === 0 ? null : bounded(pick(...present));
}
