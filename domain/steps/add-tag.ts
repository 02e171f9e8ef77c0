import { z } from 'zod';
import { word } from '../definition/words.ts';
import { defineStep } from './define-step.ts';
import { ask } from './effect.ts';
import { sentence } from './sentence.ts';
import { onOf } from './set-literals.ts';

const config = z.strictObject({ tag: word.plain('Tag').max(100), on: word.record('Record').optional() });

/** Puts a tag on the record. */
export const addTag = defineStep<z.infer<typeof config>>({
  type: 'add-tag',
  version: 1,
  title: 'Add tag',
  group: 'records',
  icon: 'tag',
  effect: true,
  config,
  help: 'Puts a tag on the record.',
  outlets: () => [{ id: 'done', label: 'Added' }],
  waits: () => false,
  sentence: ({ tag }) => sentence('add-tag', 'Add tag {tag}', { tag }),
  writes: ({ on }, typeOf) => [{ field: `${typeOf(on ?? 'subject')}.tags`, ...onOf(on) }],
  *execute({ tag, on }) {
    const { changed, record } = yield* ask({ kind: 'write', on: on ?? 'subject', change: { addTags: [tag] } });
    return { kind: 'outlet', outlet: 'done', detail: { record: { ...record }, tag, changed } };
  },
});
