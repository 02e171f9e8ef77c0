import { z } from 'zod';
import { isZone } from './zone.ts';

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** Minutes from midnight of `HH:MM`; `24:00` is 1440. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** Local time of day, `00:00` to `23:59`. */
export const timeSchema = z.string().regex(TIME, { error: 'a time of day is HH:MM, from 00:00 to 23:59' });

/** Time zone of the IANA data base. */
const zoneSchema = z.string().refine(isZone, { error: 'there is no such time zone; write one like Europe/Warsaw' });

const intervalSchema = z.tuple([timeSchema, z.union([timeSchema, z.literal('24:00')])]);

const intervalsSchema = z.array(intervalSchema).refine(
  (intervals) => {
    const bounds = intervals.flat().map(minutesOf);
    return bounds.every(
      (bound, index) =>
        index === 0 || bound > (bounds[index - 1] ?? 0) || (bound === bounds[index - 1] && index % 2 === 0),
    );
  },
  { error: 'the times of a day are in order and do not overlap' },
);

const dateSchema = z.iso.date();
const yearlyDateSchema = z
  .string()
  .regex(/^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, { error: 'a date of every year is MM-DD' });

/**
 * When people work. `weekly`: ISO weekday (1 Monday … 7 Sunday) → half-open intervals of local time, any number a day.
 * `holidays` (a date, or `MM-DD` for every year) have none; `specialDays` have their own and win over both.
 */
export const calendarSchema = z.strictObject({
  key: z.string().min(1),
  zone: zoneSchema,
  weekly: z
    .partialRecord(z.enum(['1', '2', '3', '4', '5', '6', '7']), intervalsSchema)
    .refine((week) => Object.values(week).some((day) => day.length > 0), {
      error: 'a week has at least one working hour',
    }),
  holidays: z.array(z.strictObject({ date: z.union([dateSchema, yearlyDateSchema]), name: z.string().optional() })),
  specialDays: z.array(z.strictObject({ date: dateSchema, intervals: intervalsSchema, name: z.string().optional() })),
});
export type Calendar = z.infer<typeof calendarSchema>;
export type Calendars = Readonly<Record<string, Calendar>>;

/** The calendars that are always there, in the company's zone: `always`, and `business` (Monday to Friday 09:00–17:00). */
export function builtInCalendars(companyZone: string): Calendars & Record<'always' | 'business', Calendar> {
  const office: [string, '24:00' | string][] = [['09:00', '17:00']];
  const day: [string, '24:00' | string][] = [['00:00', '24:00']];
  const rest = { zone: companyZone, holidays: [], specialDays: [] };
  return {
    always: { key: 'always', weekly: { 1: day, 2: day, 3: day, 4: day, 5: day, 6: day, 7: day }, ...rest },
    business: { key: 'business', weekly: { 1: office, 2: office, 3: office, 4: office, 5: office }, ...rest },
  };
}
