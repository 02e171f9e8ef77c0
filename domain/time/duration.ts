import { z } from 'zod';
import { isDurationProblem, parseIsoDuration } from './iso-duration.ts';

/** Longest business duration: about five years of eight-hour days. */
const MAX_BUSINESS_MILLIS = 10_000 * 3_600_000;
/** Most business days: about ten years. */
const MAX_BUSINESS_DAYS = 2_600;

/** ISO 8601 text of a positive duration; days, weeks, months and years are calendar units, hours and less elapsed time. */
export const isoDurationSchema = z
  .string()
  .superRefine((text, context) => {
    const result = parseIsoDuration(text);
    if (isDurationProblem(result)) refuse(context, result.code, result.message);
  })
  .describe('ISO 8601 duration, such as PT4H or P3D');

const businessHoursSchema = isoDurationSchema.superRefine((text, context) => {
  const result = parseIsoDuration(text);
  if (isDurationProblem(result)) return;
  if (result.months > 0 || result.days > 0) {
    refuse(context, 'duration-not-hours', `"${text}" counts days: write {"businessDays": n}, or hours such as "PT8H"`);
  } else if (result.millis > MAX_BUSINESS_MILLIS) {
    refuse(context, 'duration-too-long', `"${text}" is longer than 10,000 business hours`);
  }
});

const calendarKeySchema = z
  .string()
  .min(1)
  .describe('Key of a calendar; that of the owner, of their team or of the company when it is not given');

/**
 * How long: ISO 8601 text, working time of a calendar (`{"business": "PT8H"}`), or working days (`{"businessDays": 3}`, which
 * keep the time of day; 0 is today when today is a working day). Where none is named, the calendar is that of the record's
 * owner, of their team or of the company.
 */
export const durationSchema = z.union(
  [
    isoDurationSchema,
    z.strictObject({ business: businessHoursSchema, calendar: calendarKeySchema.optional() }),
    z.strictObject({
      businessDays: z.int().min(0).max(MAX_BUSINESS_DAYS),
      calendar: calendarKeySchema.optional(),
    }),
  ],
  { error: 'a duration is ISO 8601 text ("PT4H", "P3D"), {"business": "PT8H"} or {"businessDays": 3}' },
);
export type Duration = z.infer<typeof durationSchema>;

/** How long before or after a moment. */
export const offsetSchema = z.union(
  [z.strictObject({ before: durationSchema }), z.strictObject({ after: durationSchema })],
  {
    error: 'an offset is {"before": duration} or {"after": duration}',
  },
);
export type Offset = z.infer<typeof offsetSchema>;

/** Key of the calendar that a duration is counted in, `usual` where it names none; undefined for ISO 8601 text. */
export function calendarOf(duration: Duration, usual = 'business'): string | undefined {
  return typeof duration === 'string' ? undefined : (duration.calendar ?? usual);
}

function refuse(context: z.RefinementCtx, code: string, message: string): void {
  context.addIssue({ code: 'custom', message, params: { code } });
}
