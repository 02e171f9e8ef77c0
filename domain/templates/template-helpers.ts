import { DateTime } from 'luxon';

/** What helpers may know besides their arguments: language (BCP 47), zone (IANA) and currency (ISO 4217) of the reader. */
export type HelperSettings = { readonly locale: string; readonly zone: string; readonly currency: string | null };

/** A value that a helper cannot work with, in words; what renders reports it as a failure of the template. */
export type HelperProblem = { readonly problem: string };

type Run = (args: readonly unknown[], settings: HelperSettings) => unknown;

/**
 * A helper of templates. `args`: names of its arguments, those with `?` may be left out, one with `…` may be repeated. `kind`: `value`
 * makes text of a value, which must be there; `test` looks at values that may be missing; `block` encloses a part of the template.
 */
export type Helper = {
  readonly kind: 'value' | 'test' | 'block';
  readonly args: readonly string[];
  readonly doc: string;
  readonly run?: Run;
};

/** The helpers of templates: there are no others. */
export const helpers = {
  date: {
    kind: 'value',
    args: ['value', 'format?'],
    doc: 'A date or time in the zone and language of the reader: {{date record.createdAt "d MMMM yyyy"}}',
    run: ([value, format], settings) => formatDate(value, format, settings),
  },
  number: {
    kind: 'value',
    args: ['value', 'decimals?'],
    doc: 'A number with the separators of the language: {{number record.score}}',
    run: ([value, decimals], { locale }) => formatNumber(value, locale, fractionOf(decimals)),
  },
  money: {
    kind: 'value',
    args: ['amount', 'currency?'],
    doc: 'An amount in minor units with its currency: {{money record.amount record.currency}}',
    run: ([amount, currency], settings) => formatMoney(amount, currency ?? settings.currency, settings.locale),
  },
  upper: {
    kind: 'value',
    args: ['text'],
    doc: 'In capital letters',
    run: ([text], { locale }) => String(text).toLocaleUpperCase(locale),
  },
  lower: {
    kind: 'value',
    args: ['text'],
    doc: 'In small letters',
    run: ([text], { locale }) => String(text).toLocaleLowerCase(locale),
  },
  capitalize: {
    kind: 'value',
    args: ['text'],
    doc: 'With a capital first letter',
    run: ([text], { locale }) => capitalize(String(text), locale),
  },
  truncate: {
    kind: 'value',
    args: ['text', 'length'],
    doc: 'At most so many characters, with … where something is left out: {{truncate record.notes 80}}',
    run: ([text, length]) => truncate(String(text), length),
  },
  join: {
    kind: 'value',
    args: ['list', 'separator?'],
    doc: 'The items of a list: {{join record.tags ", "}}',
    run: ([list, separator]) => join(list, separator),
  },
  url: {
    kind: 'value',
    args: ['text'],
    doc: 'Encoded as a part of an address: https://example.com/?q={{url record.company}}',
    run: ([text]) => encodeURIComponent(String(text).replace(/\p{Surrogate}/gu, '\uFFFD')),
  },
  default: {
    kind: 'test',
    args: ['value', 'otherwise'],
    doc: 'Another value where one is missing: {{default record.firstName "there"}}',
    run: ([value, otherwise]) => (isMissing(value) ? otherwise : value),
  },
  eq: {
    kind: 'test',
    args: ['a', 'b'],
    doc: 'Whether two values are equal, for {{#if (eq …)}}',
    run: ([a, b]) => a === b,
  },
  not: { kind: 'test', args: ['value'], doc: 'The opposite', run: ([value]) => !holds(value) },
  and: {
    kind: 'test',
    args: ['values…'],
    doc: 'Whether all values are there and true',
    run: (values) => values.every(holds),
  },
  or: {
    kind: 'test',
    args: ['values…'],
    doc: 'Whether any value is there and true',
    run: (values) => values.some(holds),
  },
  if: {
    kind: 'block',
    args: ['value'],
    doc: 'Only where a value is there, and neither false, 0 nor empty; {{else}} otherwise',
  },
  unless: { kind: 'block', args: ['value'], doc: 'The opposite of if' },
  each: { kind: 'block', args: ['list'], doc: 'Once for each item of a list; {{else}} where there are none' },
  with: {
    kind: 'block',
    args: ['value'],
    doc: 'The parts of a value by their short names; {{else}} where it is missing',
  },
} as const satisfies Record<string, Helper>;

export type HelperName = keyof typeof helpers;

/** The helper of a name; undefined where there is none. */
export function helperOf(name: string): Helper | undefined {
  return Object.hasOwn(helpers, name) ? helpers[name as HelperName] : undefined;
}

/** Whether a value counts as missing in a template: absent, null or an empty text. */
export function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Whether what a helper gave is a problem instead of a value. */
export function isProblem(result: unknown): result is HelperProblem {
  return typeof result === 'object' && result !== null && 'problem' in result;
}

function holds(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function formatDate(value: unknown, format: unknown, { locale, zone }: HelperSettings): string | HelperProblem {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return { problem: 'is no date' };
  const whole = value.length === 10;
  const read = DateTime.fromISO(value, { zone: 'utc' });
  if (!read.isValid) return { problem: 'is no date' };
  const local = (whole ? read : read.setZone(zone)).setLocale(locale);
  if (typeof format === 'string') return local.toFormat(format);
  return local.toLocaleString(whole ? DateTime.DATE_FULL : DateTime.DATETIME_MED);
}

function fractionOf(decimals: unknown): Intl.NumberFormatOptions {
  if (typeof decimals !== 'number' || !Number.isInteger(decimals) || decimals < 0 || decimals > 20) return {};
  return { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
}

function formatNumber(value: unknown, locale: string, options: Intl.NumberFormatOptions): string | HelperProblem {
  return typeof value === 'number' ? numberFormat(locale, options).format(value) : { problem: 'is no number' };
}

function formatMoney(amount: unknown, currency: unknown, locale: string): string | HelperProblem {
  if (typeof amount !== 'number') return { problem: 'is no amount' };
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return { problem: 'has no currency such as EUR' };
  const format = numberFormat(locale, { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

const numberFormats = new Map<string, Intl.NumberFormat>();

/** Making a format takes some 50 µs, more than all the rest of a short mail: they are kept. */
function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${options.currency ?? ''} ${options.maximumFractionDigits ?? ''}`;
  const format = numberFormats.get(key) ?? new Intl.NumberFormat(locale, options);
  if (numberFormats.size >= 500) numberFormats.clear();
  numberFormats.set(key, format);
  return format;
}

function capitalize(text: string, locale: string): string {
  const [first = '', ...rest] = text;
  return first.toLocaleUpperCase(locale) + rest.join('');
}

function truncate(text: string, length: unknown): string | HelperProblem {
  if (typeof length !== 'number' || length < 1) return { problem: 'needs a length of at least 1' };
  const letters = [...text];
  return letters.length <= length
    ? text
    : `${letters
        .slice(0, Math.floor(length) - 1)
        .join('')
        .trimEnd()}…`;
}

function join(list: unknown, separator: unknown): string | HelperProblem {
  if (!Array.isArray(list) || list.some((item) => typeof item === 'object')) return { problem: 'is no list of texts' };
  return list.join(typeof separator === 'string' ? separator : ', ');
}
