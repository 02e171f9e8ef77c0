import { z } from 'zod';
import { idSchema } from '../definition/words.ts';
import { sentence } from '../steps/sentence.ts';
import { defineTrigger } from './trigger-type.ts';

const config = z.strictObject({ id: idSchema, type: z.literal('run') });

/** Another workflow starts it by `start-workflow`; only such steps do. */
export const runTrigger = defineTrigger<z.infer<typeof config>>({
  type: 'run',
  title: 'Started by a workflow',
  icon: 'player-play',
  config,
  sees: { previous: false, event: true },
  help: 'Starts when a step of another workflow starts it.',
  sentence: () => sentence('trigger.run', 'When another workflow starts it'),
  plan: () => ({ events: [] }),
});
