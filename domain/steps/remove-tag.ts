import { z } from 'zod';
import { word } from '../definition/words.ts';
import { defineStep } from './define-step.ts';
import { ask } from './effect.ts';
import { sentence } from './sentence.ts';
import { onOf } from './set-literals.ts';

const config = z.strictObject({ tag: word.plain('Tag').max(100), on: word.record('Record').optional() });

/** Takes a tag off the record. */
export const removeTag = defineStep<z.infer<typeof config>>({
  type: 'remove-tag',
  version: 1,
  title: 'Remove tag',
  group: 'records',
  icon: 'tag-off',
  effect: true,
  config,
  help: 'Takes a tag off the record.',
  outlets: () => [{ id: 'done', label: 'Removed' }],
  waits: () => false,
  sentence: ({ tag }) => sentence('remove-tag', 'Remove tag {tag}', { tag }),
  writes: ({ on }, typeOf) => [{ field: `${typeOf(on ?? 'subject')}.tags`, ...onOf(on) }],
  *execute({ tag, on }) {
    const { changed, record } = yield* ask({ kind: 'write', on: on ?? 'subject', change: { removeTags: [tag] } });
    return { kind: 'outlet', outlet: 'done', detail: { record: { ...record }, tag, changed } };
  },
});
