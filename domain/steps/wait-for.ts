import { z } from 'zod';
import { checkUnnoticed } from '../definition/check-unnoticed.ts';
import { meta, word } from '../definition/words.ts';
import type { Issue } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { subtractDuration } from '../time/add-duration.ts';
import { durationText } from '../time/describe-duration.ts';
import { branchIdSchema, uniqueBranches } from './branches.ts';
import { defineStep } from './define-step.ts';
import { ask, type Effect, StepFailure, type WaitBranch } from './effect.ts';
import { refuse } from './message-settings.ts';
import { sentence } from './sentence.ts';
import type { StepRun } from './step-type.ts';
import { untilTimeout } from './until-timeout.ts';

const branch = z
  .strictObject({
    id: branchIdSchema,
    event: word.event('Event').optional(),
    when: word.rule('Condition', 'Of the event; without an event, of the record').optional(),
    correlate: z
      .strictObject({ property: z.string().min(1).max(100), value: word.value('Value') })
      .meta({ title: 'Match', description: 'A property of the event that has this value, whoever’s event it is' })
      .optional(),
  })
  .superRefine(({ event, when, correlate }, context) => {
    if (event === undefined && when === undefined)
      refuse(context, 'branch-empty', [], 'a branch needs an "event" or a "when"');
    if (correlate !== undefined && event === undefined)
      refuse(context, 'correlate-without-event', ['correlate'], '"correlate" needs an "event"');
  });
const config = z
  .strictObject({
    branches: z
      .array(branch)
      .min(1)
      .max(20)
      .meta(meta('branches', 'Branches', 'The first that happens is taken; the order decides between equals')),
    timeout: word.duration('At most').optional(),
    paused: word.rule('Paused while', 'Changes of the record do not wake it while this is true').optional(),
    lookback: z
      .union([z.enum(['run', 'none']), word.isoDuration('Look back')], {
        error: 'looking back is a duration such as "P1D", "run" or "none"',
      })
      .meta(meta('duration', 'Look back', 'Also events before the step: since the run began, or for a time'))
      .optional(),
  })
  .superRefine(uniqueBranches(['timeout', 'error']));
type Config = z.infer<typeof config>;

/** Waits until one of several things happens. */
export const waitFor = defineStep<Config>({
  type: 'wait-for',
  version: 1,
  title: 'Wait for',
  group: 'flow',
  icon: 'hourglass',
  effect: false,
  config,
  help: 'Waits for an event, or until a condition is true, at most for a time.',
  outlets: ({ branches, timeout }) => [
    ...branches.map(({ id }) => ({ id, label: id })),
    ...(timeout === undefined ? [] : [{ id: 'timeout', label: 'Not in time' }]),
  ],
  waits: () => true,
  sentence: ({ branches, timeout }) => {
    const what = branches.map(({ id, event }) => event ?? id).join(' or ');
    return timeout === undefined
      ? sentence('wait-for', 'Wait for {what}', { what })
      : sentence('wait-for.timeout', 'Wait for {what}, at most {duration}', { what, duration: durationText(timeout) });
  },
  check: ({ timeout, branches, paused }, { matchesRecords }) => [
    ...(timeout === undefined ? [noTimeout] : []),
    ...branches.flatMap(({ event, when }, index) =>
      event === undefined && when !== undefined ? checkUnnoticed(when, `/branches/${index}/when`) : [],
    ),
    // What ends the pause is noticed like what ends the wait; events wake it in any case.
    ...(paused !== undefined && branches.some(({ event }) => event === undefined)
      ? checkUnnoticed(paused, '/paused')
      : []),
    ...branches.flatMap(({ event, correlate }, index) =>
      event?.startsWith('record.') && correlate && !matchesRecords(correlate.property)
        ? [unmatchable(correlate.property, index)]
        : [],
    ),
  ],
  *execute(settings, step) {
    const branches = yield* branchesOf(settings);
    const due = yield* untilTimeout(settings.timeout);
    const since = sinceOf(settings, step);
    const answer = yield* ask({
      kind: 'wait',
      wait: {
        kind: 'event',
        branches,
        ...due,
        ...(since === undefined ? {} : { since }),
        ...(settings.paused === undefined ? {} : { pausedWhen: settings.paused }),
      },
    });
    if (answer.by !== 'branch') return { kind: 'outlet', outlet: 'timeout', detail: { at: answer.at } };
    const event: JsonObject = answer.event === undefined ? {} : { event: answer.event };
    return { kind: 'outlet', outlet: answer.branch, result: event, detail: { at: answer.at, ...event } };
  },
});

const noTimeout: Issue = {
  severity: 'warning',
  code: 'no-timeout',
  path: '/timeout',
  message: 'Without a timeout a run may wait here for ever. Give it a "timeout".',
};

function unmatchable(property: string, index: number): Issue {
  return {
    severity: 'error',
    code: 'unmatchable-field',
    path: `/branches/${index}/correlate/property`,
    message: `Changes of records are matched by their id, a reference, an address or a number, not by "${property}". Match by one of these, and compare "event.properties.${property}" in "when".`,
  };
}

function* branchesOf({ branches }: Config): Generator<Effect, readonly WaitBranch[], unknown> {
  const computed = Object.fromEntries(
    branches.flatMap(({ id, correlate }) => (correlate ? [[id, correlate.value]] : [])),
  );
  const { values } =
    Object.keys(computed).length === 0
      ? { values: {} as JsonObject }
      : yield* ask({ kind: 'resolve', values: computed });
  return branches.map(({ id, event, when, correlate }) => ({
    id,
    ...(event === undefined ? {} : { event }),
    ...(when === undefined ? {} : { when }),
    ...(correlate === undefined ? {} : { correlate: { property: correlate.property, value: literal(id, values[id]) } }),
  }));
}

function literal(branchId: string, value: unknown): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw new StepFailure(
    'no-value',
    `The branch "${branchId}" has nothing to match events by: its value is ${JSON.stringify(value ?? null)}.`,
  );
}

/** From when events count; undefined for the arrival. Calendar units are taken in UTC: it is only how far one looks back. */
function sinceOf({ lookback }: Config, { runStartedAt, now }: StepRun): string | undefined {
  if (lookback === undefined || lookback === 'none') return undefined;
  if (lookback === 'run') return runStartedAt;
  return new Date(subtractDuration(Date.parse(now), lookback, { zone: 'UTC', calendars: {} })).toISOString();
}
