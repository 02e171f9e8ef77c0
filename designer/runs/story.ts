import { isRecordType } from '../../domain/records/record-types.ts';
import { isReasonCode, reasons } from '../../domain/sending/reasons.ts';
import { stepTypeOf } from '../../domain/steps/registry.ts';
import type { StepGroup } from '../../domain/steps/step-type.ts';
import type { StepVisit } from '../api/answers.ts';
import type { DefinitionView, StepView } from '../canvas/definition-view.ts';
import { outletName, stepName, stepSentence } from '../canvas/step-text.ts';
import { humanise } from '../i18n/words.ts';
import { sayAssignment } from '../records/say-assignment.ts';
import { fieldOf, type Saying, sayField, sayValue } from '../records/say-value.ts';
import { pathName, type RuleWords, ruleSentence } from '../rules/rule-sentence.ts';
import { ruleWordsOf } from '../rules/rule-words.ts';
import { slotRule } from '../rules/slot-rule.ts';
import { type Trace, traceIn, valuesRead } from '../rules/trace-values.ts';

type StoryValue = { readonly label: string; readonly value: string };

/** One stop of a run in business words. */
export type StoryEntry = {
  readonly key: string;
  readonly stepId: string;
  readonly icon: string | undefined;
  readonly group: StepGroup;
  readonly title: string;
  readonly tone: 'normal' | 'bad' | 'now' | 'planned';
  readonly at: string | null;
  /** Why it turned out so, sentence by sentence. */
  readonly reasons: readonly string[];
  /** Values that were read. */
  readonly values: readonly StoryValue[];
  readonly messageIds: readonly string[];
  /** The page that tells more. */
  readonly href?: string;
};

export type StoryContext = Saying & { readonly definition: DefinitionView };

type Visit = Omit<StepVisit, 'error'> & {
  readonly error?: { readonly code: string; readonly message: string } | null | undefined;
};
type Told = {
  readonly title: string;
  readonly reasons?: readonly (string | null)[];
  readonly values?: readonly StoryValue[];
  readonly bad?: boolean;
};

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The finished stops of a run, oldest first. */
export function storyOf(visits: readonly Visit[], context: StoryContext): readonly StoryEntry[] {
  return visits.filter((visit) => visit.endedAt || visit.error).map((visit) => entryOf(visit, context));
}

function entryOf(visit: Visit, context: StoryContext): StoryEntry {
  const { definition, words } = context;
  const step = definition.steps[visit.stepId];
  const type = stepTypeOf(visit.type);
  const told = visit.error ? failed(visit, step, context) : (tellers[visit.type] ?? tellPlainly)(visit, step, context);
  return {
    key: `${visit.stepId}-${visit.visit}`,
    stepId: visit.stepId,
    icon: type?.icon,
    group: type?.group ?? 'flow',
    title: told.title,
    tone: told.bad ? 'bad' : 'normal',
    at: visit.endedAt ?? visit.startedAt,
    reasons: (told.reasons ?? []).filter((reason) => reason !== null),
    values: told.values ?? [],
    messageIds: messagesOf(visit),
    ...approvalHref(visit.detail.approvalId),
  };

  function failed(of: Visit, at: StepView | undefined, { t }: StoryContext): Told {
    return {
      title: t('story.failed', { step: stepName(at, of.stepId, words) }),
      reasons: [failureOf(of, context)],
      bad: true,
    };
  }
}

/** The messages and calls of a stop. */
function messagesOf({ detail: { messageIds, messageId } }: Visit): readonly string[] {
  if (Array.isArray(messageIds)) return messageIds.map(String);
  return typeof messageId === 'string' ? [messageId] : [];
}

/** Why a stop could not be done: by the reason code of its message where there is one, else in the engine's words. */
export function failureOf({ detail, error }: Visit, { words }: StoryContext): string | null {
  return isReasonCode(detail.reason) ? words.say(reasons[detail.reason].title) : error ? words.incident(error) : null;
}

type Teller = (visit: Visit, step: StepView | undefined, context: StoryContext) => Told;

/** Name of the step, and where it went on when there was a choice. */
const tellPlainly: Teller = (visit, step, context) => {
  const { words, t } = context;
  const name = stepName(step, visit.stepId, words);
  const turned = visit.outlet && visit.outlet !== 'done';
  const error = isObject(visit.detail.error) ? text(visit.detail.error.message) : null;
  const sentence = step ? stepSentence(step, ruleWords(context)) : null;
  return {
    title: turned ? t('story.turned', { step: name, outlet: outletName(step, visit.outlet ?? '', words) }) : name,
    reasons: [sentence === name ? null : sentence, error],
    bad: visit.outlet === 'error',
  };
};

/** The words in which the rules of this run are said. */
export const ruleWords = ({ definition, words, t }: StoryContext): RuleWords => ruleWordsOf(definition, words, t);

/** The values that a rule read, by the names people know them by; looked-up ones by the rule they answer. */
export function readValues(trace: Trace | null, context: StoryContext): readonly StoryValue[] {
  const rule = ruleWords(context);
  return (trace ? valuesRead(trace) : []).map(({ path, value }) => {
    const asked = slotRule(path);
    return { label: asked ? ruleSentence(asked, rule) : pathName(path, rule), value: sayValue(value, context) };
  });
}

const configOf = (step: StepView | undefined) => (isObject(step?.config) ? step.config : {});

function ruleOfBranch(step: StepView | undefined, outlet: string | null | undefined): unknown {
  const { when, branches } = configOf(step);
  if (when !== undefined) return when;
  const branch = Array.isArray(branches)
    ? branches.find((candidate) => isObject(candidate) && candidate.id === outlet)
    : undefined;
  return isObject(branch) ? branch.when : undefined;
}

const tellTurn: Teller = (visit, step, context) => {
  const { words, t } = context;
  const rule = ruleOfBranch(step, visit.outlet);
  const because =
    rule === undefined
      ? null
      : t(visit.outlet === 'no' ? 'story.becauseNot' : 'story.because', {
          rule: ruleSentence(rule, ruleWords(context)),
        });
  const said = rule === undefined ? null : ruleSentence(rule, ruleWords(context));
  return {
    title: t('story.turned', {
      step: stepName(step, visit.stepId, words),
      outlet: outletName(step, visit.outlet ?? '', words),
    }),
    reasons: [visit.outlet === 'else' ? t('story.noBranch') : because],
    values: readValues(traceIn(visit.detail), context).filter(({ label }) => label !== said),
  };
};

const tellSplit: Teller = (visit, step, context) => ({
  title: context.t('story.turned', { step: stepName(step, visit.stepId, context.words), outlet: visit.outlet ?? '' }),
  reasons: [context.t('story.byChance', { place: String(visit.detail.place ?? '') })],
});

const tellMessage: Teller = (visit, step, context) => {
  const { words, t } = context;
  const name = stepName(step, visit.stepId, words);
  const { detail } = visit;
  const outcome = text(detail.outcome) ?? visit.outlet ?? 'accepted';
  const reason = text(detail.reason);
  const why = reason ? words.reason(reason) : null;
  // What the provider said matters where it did not take the message.
  const response = outcome === 'accepted' ? null : text(detail.response);
  return {
    title: t(`story.message.${outcome}`, { name, defaultValue: name }),
    reasons: [why, response],
    bad: outcome === 'rejected' || outcome === 'failed',
  };
};

const tellWait: Teller = (visit, step, context) => {
  const { t, formatTime } = context;
  const due = text(visit.detail.dueAt) ?? visit.endedAt ?? null;
  const explain = isObject(visit.detail.explain) ? visit.detail.explain : {};
  const place = isObject(explain.at) ? explain.at : {};
  const zone = text(place.zone);
  const fallback = text(place.source);
  return {
    title:
      visit.outlet === 'skipped' ? t('story.waitSkipped') : t('story.waited', { time: due ? formatTime(due) : '' }),
    reasons: [
      step ? stepSentence(step, ruleWords(context)) : null,
      zone ? t('story.zone', { zone, of: fallback ? t(`zoneOf.${fallback}`, { defaultValue: fallback }) : '' }) : null,
    ],
  };
};

const tellWaitFor: Teller = (visit, step, context) => {
  const { t, words } = context;
  const event = isObject(visit.detail.event) ? text(visit.detail.event.type) : null;
  const rule = ruleOfBranch(step, visit.outlet);
  return {
    title:
      visit.outlet === 'timeout'
        ? t('story.notInTime')
        : event
          ? t('story.happened', { event: t(`event.${event}`, { defaultValue: event }) })
          : t('story.turned', { step: stepName(step, visit.stepId, words), outlet: visit.outlet ?? '' }),
    reasons: [
      step ? stepSentence(step, ruleWords(context)) : null,
      rule !== undefined && visit.outlet !== 'timeout' ? ruleSentence(rule, ruleWords(context)) : null,
    ],
  };
};

const tellWrite: Teller = (visit, step, context) => {
  const { words, t, definition } = context;
  const { set, changed, fields, created } = visit.detail;
  const values = isObject(set) ? set : isObject(fields) ? fields : {};
  const type = isObject(created) ? text(created.type) : definition.subject;
  // Ids of other records say nothing to people.
  const shown = Object.entries(values)
    .filter(([key]) => key !== 'relatedType' && fieldOf(type, key)?.kind !== 'reference')
    .slice(0, 6);
  const label = (key: string) => (type && isRecordType(type) ? words.fieldOf(type, key) : words.say(humanise(key)));
  return {
    title: stepName(step, visit.stepId, words),
    reasons: [
      Array.isArray(changed) && changed.length === 0
        ? t('story.unchanged')
        : step
          ? stepSentence(step, ruleWords(context))
          : null,
      ...assignmentSaid(visit, step, context),
    ],
    values: shown.map(([key, value]) => ({
      label: label(key),
      value: sayField(fieldOf(type, key), value, context, values.currency),
    })),
  };
};

const tellFork: Teller = (visit, step, { words, t }) => ({
  title: stepName(step, visit.stepId, words),
  reasons: [
    Array.isArray(visit.detail.branches)
      ? t('story.fork', {
          count: visit.detail.branches.length,
          branches: visit.detail.branches.map((branch) => words.say(humanise(String(branch)))).join(', '),
        })
      : null,
  ],
});

/** Who decided what, with their comments. */
const tellApproval: Teller = (visit, step, context) => {
  const { t } = context;
  const { decisions } = visit.detail;
  const said = (Array.isArray(decisions) ? decisions : []).flatMap((made) => {
    if (!isObject(made)) return [];
    const what = t(`story.decision.${text(made.decision) ?? 'approve'}`, { name: text(made.by) ?? '' });
    const comment = text(made.comment);
    return [comment === null ? what : t('story.said', { what, comment })];
  });
  return { ...tellPlainly(visit, step, context), ...(said.length === 0 ? {} : { reasons: said }) };
};

const tellAssignment: Teller = (visit, step, context) => {
  const plain = tellPlainly(visit, step, context);
  const said = assignmentSaid(visit, step, context);
  return said.length === 0 ? plain : { ...plain, reasons: said };
};

/** Who got a record, and why; nothing where nobody was chosen. */
function assignmentSaid(visit: Visit, step: StepView | undefined, context: StoryContext): readonly (string | null)[] {
  const { t, words } = context;
  const { assignment, set } = visit.detail;
  if (!isObject(assignment)) return [];
  const { rules } = configOf(step);
  const rule = Array.isArray(rules) ? rules[Number(assignment.rule) - 1] : undefined;
  const when = isObject(rule) && rule.when !== undefined ? ruleSentence(rule.when, ruleWords(context)) : null;
  const user = text(assignment.userId) ?? (isObject(set) ? text(set.ownerId) : null);
  const queue = isObject(set) ? set.queue : undefined;
  const kept = { by: assignment.by, queue, reason: assignment };
  const given = user === null ? null : t('timeline.assigned', { name: words.userName(user) });
  return [given, ...sayAssignment(kept, context, when)];
}

/** The page of what people were asked at a stop. */
export const approvalHref = (id: unknown) => (typeof id === 'string' ? { href: `/approvals/${id}` } : {});

/** Step types whose stops have more to tell than their name. */
const tellers: Readonly<Record<string, Teller>> = {
  condition: tellTurn,
  switch: tellTurn,
  repeat: tellTurn,
  split: tellSplit,
  parallel: tellFork,
  'send-email': tellMessage,
  'send-sms': tellMessage,
  'notify-user': tellMessage,
  'send-webhook': tellMessage,
  wait: tellWait,
  'wait-for': tellWaitFor,
  'update-record': tellWrite,
  'create-record': tellWrite,
  'create-task': tellWrite,
  'change-stage': tellWrite,
  'create-case': tellWrite,
  'create-offer': tellWrite,
  'create-order': tellWrite,
  'create-invoice': tellWrite,
  'create-interaction': tellWrite,
  approval: tellApproval,
  'assign-owner': tellAssignment,
  ask: tellPlainly,
};

/** The one step that follows, when there is only one; null at an end or a choice. */
export function nextStep(stepId: string, definition: DefinitionView): string | null {
  const targets = [
    ...new Set(
      Object.entries(definition.steps[stepId]?.next ?? {})
        .filter(([outlet]) => outlet !== 'error')
        .map(([, next]) => next),
    ),
  ];
  return targets.length === 1 ? (targets[0] ?? null) : null;
}
