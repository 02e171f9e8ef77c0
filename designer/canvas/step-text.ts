import { fieldsOf } from '../../domain/records/record-types.ts';
import { stepTypeOf } from '../../domain/steps/registry.ts';
import type { StepGroup } from '../../domain/steps/step-type.ts';
import { userText } from '../i18n/user-text.ts';
import { humanise, type Words } from '../i18n/words.ts';
import { pathName, type RuleWords, ruleSentence } from '../rules/rule-sentence.ts';
import type { StepView } from './definition-view.ts';

/** The name a step goes by: its own, else its type's title. */
export function stepName(step: StepView | undefined, stepId: string, words: Words): string {
  if (!step) return stepId;
  return step.name ?? words.stepType(step.type);
}

/** Its sentence ("Wait 3 days"), a condition's rule in words; the title of its type while its settings cannot be read. */
export function stepSentence(step: StepView, context: RuleWords): string {
  const { words } = context;
  const type = stepTypeOf(step.type);
  const config = type?.config.safeParse(step.config);
  if (!type || !config?.success) return words.stepType(step.type);
  if (step.type === 'condition') return ruleSentence(ruleOf(config.data), context);
  return words.sentence(type.sentence(config.data), wordedParams(config.data, context));
}

/** Parameters of sentences that have words of their own in each language: durations, fields, record types, texts. */
function wordedParams(config: unknown, context: RuleWords): Readonly<Record<string, string>> {
  if (typeof config !== 'object' || config === null) return {};
  const { words } = context;
  const settings: Readonly<Record<string, unknown>> = { ...config };
  const { for: length, timeout, due, set, type, to, branches } = settings;
  const who = userText(to, { t: context.t, userName: words.userName });
  const duration = words.duration(length ?? timeout);
  const texts = ['title', 'subject', 'body', 'message'].flatMap((key) => {
    const source = templateOf(settings[key]);
    return source === null ? [] : [[key, readableTemplate(source, context)]];
  });
  return {
    ...Object.fromEntries(texts),
    ...(who === null ? {} : { user: who, users: who }),
    ...(duration === '' ? {} : { duration }),
    ...(due === undefined ? {} : { due: words.duration(due) }),
    ...(typeof set === 'object' && set !== null ? { fields: fieldsSet({ ...set }, settings.on, context) } : {}),
    ...(Array.isArray(branches) ? { what: awaited(branches, context) } : {}),
    ...(typeof type === 'string' ? { type: words.recordType(type).toLocaleLowerCase() } : {}),
  };
}

/** "Status to Cold, Score": what is computed is named without its value. */
function fieldsSet(set: Readonly<Record<string, unknown>>, on: unknown, context: RuleWords): string {
  const { words, subject, t } = context;
  const own = on === undefined || on === 'subject';
  return Object.entries(set)
    .map(([key, value]) => {
      const field = own ? words.fieldOf(subject, key) : words.say(humanise(key));
      const plain = typeof value === 'string' || typeof value === 'number';
      return plain ? t('value.setTo', { field, value: sayPlain(key, value, context) }) : field;
    })
    .join(', ');
}

function sayPlain(key: string, value: string | number, { words, subject }: RuleWords): string {
  const kind = fieldsOf(subject).find((field) => field.key === key)?.kind;
  return kind === 'choice' ? words.choice(String(value)) : String(value);
}

/** What the branches of a step wait for: events by name, rules by the id of their branch. */
function awaited(branches: readonly unknown[], { words, t }: RuleWords): string {
  const named = (branch: unknown) => {
    const { event, id } = { event: undefined, id: '', ...(typeof branch === 'object' ? branch : {}) };
    return typeof event === 'string' ? words.eventNoun(event) : String(id);
  };
  return branches.map(named).join(t('rule.or'));
}

function templateOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string'
    ? value.text
    : null;
}

/** A text with its variables by name: "Call ‹First name›". */
export function readableTemplate(source: string, context: RuleWords): string {
  const plain = source
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return plain.replaceAll(
    /\{\{\{?\s*(?:[\w-]+\s+)?([\w.]+)[^}]*\}?\}\}/g,
    (_, path: string) => `‹${pathName(path, context)}›`,
  );
}

function ruleOf(config: unknown): unknown {
  return typeof config === 'object' && config !== null && 'when' in config ? config.when : null;
}

/** Name of an outlet in the words of its step type. */
export function outletName(step: StepView | undefined, outlet: string, words: Words): string {
  const type = step ? stepTypeOf(step.type) : null;
  const config = type?.config.safeParse(step?.config);
  const label = config?.success ? type?.outlets(config.data).find(({ id }) => id === outlet)?.label : undefined;
  return words.say(label ?? humanise(outlet));
}

export function stepGroup(type: string): StepGroup {
  return stepTypeOf(type)?.group ?? 'flow';
}

/** The outlet whose line a turn took: an undrawn one goes on as the one that stands in for it. */
export function drawnOutlet(step: StepView | undefined, outlet: string): string {
  if (!step || Object.hasOwn(step.next, outlet)) return outlet;
  const type = stepTypeOf(step.type);
  const config = type?.config.safeParse(step.config);
  const known = config?.success ? type?.outlets(config.data).find(({ id }) => id === outlet) : undefined;
  return known?.fallback ?? outlet;
}
