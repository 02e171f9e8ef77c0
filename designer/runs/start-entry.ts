import { z } from 'zod';
import type { Run } from '../api/answers.ts';
import { triggerCondition, triggerTitle } from '../canvas/trigger-text.ts';
import { traceIn } from '../rules/trace-values.ts';
import { readValues, type StoryContext, type StoryEntry } from './story.ts';

const originSchema = z.looseObject({ by: z.string(), triggerId: z.string().optional(), trace: z.unknown().optional() });

/** Why a run began: its trigger with the values read, somebody, another run or a test. */
export function startEntry(run: Pick<Run, 'startedAt' | 'origin'>, context: StoryContext): StoryEntry {
  const { definition, words, t } = context;
  const origin = originSchema.safeParse(run.origin);
  const by = origin.success ? origin.data.by : 'trigger';
  const { triggerId, trace } = origin.success ? origin.data : {};
  const trigger = definition.triggers.find(({ id }) => id === triggerId) ?? definition.triggers[0];
  const triggered = by === 'trigger' && trigger !== undefined;
  return {
    key: 'start',
    stepId: '',
    icon: 'bolt',
    group: 'flow',
    tone: 'normal',
    at: run.startedAt,
    messageIds: [],
    title: triggered
      ? t('story.started', { trigger: triggerTitle(trigger, definition, words) })
      : t(`story.startedBy.${by}`),
    reasons: triggered && trigger.when !== undefined ? [triggerCondition(trigger, definition, words, t)] : [],
    values: triggered ? readValues(traceIn({ trace }), context) : [],
  };
}
