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

/** The points of what people and clocks do, in a worker. */
export const peoplePoints = [
  'after-reserve',
  'after-hand-off',
  'inside-data',
  'after-250',
  'before-leg-commit',
  'after-leg-commit',
  'before-dispatch-commit',
  'after-dispatch-commit',
  'before-start',
  'before-poke',
  ...(['dates', 'marks', 'overdue', 'schedules', 'audience', 'hand-over', 'expiry'] as const).flatMap(
    (name) => [`before-${name}-commit`, `after-${name}-commit`] as const,
  ),
] as const;

/** And in the API: before the commit of what somebody asked for, and before anybody is told of it. */
export const apiPoints = ['before-request-commit', 'after-request-commit'] as const;

export type FaultPointName = (typeof faultPoints)[number];

/** What a worker under test is told: where to end itself or to stop, and the times that tests shorten. */
export const faultPlanSchema = z.strictObject({
  point: z.enum([...new Set([...faultPoints, ...peoplePoints, ...apiPoints])]).optional(),
  /** At which pass of that point. */
  pass: z.int().min(1).default(1),
  signal: z.enum(['SIGKILL', 'SIGSTOP']).default('SIGKILL'),
  leaseMs: z.int().optional(),
  lateAfterSeconds: z.number().optional(),
});

export type FaultPlan = z.input<typeof faultPlanSchema>;
