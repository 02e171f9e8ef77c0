import { jsonEqual } from '../json.ts';

/** Whether a value counts as true: everything but null, false, 0, "" and the empty list. */
export function truthy(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** Null and absent are one and the same in rules. */
export function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** `==`: numbers, texts and booleans as in JavaScript; lists and objects by content; null equals only null. */
export function looselyEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isMissing(a) || isMissing(b)) return isMissing(a) && isMissing(b);
  if (typeof a === 'object' || typeof b === 'object') return strictlyEqual(a, b);
  return typeof a === typeof b ? false : Number(a) === Number(b);
}

/** `===`: same type and same value; lists and objects by content; null equals only null. */
export function strictlyEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isMissing(a) || isMissing(b)) return isMissing(a) && isMissing(b);
  return typeof a === 'object' && typeof b === 'object' && Array.isArray(a) === Array.isArray(b) && jsonEqual(a, b);
}

/**
 * Order of two values: negative, 0, positive, or undefined where they have none (a missing operand, a list, an object,
 * a text that is no number beside a number). Texts compare by code point, the order of PostgreSQL's collation "C".
 */
export function order(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'string' && typeof b === 'string') return orderOfTexts(a, b);
  if (isMissing(a) || isMissing(b) || typeof a === 'object' || typeof b === 'object') return undefined;
  const difference = Number(a) - Number(b);
  if (!Number.isNaN(difference)) return difference;
  return Number(a) === Number(b) ? 0 : undefined;
}

const surrogate = /[\uD800-\uDFFF]/;

function orderOfTexts(a: string, b: string): number {
  if (a === b) return 0;
  if (!surrogate.test(a) && !surrogate.test(b)) return a < b ? -1 : 1;
  const left = Array.from(a);
  const right = Array.from(b);
  for (let index = 0; index < left.length && index < right.length; index += 1) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** The part of a text from `start` (negative: from the end), `length` characters long (negative: leaving off so many). */
export function subtext(source: unknown, start: unknown, length: unknown): string {
  const text = textOf(source);
  const characters = surrogate.test(text) ? Array.from(text) : text.split('');
  const from = wholeNumber(start);
  const begin = from < 0 ? Math.max(characters.length + from, 0) : from;
  if (length === undefined) return characters.slice(begin).join('');
  const count = wholeNumber(length);
  const end = count < 0 ? characters.length + count : begin + count;
  return characters.slice(begin, Math.max(begin, end)).join('');
}

function wholeNumber(value: unknown): number {
  const number = Math.trunc(Number(value ?? 0));
  return Number.isNaN(number) ? 0 : number;
}

/** A value as text, as `cat` writes it: null is nothing, a list its items with commas between. */
export function textOf(value: unknown): string {
  if (isMissing(value)) return '';
  if (Array.isArray(value)) return value.map(textOf).join(',');
  return typeof value === 'object' ? '[object Object]' : String(value);
}

/**
 * A text without the difference between capital and small letters, character by character (one code point for one),
 * which is what PostgreSQL's `lower` does under the collation `pg_c_utf8`.
 */
export function foldCase(text: string): string {
  if (!/[\u0130\u03A3]/.test(text)) return text.toLowerCase();
  return Array.from(text, (character) => (character === '\u0130' ? 'i' : character.toLowerCase())).join('');
}

/** Null, the empty text, the empty list and the object without keys are empty; 0 and false are not. */
export function isEmptyValue(value: unknown): boolean {
  if (isMissing(value) || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
