import { z } from 'zod';
import { idSchema, meta, word } from '../definition/words.ts';
import type { Issue } from '../errors.ts';
import type { Field } from '../records/field.ts';
import { sentence } from '../steps/sentence.ts';
import { atSchema } from '../time/at.ts';
import { durationText } from '../time/describe-duration.ts';
import { defineTrigger } from './trigger-type.ts';

const config = z.strictObject({
  id: idSchema,
  type: z.literal('date'),
  field: z
    .string()
    .min(1)
    .meta(meta('field', 'Date', 'A field that holds a date or time')),
  offset: z
    .union([z.strictObject({ before: word.duration('Before') }), z.strictObject({ after: word.duration('After') })], {
      error: 'an offset is {"before": duration} or {"after": duration}',
    })
    .meta({ title: 'Offset' })
    .optional(),
  at: atSchema.meta(meta('at', 'At', 'A time of day on that date')).optional(),
  every: word.choice('Every', ['year'], 'On that day of each year, such as a birthday').optional(),
  when: word.rule('Condition', 'Of the record, when the date comes').optional(),
});
type Config = z.infer<typeof config>;

/** The event by which the dispatcher learns that a date has come. */
export const dateReached = 'date.reached';

/** A date that a record holds has come, or comes in so long. */
export const dateTrigger = defineTrigger<Config>({
  type: 'date',
  title: 'Date',
  icon: 'calendar-event',
  config,
  sees: { previous: false, event: true },
  help: 'Starts at a date of the record, or so long before or after it: once for each value, or every year.',
  sentence: ({ field, offset }) => {
    if (!offset) return sentence('trigger.date', 'At {field}', { field });
    return 'before' in offset
      ? sentence('trigger.date.before', '{duration} before {field}', { field, duration: durationText(offset.before) })
      : sentence('trigger.date.after', '{duration} after {field}', { field, duration: durationText(offset.after) });
  },
  plan: ({ field, offset, at, every, when }) => ({
    events: [dateReached],
    when,
    date: { field, offset, at, every },
  }),
  check: ({ field }, { subject, fields }) => checkField(field, subject, fields),
});

function checkField(key: string, subject: string, fields: readonly Field[]): readonly Issue[] {
  const found = fields.find((field) => field.key === key);
  if (found && (found.kind === 'date' || found.kind === 'dateTime')) return [];
  const dates = fields.filter(({ kind }) => kind === 'date' || kind === 'dateTime').map((field) => field.key);
  const what = found ? `"${key}" holds no date or time.` : `A ${subject} has no field "${key}".`;
  return [
    {
      severity: 'error',
      code: found ? 'wrong-type' : 'unknown-field',
      path: '/field',
      message: `${what} There are ${dates.join(', ')}.`,
      params: { key },
    },
  ];
}
