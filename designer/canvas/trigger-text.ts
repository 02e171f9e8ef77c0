import type { TFunction } from 'i18next';
import { isRecordType } from '../../domain/records/record-types.ts';
import type { Words } from '../i18n/words.ts';
import { ruleSentence } from '../rules/rule-sentence.ts';
import { ruleWordsOf } from '../rules/rule-words.ts';
import type { DefinitionView } from './definition-view.ts';

type Trigger = DefinitionView['triggers'][number];

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** "When a lead is created", and when it counts; several triggers are counted. */
export function triggerText(
  definition: DefinitionView,
  words: Words,
  t: TFunction,
): { readonly title: string; readonly sentence: string } {
  const { triggers, subject } = definition;
  const [first, ...more] = triggers;
  if (!first) return { title: t('trigger.none'), sentence: t('trigger.noneHelp') };
  const title = triggerTitle(first, subject, words, t);
  const condition = first.when === undefined ? '' : ruleSentence(first.when, ruleWordsOf(definition, words, t));
  if (more.length === 0) return { title, sentence: condition === '' ? t('trigger.always') : condition };
  return {
    title,
    sentence: t('trigger.more', { titles: more.map((trigger) => triggerTitle(trigger, subject, words, t)).join(', ') }),
  };
}

/** What starts a run, in one line. */
export function triggerTitle(trigger: Trigger, subject: string, words: Words, t: TFunction): string {
  const record = words.recordType(subject).toLocaleLowerCase();
  const type = text(trigger.type);
  if (type === 'record') {
    const fields =
      Array.isArray(trigger.fields) && isRecordType(subject)
        ? trigger.fields.map((key) => words.fieldOf(subject, String(key)))
        : [];
    if (trigger.enters === true) return t('trigger.record.enters', { record });
    if (fields.length > 0) return t('trigger.record.fields', { record, fields: fields.join(', ') });
    return t(`trigger.record.${text(trigger.on) || 'saved'}`, { record });
  }
  return t(`trigger.${type}`, { record, event: text(trigger.event), defaultValue: type });
}
