import { type RefusalReason, refusalReasons } from '../../domain/enrollment/decide-enrollment.ts';
import type { EnrollmentView, Judged, NonMatch, WhyAnswer } from '../api/answers.ts';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { triggerCondition, triggerTitle } from '../canvas/trigger-text.ts';
import { failingParts } from '../rules/failing-parts.ts';
import { ruleSentence } from '../rules/rule-sentence.ts';
import { traceIn } from '../rules/trace-values.ts';
import { readValues, ruleWords, type StoryContext, type StoryEntry } from './story.ts';

type Trigger = DefinitionView['triggers'][number];

const plain: Pick<StoryEntry, 'stepId' | 'icon' | 'group' | 'tone' | 'messageIds'> = {
  stepId: '',
  icon: 'bolt',
  group: 'flow',
  tone: 'normal',
  messageIds: [],
};

const triggerOf = ({ definition }: StoryContext, id: string): Trigger | undefined =>
  definition.triggers.find((trigger) => trigger.id === id);

const titleOf = (trigger: Trigger | undefined, { definition, words }: StoryContext): string | null =>
  trigger ? triggerTitle(trigger, definition, words) : null;

/** What kept a trigger's rule from being true, in words; null without a rule. */
function failingRule(trigger: Trigger | undefined, trace: unknown, context: StoryContext): string | null {
  if (trigger?.when === undefined) return null;
  const parts = failingParts(trigger.when, traceIn({ trace }));
  return parts.map((part) => ruleSentence(part, ruleWords(context))).join(context.t('rule.or'));
}

const capital = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** An event that a trigger did not match, and what of its rule kept it away. */
function nonMatchEntry(nonMatch: NonMatch, context: StoryContext): StoryEntry {
  const { t, words } = context;
  const { id, at, triggerId, reason, trace } = nonMatch;
  const trigger = triggerOf(context, triggerId);
  const event = capital(t(`event.${nonMatch.event}`, { defaultValue: nonMatch.event }));
  const whole = trigger ? triggerCondition(trigger, context.definition, words, t) : '';
  const rule = reason === 'true-before' ? whole : failingRule(trigger, trace, context);
  return {
    ...plain,
    key: id,
    at,
    title: t('why.notMatched', { trigger: titleOf(trigger, context) ?? triggerId }),
    reasons: [rule ? t(reason === 'true-before' ? 'why.trueBefore' : 'why.notTrue', { event, rule }) : event],
    values: readValues(traceIn({ trace }), context),
  };
}

const isRefusal = (reason: string): reason is RefusalReason => Object.hasOwn(refusalReasons, reason);

/** Why a match started no run. */
function refusalText(reason: string, { words, t }: StoryContext): string {
  return isRefusal(reason)
    ? words.say(refusalReasons[reason])
    : t(`why.reason.${reason}`, { defaultValue: words.choice(reason) });
}

/** What became of a match. */
function enrollmentEntry(enrollment: EnrollmentView, context: StoryContext): StoryEntry {
  const { t } = context;
  const { id, at, triggerId, state, reason, runId, trace } = enrollment;
  const trigger = titleOf(triggerOf(context, triggerId), context);
  return {
    ...plain,
    key: id,
    at,
    title: t(`why.state.${state}`, { defaultValue: state }),
    ...(runId ? { href: `/runs/${runId}` } : {}),
    reasons: [
      ...(reason ? [refusalText(reason, context)] : []),
      trigger ? t('why.matched', { trigger }) : t('story.startedBy.hand'),
    ],
    values: readValues(traceIn({ trace }), context),
  };
}

/** What happened with events about the record, newest first. Definitions differ by version. */
export function whyHistory(answer: WhyAnswer, contextOf: (version: number) => StoryContext): readonly StoryEntry[] {
  const live = contextOf(answer.now?.version ?? 0);
  return [
    ...answer.enrollments.map((enrollment) => enrollmentEntry(enrollment, live)),
    ...answer.nonMatches.map((nonMatch) => nonMatchEntry(nonMatch, contextOf(nonMatch.version))),
  ].sort((a, b) => (b.at ?? '').localeCompare(a.at ?? ''));
}

/** How the triggers judge the record as it is. */
export function whyNow(answer: NonNullable<WhyAnswer['now']>, context: StoryContext): readonly StoryEntry[] {
  const { t, definition, words } = context;
  const judgement = (trigger: Trigger, when: Judged | null) => {
    if (when === null) return triggerCondition(trigger, definition, words, t);
    return when.value
      ? t('story.because', { rule: triggerCondition(trigger, definition, words, t) })
      : t('story.becauseNot', { rule: failingRule(trigger, when.trace, context) ?? '' });
  };
  return answer.triggers.map(({ id, type, when }) => {
    const trigger = triggerOf(context, id);
    return {
      ...plain,
      key: id,
      at: null,
      title: titleOf(trigger, context) ?? type,
      reasons: trigger ? [judgement(trigger, when)] : [],
      values: readValues(traceIn({ trace: when?.trace }), context),
    };
  });
}

/** Whether it would match now, and what would become of a match, in one sentence. */
export function whyDecision(answer: WhyAnswer, context: StoryContext): string {
  const { t } = context;
  if (answer.now === null) return t('why.notLive');
  if (answer.now.paused) return t('why.paused');
  const { decision } = answer.now;
  if (decision.kind === 'refuse') return t('why.refused', { reason: refusalText(decision.reason, context) });
  const { triggers } = answer.now;
  if (triggers.length > 0 && triggers.every(({ when }) => when?.value === false)) return t('why.noneTrue');
  return t(`why.decision.${decision.kind}`);
}
