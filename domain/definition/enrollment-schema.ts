import { z } from 'zod';
import { idSchema, meta, ruleSchema, word } from './words.ts';

const stopSchema = z.union([z.strictObject({ when: word.rule('Condition'), then: idSchema }), ruleSchema], {
  error: 'a rule, or {"when": rule, "then": step}',
});

const concurrencyModes = ['single', 'queue', 'restart', 'parallel'] as const;
export type ConcurrencyMode = (typeof concurrencyModes)[number];

/** How records are admitted, and what ends their runs early. */
export const enrollmentSchema = z.strictObject({
  reentry: z
    .strictObject({
      mode: word.choice('Again', ['never', 'after-exit', 'always']),
      cooldown: word.duration('Not before', 'Since the last run ended; with “always”, since it began').optional(),
    })
    .optional(),
  concurrency: z
    .union([z.enum(concurrencyModes), z.strictObject({ mode: z.enum(concurrencyModes), key: word.rule('Key') })], {
      error: `concurrency is one of ${concurrencyModes.join(', ')}, or {"mode": …, "key": rule}`,
    })
    .meta(meta('choice', 'While one runs'))
    .optional(),
  exit: stopSchema.meta(meta('rule', 'Exit when')).optional(),
  goal: stopSchema.meta(meta('rule', 'Goal reached when')).optional(),
  holdout: z
    .strictObject({
      percent: z.number().min(0).max(100).meta(meta('number', 'Percent')),
      group: z.string().min(1).max(100).meta(meta('plain', 'Group')).optional(),
    })
    .meta({ title: 'Hold out' })
    .optional(),
  runAs: word.choice('Runs act as', ['initiator', 'owner', 'service']).optional(),
  onSubjectDeleted: word.choice('When the record is deleted', ['stop', 'continue']).optional(),
});
/** An exit or goal as it is written. */
export type StopConfig = z.infer<typeof stopSchema>;
export type EnrollmentConfig = z.infer<typeof enrollmentSchema>;

/** Exit or goal: its rule and, where it is to go on, the step. */
export type Stop = { readonly when: z.infer<typeof ruleSchema>; readonly then?: string };

/** The two ways to write an exit or goal as one. `{"when", "then"}` is never a rule: rules have one key. */
export function stopOf(stop: StopConfig): Stop {
  return isWithStep(stop) ? stop : { when: stop };
}

/** The mode and key rule of concurrency; `single` where nothing is said. */
export function concurrencyOf(config: EnrollmentConfig['concurrency']): {
  readonly mode: ConcurrencyMode;
  readonly key?: Stop['when'];
} {
  return typeof config === 'object' ? config : { mode: config ?? 'single' };
}

function isWithStep(stop: StopConfig): stop is { when: Stop['when']; then: string } {
  return stop !== null && typeof stop === 'object' && 'then' in stop && 'when' in stop;
}
