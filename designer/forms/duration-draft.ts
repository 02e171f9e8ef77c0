import { type Json, jsonEqual } from '../../domain/json.ts';
import { isObject } from './setting-form.ts';

/** What a length of time is counted in: as it passes, on the calendar, in working time, or as ISO 8601 says it. */
export const elapsedUnits = ['minutes', 'hours', 'days', 'weeks', 'months', 'years'] as const;
export const workUnits = ['workMinutes', 'workHours', 'workDays'] as const;
export const durationUnits = [...elapsedUnits, ...workUnits, 'written'] as const;
export type DurationUnit = (typeof durationUnits)[number];

/** A length of time as a form shows it. `amount` is what stands in the field: a number, or the ISO text of `written`. */
export type DurationDraft = { readonly amount: string; readonly unit: DurationUnit; readonly calendar: string };

const suffixes: { readonly [U in DurationUnit]?: readonly [string, string] } = {
  minutes: ['PT', 'M'],
  hours: ['PT', 'H'],
  days: ['P', 'D'],
  weeks: ['P', 'W'],
  months: ['P', 'M'],
  years: ['P', 'Y'],
};

/** How a form shows a duration; one of several units stays as it is written. */
export function durationDraft(value: Json | undefined): DurationDraft {
  if (value === undefined) return { amount: '', unit: 'days', calendar: '' };
  const found = typeof value === 'string' ? elapsedDraft(value) : workDraft(value);
  if (found && jsonEqual(durationOf(found), value)) return found;
  return { amount: typeof value === 'string' ? value : JSON.stringify(value), unit: 'written', calendar: '' };
}

function elapsedDraft(text: string): DurationDraft | undefined {
  const unit = elapsedUnits.find((name) => {
    const [before = '', after = ''] = suffixes[name] ?? [];
    return new RegExp(`^${before}\\d+${after}$`).test(text);
  });
  return unit && { amount: text.replaceAll(/\D/g, ''), unit, calendar: '' };
}

function workDraft(value: Json): DurationDraft | undefined {
  if (!isObject(value)) return undefined;
  const calendar = typeof value.calendar === 'string' ? value.calendar : '';
  if (typeof value.businessDays === 'number') return { amount: String(value.businessDays), unit: 'workDays', calendar };
  const hours = typeof value.business === 'string' ? elapsedDraft(value.business) : undefined;
  if (hours?.unit === 'minutes') return { ...hours, unit: 'workMinutes', calendar };
  return hours?.unit === 'hours' ? { ...hours, unit: 'workHours', calendar } : undefined;
}

/** The duration of a form; nothing while no amount is given. What is no number stays as it was typed, for the check to say so. */
export function durationOf({ amount, unit, calendar }: DurationDraft): Json | undefined {
  const text = amount.trim();
  if (text === '') return undefined;
  if (unit === 'written' || !/^\d+$/.test(text)) return text;
  const by = calendar === '' ? {} : { calendar };
  if (unit === 'workDays') return { businessDays: Number(text), ...by };
  if (unit === 'workHours') return { business: `PT${text}H`, ...by };
  if (unit === 'workMinutes') return { business: `PT${text}M`, ...by };
  const [before, after] = suffixes[unit] ?? ['', ''];
  return `${before}${text}${after}`;
}
