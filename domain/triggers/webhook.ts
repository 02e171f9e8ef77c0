import { z } from 'zod';
import { idSchema, word } from '../definition/words.ts';
import { sentence } from '../steps/sentence.ts';
import { subjectFinderSchema } from './subject-finder.ts';
import { defineTrigger } from './trigger-type.ts';

const config = z.strictObject({
  id: idSchema,
  type: z.literal('webhook'),
  subject: subjectFinderSchema,
  when: word.rule('Condition').optional(),
  dedupe: word.value('Same when', 'Calls with one value here count once').optional(),
});

/** Another system called the workflow's own address. */
export const webhookTrigger = defineTrigger<z.infer<typeof config>>({
  type: 'webhook',
  title: 'Webhook',
  icon: 'webhook',
  config,
  sees: { previous: false, event: true },
  help: 'Starts when another system posts to the address of this trigger. What it posts is event.properties.',
  sentence: () => sentence('trigger.webhook', 'When another system calls'),
  plan: ({ subject, when, dedupe }) => ({ events: ['webhook.received'], when, subject, dedupe }),
});
