import { z } from 'zod';

/** The points at which a crash leaves something half done, as they are named to people. */
export const faultPoints = [
  'after-reserve',
  'after-hand-off',
  'inside-data',
  'after-250',
  'after-leg-commit',
  'before-start',
  'before-poke',
] as const;

export type FaultPointName = (typeof faultPoints)[number];

/** What a worker under test is told: where to end itself or to stop, and the times that tests shorten. */
export const faultPlanSchema = z.strictObject({
  point: z.enum([...faultPoints, 'before-leg-commit']).optional(),
  /** At which pass of that point. */
  pass: z.int().min(1).default(1),
  signal: z.enum(['SIGKILL', 'SIGSTOP']).default('SIGKILL'),
  leaseMs: z.int().optional(),
  lateAfterSeconds: z.number().optional(),
});

export type FaultPlan = z.input<typeof faultPlanSchema>;
