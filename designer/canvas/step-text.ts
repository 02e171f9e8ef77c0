import { stepTypeOf } from '../../domain/steps/registry.ts';
import type { StepGroup } from '../../domain/steps/step-type.ts';
import { humanise, type Words } from '../i18n/words.ts';
import { type RuleWords, ruleSentence } from '../rules/rule-sentence.ts';
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
  const sentence = type.sentence(config.data);
  return words.sentence({ ...sentence, params: { ...sentence.params, ...wordedParams(config.data, context) } });
}

/** Parameters of sentences that have words of their own in each language: durations, fields, record types. */
function wordedParams(config: unknown, { words, subject }: RuleWords): Readonly<Record<string, string>> {
  if (typeof config !== 'object' || config === null) return {};
  const { for: length, timeout, due, set, type, on } = config as Readonly<Record<string, unknown>>;
  const duration = words.duration(length ?? timeout);
  return {
    ...(duration === '' ? {} : { duration }),
    ...(due === undefined ? {} : { due: words.duration(due) }),
    ...(typeof set === 'object' && set !== null
      ? {
          fields: Object.keys(set)
            .map((key) =>
              on === undefined || on === 'subject' ? words.fieldOf(subject, key) : words.say(humanise(key)),
            )
            .join(', '),
        }
      : {}),
    ...(typeof type === 'string' ? { type: words.recordType(type).toLocaleLowerCase() } : {}),
  };
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
