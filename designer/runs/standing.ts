import type { Run } from '../api/answers.ts';
import { stepName, stepSentence } from '../canvas/step-text.ts';
import { ruleWordsOf } from '../rules/rule-words.ts';
import { failureOf, nextStep, type StoryContext } from './story.ts';

/** Where a run stands and what comes next, in one sentence. */
export function standingSentence(run: Run, context: StoryContext): string {
  const { t, words } = context;
  if (run.state === 'incident')
    return t('standing.incident', { step: stoppedStep(run, context), message: stoppedBy(run, context) });
  if (run.state === 'failed') return t('standing.failed', { message: run.error ? words.incident(run.error) : '' });
  if (run.state === 'paused') return t('standing.paused', { step: positionNames(run, context) });
  if (run.state === 'waiting' || (run.state === 'running' && run.positions.some(({ dueAt }) => dueAt)))
    return waiting(run, context);
  if (run.state === 'running') return t('standing.running', { step: positionNames(run, context) });
  return t(`standing.${run.state}`);
}

function positionNames(run: Run, { definition, words, t }: StoryContext): string {
  const names = run.positions.map(({ stepId }) =>
    t('value.quoted', { text: stepName(definition.steps[stepId], stepId, words) }),
  );
  return names.length > 0 ? names.join(t('rule.and')) : '…';
}

function stoppedStep(run: Run, { definition, words }: StoryContext): string {
  const stepId = run.error?.stepId ?? run.positions[0]?.stepId ?? '';
  return stepName(definition.steps[stepId], stepId, words);
}

/** Why it stopped, as its last stop tells it. */
function stoppedBy({ error, steps = [] }: Run, context: StoryContext): string {
  const stop = steps.findLast(({ stepId, error: failed }) => failed && stepId === error?.stepId);
  return (stop && failureOf(stop, context)) ?? (error ? context.words.incident(error) : '');
}

function waiting(run: Run, context: StoryContext): string {
  const { definition, words, t, formatTime } = context;
  const [position, ...others] = [...run.positions].sort((a, b) => (a.dueAt ?? '9').localeCompare(b.dueAt ?? '9'));
  if (!position) return t('standing.running', { step: '…' });
  if (others.length > 0)
    return t('standing.branches', { count: run.positions.length, step: positionNames(run, context) });
  const step = definition.steps[position.stepId];
  const next = nextStep(position.stepId, definition);
  const then = next ? stepName(definition.steps[next], next, words) : null;
  const time = position.dueAt ? formatTime(position.dueAt) : null;
  if (step?.type === 'wait' && time)
    return then ? t('standing.untilThen', { time, next: then }) : t('standing.until', { time });
  const what = step ? stepSentence(step, ruleWordsOf(definition, words, t)) : position.stepId;
  return time ? t('standing.forUntil', { what, time }) : t('standing.for', { what });
}
