import type { TFunction } from 'i18next';
import { isRecordType } from '../../domain/records/record-types.ts';
import { triggerTypeOf } from '../../domain/triggers/registry.ts';
import type { Words } from '../i18n/words.ts';
import { ruleSentence } from '../rules/rule-sentence.ts';
import { ruleWordsOf } from '../rules/rule-words.ts';
import type { DefinitionView } from './definition-view.ts';

type Trigger = DefinitionView['triggers'][number];
type TriggerText = { readonly title: string; readonly sentence: string };

/** "When a lead is created", and when it counts; several triggers are named. */
export function triggerText(definition: DefinitionView, words: Words, t: TFunction): TriggerText {
  const [first, ...more] = definition.triggers;
  if (!first) return { title: t('trigger.none'), sentence: t('trigger.noneHelp') };
  const title = triggerTitle(first, definition, words);
  if (more.length === 0) return { title, sentence: triggerCondition(first, definition, words, t) };
  const titles = more.map((trigger) => triggerTitle(trigger, definition, words)).join(', ');
  return { title, sentence: t('trigger.more', { titles }) };
}

/** What starts a run, in the words of its trigger type. */
export function triggerTitle(trigger: Trigger, { subject }: DefinitionView, words: Words): string {
  const key = typeof trigger.type === 'string' ? trigger.type : '';
  const type = triggerTypeOf(key);
  const config = type?.config.safeParse(trigger);
  if (!type || !config?.success || !isRecordType(subject)) return key;
  return words.sentence(type.sentence(config.data, subject), {
    type: words.recordType(subject).toLocaleLowerCase(),
    event: words.eventNoun(String(trigger.event ?? '')),
  });
}

/** When it counts: the fields that must have changed, and its condition. */
export function triggerCondition(trigger: Trigger, definition: DefinitionView, words: Words, t: TFunction): string {
  const { subject } = definition;
  const keys =
    Array.isArray(trigger.fields) && isRecordType(subject)
      ? trigger.fields.map((key) => words.fieldOf(subject, String(key)))
      : [];
  const rule = trigger.when === undefined ? '' : ruleSentence(trigger.when, ruleWordsOf(definition, words, t));
  const condition = rule !== '' && trigger.enters === true ? t('trigger.enters', { rule }) : rule;
  const parts = [keys.length > 0 ? t('trigger.fields', { fields: keys.join(', ') }) : '', condition].filter(
    (part) => part !== '',
  );
  return parts.length > 0 ? parts.join('. ') : t('trigger.always');
}
