import { AppError } from '../errors.ts';
import { daysBetween, shiftDate } from './date-arithmetic.ts';
import { ruleLimits } from './limits.ts';
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
  '-': (a, b) => (b === undefined ? finite(-numeric(a)) : finite(numeric(a) - numeric(b))),
  '/': (a, b) => finite(numeric(a) / numeric(b)),
  '%': (a, b) => finite(numeric(a) % numeric(b)),
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
  '+': (values) => finite(values.reduce<number>((sum, value) => sum + leadingNumber(value), 0)),
  '*': (values) => finite(values.reduce<number>((product, value) => product * leadingNumber(value), 1)),
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

function numeric(value: unknown): number {
  return isMissing(value) || typeof value === 'object' ? Number.NaN : Number(value);
}

/** `+` and `*` read the number a text begins with, as json-logic-js does. */
function leadingNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? Number.parseFloat(value) : Number.NaN;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}

function extreme(pick: (...values: number[]) => number, values: readonly unknown[]): number | null {
  const [first] = values;
  const operands = values.length === 1 && Array.isArray(first) ? limitedList(first) : values;
  const present = operands.filter((value) => !isMissing(value)).map(numeric);
  return present.length === 0 ? null : finite(pick(...present));
}
