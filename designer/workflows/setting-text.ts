import type { TFunction } from 'i18next';
import { readableTemplate } from '../canvas/step-text.ts';
import { userText } from '../i18n/user-text.ts';
import { humanise } from '../i18n/words.ts';
import { type RuleWords, ruleSentence } from '../rules/rule-sentence.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type SettingWords = RuleWords & { readonly locale: string };

/** A setting of a step as people read it: rules, durations, times, users and texts in words, anything else line by line. */
export function settingText(value: unknown, widget: string | undefined, context: SettingWords): string {
  if (widget === 'rule') return ruleSentence(value, context);
  if (widget === 'choice' && typeof value === 'string') return context.words.choice(value);
  return text(value, context);
}

function text(value: unknown, context: SettingWords): string {
  const { t, words } = context;
  if (typeof value === 'string') return words.duration(value) || readableTemplate(value, context);
  if (Array.isArray(value)) return list(value, context);
  if (!isObject(value)) return ruleSentence(value, context);
  if (typeof value.time === 'string') return atText(value, context);
  if (typeof value.id === 'string') return branchText(value, context);
  const said = words.duration(value) || userText(value, { t, userName: words.userName });
  return said || lines(value, context);
}

function list(values: readonly unknown[], context: SettingWords): string {
  const users = userText(values, { t: context.t, userName: context.words.userName });
  if (users !== null) return users;
  const said = values.map((value) => text(value, context));
  return values.some(isObject) ? said.join('\n') : said.join(', ');
}

/** "Time: 09:00", one line a member; `{"text"}` and `{"rule"}` are what stands in them. */
function lines(object: Readonly<Record<string, unknown>>, context: SettingWords): string {
  const entries = Object.entries(object);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === 'text') return text(only[1], context);
  if (entries.length === 1 && only?.[0] === 'rule') return ruleSentence(only[1], context);
  return entries.map(([key, value]) => `${nameOf(key, context)}: ${member(key, value, context)}`).join('\n');
}

const nameOf = (key: string, { words, subject }: RuleWords) => {
  const field = words.fieldOf(subject, key);
  return field === humanise(key) ? words.say(humanise(key)) : field;
};

function member(key: string, value: unknown, context: SettingWords): string {
  return ['when', 'where', 'while'].includes(key) ? ruleSentence(value, context) : text(value, context);
}

/** "Interested: the lead has opened a mail", "a: 50 %". */
function branchText({ id, ...branch }: Readonly<Record<string, unknown>>, context: SettingWords): string {
  const { event, when, percent, ...rest } = branch;
  const said = [
    ...(typeof event === 'string' ? [context.t(`event.${event}`, { defaultValue: event })] : []),
    ...(when === undefined ? [] : [ruleSentence(when, context)]),
    ...(typeof percent === 'number' ? [`${percent} %`] : []),
    ...(Object.keys(rest).length > 0 ? [lines(rest, context)] : []),
  ];
  return `${humanise(String(id))}: ${said.join(' · ')}`;
}

/** "09:00 · Mon, Tue · contact". */
function atText({ time, days, zone }: Readonly<Record<string, unknown>>, { t, locale }: SettingWords): string {
  const parts = [
    String(time),
    ...(Array.isArray(days) ? [weekdays(days, locale)] : []),
    ...(typeof zone === 'string' ? [zoneText(zone, t)] : []),
  ];
  return parts.join(' · ');
}

/** "Time zone of the person", "Time zone Europe/Warsaw". */
const zoneText = (zone: string, t: TFunction) =>
  t('story.zone', { zone: '', of: t(`zoneOf.${zone}`, { defaultValue: zone }) }).replace(/\s+/g, ' ');

/** ISO weekdays, 1 is Monday, by their names. */
function weekdays(days: readonly unknown[], locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  return days.map((day) => format.format(Date.UTC(2024, 0, Number(day)))).join(', ');
}
