import { z } from 'zod';
import { idSchema, word } from '../definition/words.ts';
import { sentence } from '../steps/sentence.ts';
import { subjectFinderSchema } from './subject-finder.ts';
import { defineTrigger } from './trigger-type.ts';

const config = z.strictObject({
  id: idSchema,
  type: z.literal('event'),
  event: word.event('Event'),
  when: word.rule('Condition').optional(),
  subject: subjectFinderSchema.optional(),
  ownWrites: word.switch('Also for events of this workflow', 'Its own runs would start it again').optional(),
});

/** Something happened: a page was viewed, a mail opened, or an event of one's own. */
export const eventTrigger = defineTrigger<z.infer<typeof config>>({
  type: 'event',
  title: 'Event',
  icon: 'bolt',
  config,
  sees: { previous: false, event: true },
  help: 'Starts when an event of the record comes. Where it says how to find the record, that one counts.',
  sentence: ({ event }) => sentence('trigger.event', 'When {event} happens', { event }),
  plan: ({ event, when, subject, ownWrites }) => ({ events: [event], when, subject, ownWrites }),
});
