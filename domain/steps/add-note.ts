import { z } from 'zod';
import { sourceOf, textValue, word } from '../definition/words.ts';
import { defineStep } from './define-step.ts';
import { createInteractionOf } from './interaction-fields.ts';
import { sentence, shortened } from './sentence.ts';
import { literals } from './set-literals.ts';
import { ungiven, useCreateRecord } from './ungiven.ts';

const config = z.strictObject({ body: word.text('Note'), on: word.record('About').optional() });

/** Writes a note into the timeline. */
export const addNote = defineStep<z.infer<typeof config>>({
  type: 'add-note',
  version: 1,
  title: 'Add note',
  group: 'records',
  icon: 'note',
  effect: true,
  config,
  help: 'Writes a note into the timeline of the record.',
  outlets: () => [{ id: 'done', label: 'Added' }],
  waits: () => false,
  sentence: ({ body }) => sentence('add-note', 'Note “{body}”', { body: shortened(sourceOf(body)) }),
  writes: () => [{ field: 'interaction.*' }],
  check: (settings, scope) => ungiven('interaction', Object.keys(settings), scope, useCreateRecord),
  *execute({ body, on }, step) {
    const texts = yield* literals({ body: textValue(body) });
    return yield* createInteractionOf(on, { kind: 'note', ...texts }, step);
  },
});
