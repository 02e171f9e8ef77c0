import { z } from 'zod';
import { textValue, word } from '../definition/words.ts';
import { defineStep } from './define-step.ts';
import { createInteractionOf } from './interaction-fields.ts';
import { sentence } from './sentence.ts';
import { literals } from './set-literals.ts';
import { ungiven, useCreateRecord } from './ungiven.ts';

const config = z.strictObject({
  kind: word.choice('Kind', ['call', 'meeting', 'visit', 'email', 'sms', 'note', 'letter']),
  direction: word.choice('Direction', ['in', 'out']).optional(),
  body: word.text('Text').optional(),
  outcome: word.header('Outcome').optional(),
  durationMinutes: word.integer('Minutes', { min: 0, max: 100_000 }).optional(),
  on: word.record('About').optional(),
});

/** Writes an interaction into the timeline. */
export const createInteraction = defineStep<z.infer<typeof config>>({
  type: 'create-interaction',
  version: 1,
  title: 'Log interaction',
  group: 'records',
  icon: 'message-circle',
  effect: true,
  config,
  help: 'Writes a call, meeting, visit, mail, letter or note into the timeline of the record.',
  outlets: () => [{ id: 'done', label: 'Logged' }],
  waits: () => false,
  sentence: ({ kind }) => sentence('create-interaction', 'Log {kind}', { kind }),
  writes: () => [{ field: 'interaction.*' }],
  check: (settings, scope) => ungiven('interaction', Object.keys(settings), scope, useCreateRecord),
  *execute({ kind, direction, body, outcome, durationMinutes, on }, step) {
    const texts = yield* literals({
      ...(body === undefined ? {} : { body: textValue(body) }),
      ...(outcome === undefined ? {} : { outcome: textValue(outcome) }),
    });
    const fields = {
      kind,
      ...texts,
      ...(direction === undefined ? {} : { direction }),
      ...(durationMinutes === undefined ? {} : { durationMinutes }),
    };
    return yield* createInteractionOf(on, fields, step);
  },
});
