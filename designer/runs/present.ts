import { stepTypeOf } from '../../domain/steps/registry.ts';
import type { Run, RunPosition } from '../api/answers.ts';
import { stepName, stepSentence } from '../canvas/step-text.ts';
import { approvalHref, nextStep, ruleWords, type StoryContext, type StoryEntry } from './story.ts';

/** Where a run stands now, and what it will do next as far as only one way leads on. */
export function presentEntries(run: Run, context: StoryContext): readonly StoryEntry[] {
  return run.positions.flatMap((position) => {
    const stopped = run.steps?.some(({ stepId, error, endedAt }) => stepId === position.stepId && error && !endedAt);
    return [...(stopped ? [] : [nowEntry(position, context)]), ...plannedEntry(position, context)];
  });
}

function nowEntry(position: RunPosition, context: StoryContext): StoryEntry {
  const { definition, words, t, formatTime } = context;
  const step = definition.steps[position.stepId];
  const { waitingFor, dueAt, error } = position;
  const events = (waitingFor?.events ?? [])
    .map((event) => t(`event.${event}`, { defaultValue: event }))
    .join(t('rule.or'));
  const kind = waitingFor?.kind ?? '';
  return {
    ...looksOf(position.stepId, step?.type ?? ''),
    ...approvalHref(waitingFor?.approval),
    key: `now-${position.stepId}`,
    title: t('story.now', { step: stepName(step, position.stepId, words) }),
    tone: 'now',
    at: position.since,
    reasons: [
      step ? stepSentence(step, ruleWords(context)) : '',
      error ? t('story.now.retry', { message: words.incident(error) }) : '',
      events === '' ? '' : t('story.waitsFor', { events }),
      ['person', 'message', 'runs', 'join'].includes(kind) ? t(`story.now.${kind}`) : '',
      dueAt ? t(kind === 'event' ? 'story.nowUntil' : 'story.nowDue', { time: formatTime(dueAt) }) : '',
    ].filter((reason) => reason !== ''),
  };
}

function plannedEntry({ stepId }: RunPosition, context: StoryContext): readonly StoryEntry[] {
  const { definition, words, t } = context;
  const next = nextStep(stepId, definition);
  const step = next === null ? undefined : definition.steps[next];
  if (next === null || !step) return [];
  return [
    {
      ...looksOf(next, step.type),
      key: `planned-${stepId}-${next}`,
      title: t('story.then', { step: stepName(step, next, words) }),
      tone: 'planned',
      at: null,
      reasons: [stepSentence(step, ruleWords(context))],
    },
  ];
}

function looksOf(stepId: string, type: string) {
  const found = stepTypeOf(type);
  return { stepId, icon: found?.icon, group: found?.group ?? ('flow' as const), values: [], messageIds: [] };
}
