import { Cron } from 'croner';
import { z } from 'zod';
import { idSchema, meta, word } from '../definition/words.ts';
import type { Json } from '../json.ts';
import { sentence } from '../steps/sentence.ts';
import { durationText } from '../time/describe-duration.ts';
import { isDurationProblem, parseIsoDuration } from '../time/iso-duration.ts';
import { isZone } from '../time/zone.ts';
import { defineTrigger } from './trigger-type.ts';

/** When a schedule comes, and for which records. */
export type ScheduleSettings = {
  /** Five fields of cron, in `zone`. */
  readonly cron?: string | undefined;
  /** Elapsed time from one to the next, ISO 8601. */
  readonly every?: string | undefined;
  /** IANA name; the company's zone when absent. */
  readonly zone?: string | undefined;
  /** Condition of the records that it starts for. */
  readonly where: Json;
};

const minute = 60_000;

const cronSchema = z.string().superRefine((text, context) => {
  const message = cronProblem(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message, params: { code: 'invalid-cron' } });
});

const everySchema = z.string().superRefine((text, context) => {
  const duration = parseIsoDuration(text);
  const isElapsed = !isDurationProblem(duration) && duration.months === 0 && duration.days === 0;
  if (isElapsed && duration.millis >= minute) return;
  const message = `"${text}" is not hours or minutes from PT1M on; for days write a cron such as "0 9 * * *"`;
  context.addIssue({ code: 'custom', message, params: { code: 'invalid-interval' } });
});

const config = z
  .strictObject({
    id: idSchema,
    type: z.literal('schedule'),
    cron: cronSchema
      .meta(meta('plain', 'Cron', 'Minute, hour, day of the month, month, weekday: "0 9 * * 1" is Monday at nine'))
      .optional(),
    every: everySchema.meta(meta('plain', 'Every', 'Hours or minutes, such as PT6H')).optional(),
    zone: z
      .string()
      .refine(isZone, { error: 'there is no such time zone; write one like Europe/Warsaw' })
      .meta(meta('zone', 'Zone', 'Of the cron; the company’s when it is not given'))
      .optional(),
    audience: z
      .union([z.strictObject({ where: word.rule('Records') }), z.strictObject({ segment: z.string().min(1) })], {
        error: 'an audience is {"where": condition}',
      })
      .meta({ title: 'For' }),
  })
  .superRefine(({ cron, every }, context) => {
    if ((cron === undefined) === (every === undefined))
      context.addIssue({
        code: 'custom',
        path: ['cron'],
        message: 'a schedule has either "cron" or "every"',
        params: { code: 'schedule-without-time' },
      });
  });

/** Comes by the clock, for all records that a condition holds for. */
export const scheduleTrigger = defineTrigger<z.infer<typeof config>>({
  type: 'schedule',
  title: 'Schedule',
  icon: 'calendar-repeat',
  config,
  sees: { previous: false, event: false },
  help: 'Starts at set times, for each record that the condition holds for by then.',
  sentence: ({ cron, every }) =>
    every === undefined
      ? sentence('trigger.schedule.cron', 'At {cron}', { cron: cron ?? '' })
      : sentence('trigger.schedule.every', 'Every {duration}', { duration: durationText(every) }),
  plan: ({ cron, every, zone, audience }) => ({
    events: [],
    schedule: { cron, every, zone, where: 'where' in audience ? audience.where : false },
  }),
  check: ({ audience }) =>
    'segment' in audience
      ? [
          {
            severity: 'error',
            code: 'segment-not-available',
            path: '/audience/segment',
            message: 'Segments are not available yet. Say which records with "where".',
          },
        ]
      : [],
});

/** What is wrong with five fields of cron; names of months and weekdays, lists, ranges and steps are understood. */
function cronProblem(text: string): string | undefined {
  const fields = text.split(' ');
  if (fields.length !== 5 || !/^[0-9A-Za-z*,/\- ]+$/.test(text))
    return `"${text}" is not five fields of cron: minute, hour, day of the month, month and weekday`;
  if (fields[2] !== '*' && fields[4] !== '*')
    return 'a cron names days of the month or weekdays, not both: what both mean together is read in two ways';
  try {
    // Only read: it is Temporal that keeps the time.
    new Cron(text, { paused: true });
    return undefined;
  } catch (error) {
    return `"${text}" is no cron: ${error instanceof Error ? error.message : String(error)}`;
  }
}
