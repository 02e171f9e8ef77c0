import { z } from 'zod';
import { keySchema, meta, recordTypeSchema, ruleSchema } from '../definition/words.ts';
import type { RecordTypeKey } from '../records/record-types.ts';
import type { Rule } from '../steps/effect.ts';
import { durationSchema } from '../time/duration.ts';

export const clockKinds = ['first-response', 'next-response', 'resolve', 'custom'] as const;
export type ClockKind = (typeof clockKinds)[number];

const clockSchema = z.strictObject({
  id: keySchema,
  kind: z.enum(clockKinds),
  name: z.string().trim().min(1).max(100).optional(),
  start: ruleSchema.optional(),
  stop: ruleSchema.optional(),
  pause: ruleSchema.optional(),
  targets: z
    .array(z.strictObject({ when: ruleSchema.optional(), target: durationSchema }))
    .min(1)
    .max(50),
  warnings: z.array(z.number().positive().max(99)).max(10).optional(),
});

/** What a policy says: whose clocks (the first policy that matches a record counts), in which calendar, and which clocks. */
export const policySchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    recordType: recordTypeSchema,
    position: z.int().min(0).max(10_000).default(0),
    active: z.boolean().default(true),
    when: ruleSchema.optional(),
    calendar: z.string().min(1).max(100).optional().meta(meta('calendar', 'Calendar')),
    clocks: z.array(clockSchema).min(1).max(10),
  })
  .superRefine(({ recordType, clocks }, context) => {
    const refuse = (code: string, path: PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', path, message, params: { code } });
    if (new Set(clocks.map(({ id }) => id)).size < clocks.length)
      refuse('duplicate-id', ['clocks'], 'each clock has an id of its own');
    clocks.forEach((clock, index) => {
      if (stopOf(clock, recordType) === undefined)
        refuse('stop-missing', ['clocks', index, 'stop'], 'this clock needs a condition that stops it');
    });
  });
export type Policy = z.infer<typeof policySchema>;
export type PolicyClock = Policy['clocks'][number];

const resolved: Rule = { in: [{ var: 'record.status' }, ['resolved', 'closed']] };

/** What stops a clock: its own condition, else for cases what its kind means; undefined where neither says. */
export function stopOf(
  { kind, stop }: Pick<PolicyClock, 'kind' | 'stop'>,
  recordType: RecordTypeKey,
): Rule | undefined {
  if (stop !== undefined || recordType !== 'case') return stop;
  if (kind === 'resolve') return resolved;
  // A case that is resolved without a word to the customer waits for none any more.
  return kind === 'first-response' ? { or: [{ '!!': [{ var: 'record.firstResponseAt' }] }, resolved] } : undefined;
}

/**
 * Whether a clock of this kind begins anew when it has ended and what starts it is true once more; the others go on with what they
 * have consumed.
 */
export const beginsAgain = (kind: ClockKind): boolean => kind === 'next-response';
