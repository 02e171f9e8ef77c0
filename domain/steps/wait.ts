import { z } from 'zod';
import { meta, word } from '../definition/words.ts';
import { atSchema } from '../time/at.ts';
import { durationText } from '../time/describe-duration.ts';
import { untilSchema } from '../time/wait-time.ts';
import { defineStep } from './define-step.ts';
import { ask } from './effect.ts';
import { refuse } from './message-settings.ts';
import { sentence } from './sentence.ts';

const config = z
  .strictObject({
    for: word.duration('For').optional(),
    until: untilSchema.meta(meta('until', 'Until', 'A moment, or a field with an offset')).optional(),
    at: atSchema.meta(meta('at', 'At', 'A time of day: alone, or after “for” or “until”')).optional(),
  })
  .superRefine((spec, context) => {
    if (spec.for !== undefined && spec.until !== undefined)
      refuse(context, 'wait-twice', ['until'], 'a wait has "for" or "until", not both');
    if (Object.values(spec).every((part) => part === undefined))
      refuse(context, 'wait-empty', [], 'a wait needs "for", "until" or "at"');
  });
type Config = z.infer<typeof config>;

/** Waits until a moment. */
export const wait = defineStep<Config>({
  type: 'wait',
  version: 1,
  title: 'Wait',
  group: 'flow',
  icon: 'clock',
  effect: false,
  config,
  initial: { for: 'P1D' },
  help: 'Waits for a time, until a moment or until a time of day. Days are counted on the calendar, hours as they pass.',
  outlets: ({ at }) => [
    { id: 'done', label: 'Done' },
    ...(at?.ifPast === 'skip' ? [{ id: 'skipped', label: 'The time has passed', fallback: 'done' }] : []),
  ],
  waits: () => true,
  sentence: sentenceOf,
  *execute(settings) {
    const { explain, ...due } = yield* ask({ kind: 'schedule', spec: settings });
    if (explain.skipped === true) return { kind: 'outlet', outlet: 'skipped', detail: { explain } };
    const { at } = yield* ask({ kind: 'wait', wait: { kind: 'time', ...due } });
    return { kind: 'outlet', outlet: 'done', detail: { dueAt: at, explain } };
  },
});

function sentenceOf({ for: length, until, at }: Config) {
  const time = at?.time ?? '';
  if (length !== undefined) {
    const duration = durationText(length);
    return at
      ? sentence('wait.for-at', 'Wait {duration}, then until {time}', { duration, time })
      : sentence('wait.for', 'Wait {duration}', { duration });
  }
  if (until === undefined) return sentence('wait.at', 'Wait until {time}', { time });
  const moment = typeof until === 'string' ? until : until.field;
  return at
    ? sentence('wait.until-at', 'Wait until {moment}, {time}', { moment, time })
    : sentence('wait.until', 'Wait until {moment}', { moment });
}
