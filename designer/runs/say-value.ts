import type { Field } from '../../domain/records/field.ts';
import { fieldsOf, isRecordType } from '../../domain/records/record-types.ts';
import { minorDigits } from '../elements/money.ts';
import type { StoryContext } from './story.ts';

type Saying = Pick<StoryContext, 't' | 'formatTime'>;

/** Moments as the API writes them. */
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** A value as people read it in a story. */
export function sayValue(value: unknown, { t, formatTime }: Saying): string {
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

/** A field's value as it was written; money in major units. */
export function sayField(field: Field | null, value: unknown, context: Saying & Pick<StoryContext, 'words'>): string {
  if (field?.kind === 'choice' && typeof value === 'string') return context.words.choice(value);
  if (field?.kind === 'money' && typeof value === 'number') return (value / 10 ** minorDigits('EUR')).toFixed(2);
  return sayValue(value, context);
}
