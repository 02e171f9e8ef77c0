import type { Json } from '../../domain/json.ts';
import type { Field } from '../../domain/records/field.ts';
import { minorDigits } from '../elements/money.ts';

/** What stands in a form's control: text as typed, a switch, or tags. */
export type Draft = string | boolean | readonly string[];

/** A field's value as its control shows it. Money is shown in major units of the record's currency. */
export function toDraft(field: Field, value: unknown, currency?: unknown): Draft {
  if (field.kind === 'tags') return Array.isArray(value) ? value.map(String) : [];
  if (field.kind === 'boolean') return value === true;
  if (value === null || value === undefined) return '';
  if (field.kind === 'money' && typeof value === 'number') return majorUnits(value, currency);
  if (field.kind === 'dateTime' && typeof value === 'string') return localMinute(value);
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : JSON.stringify(value, null, 2);
}

/** The value that is written; null clears the field. What cannot be read stays as it was typed, for the API to refuse by name. */
export function fromDraft(field: Field, draft: Draft, currency?: unknown): Json {
  if (typeof draft === 'boolean') return draft;
  if (typeof draft !== 'string') return draft;
  const text = draft.trim();
  if (text === '') return null;
  switch (field.kind) {
    case 'integer':
    case 'number':
    case 'percent':
      return numberOr(text);
    case 'money': {
      const amount = numberOr(text);
      return typeof amount === 'number' ? Math.round(amount * 10 ** minorDigits(currency)) : amount;
    }
    case 'dateTime':
      return Number.isNaN(Date.parse(text)) ? text : new Date(text).toISOString();
    case 'lines':
    case 'json':
      return jsonOr(text);
    default:
      return field.kind === 'longText' ? draft : text;
  }
}

function majorUnits(amount: number, currency: unknown): string {
  const digits = minorDigits(currency);
  return (amount / 10 ** digits).toFixed(digits);
}

function numberOr(text: string): number | string {
  const value = Number(text.replace(',', '.').replaceAll(/\s/g, ''));
  return Number.isFinite(value) ? value : text;
}

function jsonOr(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** `2026-11-14T09:30` in the browser's zone, as the control for times wants it. */
function localMinute(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}T${two(time.getHours())}:${two(time.getMinutes())}`;
}
