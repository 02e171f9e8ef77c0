import type { TFunction } from 'i18next';
import type { Field } from '../../domain/records/field.ts';
import { fieldsOf, isRecordType } from '../../domain/records/record-types.ts';
import { sayMoney } from '../elements/money.ts';
import type { Words } from '../i18n/words.ts';

export type Saying = {
  readonly t: TFunction;
  readonly words: Words;
  readonly locale: string;
  /** How a moment is told, in a sentence or in a list. */
  readonly formatTime: (iso: string) => string;
};

/** Moments as the API writes them. */
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** A value as people read it. */
export function sayValue(value: unknown, { t, formatTime }: Pick<Saying, 't' | 'formatTime'>): string {
  if (value === null || value === undefined || value === '') return t('value.empty');
  if (value === true) return t('value.yes');
  if (value === false) return t('value.no');
  if (typeof value === 'string') return moment.test(value) ? formatTime(value) : value;
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/** The field of a type; null for what is none of its own, as custom fields are. */
export function fieldOf(type: string | null, key: string): Field | null {
  if (type === null || !isRecordType(type)) return null;
  return fieldsOf(type).find((field) => field.key === key) ?? null;
}

/** A field's value as it was written; money in major units, in its currency where that is known. */
export function sayField(field: Field | null, value: unknown, saying: Saying, currency?: unknown): string {
  const { t, words, locale } = saying;
  if (field?.kind === 'choice' && typeof value === 'string') return words.choice(value);
  if (field?.kind === 'money' && typeof value === 'number') return sayMoney(value, currency, locale);
  if (field?.kind === 'lines' && Array.isArray(value)) return t('value.lines', { count: value.length });
  if (Array.isArray(value) && value.every((item) => typeof item === 'string'))
    return value.length > 0 ? value.join(', ') : t('value.empty');
  return sayValue(value, saying);
}
