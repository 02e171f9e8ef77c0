import type { Issue } from '../errors.ts';
import { type RecordTypeKey, recordTypeKeys, recordTypes } from './record-types.ts';

/** How the records of a type are numbered. */
export type SeriesRule = {
  /** Text with one run of zeros in braces for the number, and `{year}` or `{yy}`: `OF-{year}-{0000}`. */
  readonly pattern: string;
  /** Whether the number begins again with 1 each year, in the company's zone. */
  readonly yearly: boolean;
};

/** Record types that have numbers of their own. */
export const numberedTypes: readonly RecordTypeKey[] = recordTypeKeys.filter(
  (type) => recordTypes[type].numberPrefix !== undefined,
);

/** The series of a type until somebody changes it. */
export function presetSeries(type: RecordTypeKey): SeriesRule {
  return { pattern: `${recordTypes[type].numberPrefix ?? type}-{year}-{0000}`, yearly: true };
}

const counter = /\{(0{1,10})\}/g;
const year = /\{(year|yy)\}/g;
/** What may stand around the placeholders: it goes into file names, addresses and subjects. */
const literal = /^[A-Za-z0-9 ._/-]*$/;

/** The number that a pattern gives: `OF-{year}-{0000}`, 2026, 7 → `OF-2026-0007`; longer numbers take more room. */
export function numberBy(pattern: string, { year: of, next }: { year: number; next: number }): string {
  return yearIn(pattern, of).replace(counter, (_, zeros: string) => String(next).padStart(zeros.length, '0'));
}

/**
 * The text around the numbers that a pattern gives in a year; a number of the series begins with `before`, ends with `after` and has
 * digits between them.
 */
export function aroundNumber(pattern: string, of: number): { readonly before: string; readonly after: string } {
  const [before = '', , after = ''] = yearIn(pattern, of).split(counter);
  return { before, after };
}

/** Numbers that a pattern gives, of any year, as they stand in a text in any writing: each once, written as the pattern writes it. */
export function numbersIn(text: string, pattern: string): readonly string[] {
  const parts = pattern.split(/(\{0{1,10}\}|\{year\}|\{yy\})/g);
  const expression = parts.map((part) => `(${expressionOf(part)})`).join('');
  const matches = text.matchAll(new RegExp(`(?<![A-Za-z0-9])${expression}(?![A-Za-z0-9])`, 'gi'));
  const written = ([, ...found]: RegExpExecArray) =>
    parts.map((part, n) => (part.startsWith('{') ? found[n] : part)).join('');
  return [...new Set(Array.from(matches, written))];
}

/** The digits of a placeholder, or the very text. */
function expressionOf(part: string): string {
  if (part === '{year}') return '\\d{4}';
  if (part === '{yy}') return '\\d{2}';
  return part.startsWith('{') ? `\\d{${part.length - 2},15}` : part.replace(/[./-]/g, '\\$&');
}

/** What is wrong with a rule, as issues with a JSON pointer inside it. */
export function checkSeries({ pattern, yearly }: SeriesRule): readonly Issue[] {
  const refuse = (path: string, code: string, message: string): Issue[] => [{ severity: 'error', code, path, message }];
  if (pattern.length > 40) return refuse('/pattern', 'pattern-too-long', 'A pattern has 40 characters at most.');
  if ([...pattern.matchAll(counter)].length !== 1)
    return refuse('/pattern', 'pattern-counter', 'A pattern has the number once, as zeros in braces: {0000}.');
  if (!literal.test(pattern.replace(counter, '').replace(year, '')))
    return refuse(
      '/pattern',
      'pattern-text',
      'Around it stand letters, digits, spaces, and . _ / - only; {year} or {yy} for the year.',
    );
  if (/-r$/i.test(aroundNumber(pattern, 2000).before))
    return refuse('/pattern', 'pattern-revision', 'Before the number "-r" would read as the mark of a revision.');
  if (yearly && pattern.search(year) < 0)
    return refuse(
      '/pattern',
      'pattern-year',
      'A number that begins again each year needs {year} or {yy} in its pattern.',
    );
  return [];
}

function yearIn(pattern: string, of: number): string {
  return pattern.replace(year, (_, form: string) => (form === 'year' ? String(of) : String(of % 100).padStart(2, '0')));
}
