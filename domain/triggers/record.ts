import { z } from 'zod';
import { idSchema, meta, word } from '../definition/words.ts';
import { recordTypes } from '../records/record-types.ts';
import { sentence } from '../steps/sentence.ts';
import { defineTrigger } from './trigger-type.ts';

const config = z
  .strictObject({
    id: idSchema,
    type: z.literal('record'),
    on: word.choice('When', ['created', 'updated', 'deleted', 'saved'], '“saved” is created or updated'),
    fields: z.array(z.string().min(1)).min(1).max(50).meta(meta('fields', 'Only when one of these changed')).optional(),
    when: word.rule('Condition').optional(),
    enters: word.switch('Only when the condition becomes true', 'It was not true before the change').optional(),
    ownWrites: word.switch('Also for changes by this workflow', 'Its own runs would start it again').optional(),
  })
  .superRefine(({ enters, when }, context) => {
    if (enters && when === undefined)
      context.addIssue({
        code: 'custom',
        path: ['enters'],
        message: '"enters" needs a condition in "when"',
        params: { code: 'enters-without-when' },
      });
  });

const verbs = {
  created: 'is created',
  updated: 'is updated',
  deleted: 'is deleted',
  saved: 'is created or updated',
} as const;

/** A record of the subject's type was created, updated or deleted. */
export const recordTrigger = defineTrigger<z.infer<typeof config>>({
  type: 'record',
  title: 'Record',
  icon: 'database',
  config,
  sees: { previous: true, event: true },
  help: 'Starts when a record is created, updated or deleted.',
  sentence: ({ on }, subject) =>
    sentence(`trigger.record.${on}`, `When a {type} ${verbs[on]}`, { type: recordTypes[subject].label.toLowerCase() }),
  plan: ({ on, fields, when, enters, ownWrites }) => ({
    events: on === 'saved' ? ['record.created', 'record.updated'] : [`record.${on}`],
    when,
    fields,
    enters,
    ownWrites,
  }),
});
