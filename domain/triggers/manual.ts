import { z } from 'zod';
import { idSchema } from '../definition/words.ts';
import { sentence } from '../steps/sentence.ts';
import { defineTrigger } from './trigger-type.ts';

const config = z.strictObject({ id: idSchema, type: z.literal('manual') });

/** A person starts it for a record. */
export const manualTrigger = defineTrigger<z.infer<typeof config>>({
  type: 'manual',
  title: 'Manual',
  icon: 'hand-click',
  config,
  sees: { previous: false, event: true },
  help: 'Starts by hand, for one record or many.',
  sentence: () => sentence('trigger.manual', 'When somebody starts it'),
  plan: () => ({ events: [] }),
});
