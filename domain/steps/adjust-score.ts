import { z } from 'zod';
import { word } from '../definition/words.ts';
import { defineStep } from './define-step.ts';
import { ask } from './effect.ts';
import { sentence } from './sentence.ts';
import { onOf } from './set-literals.ts';

const config = z.strictObject({
  by: word
    .integer('Points', { min: -10_000, max: 10_000 }, 'Negative to take away')
    .refine((by) => by !== 0, { error: 'points are not 0' }),
  on: word.record('Record').optional(),
});

/** Adds to the score of a lead or contact; two runs that add at once both count. */
export const adjustScore = defineStep<z.infer<typeof config>>({
  type: 'adjust-score',
  version: 1,
  title: 'Adjust score',
  group: 'records',
  icon: 'chart-bar',
  effect: true,
  config,
  help: 'Adds points to the score, or takes them away.',
  outlets: () => [{ id: 'done', label: 'Adjusted' }],
  waits: () => false,
  sentence: ({ by }) => sentence('adjust-score', 'Score {by}', { by: by > 0 ? `+${by}` : `${by}` }),
  writes: ({ on }, typeOf) => [{ field: `${typeOf(on ?? 'subject')}.score`, ...onOf(on) }],
  check: ({ on }, { typeOf, hasField }) => {
    const type = typeOf(on ?? 'subject');
    if (type === null || hasField(type, 'score')) return [];
    const message = `A ${type} has no score. Name a lead or contact in "on", such as {"related": "contact"}.`;
    return [{ severity: 'error', code: 'wrong-record-type', path: '/on', message }];
  },
  *execute({ by, on }) {
    const { changed, record } = yield* ask({ kind: 'write', on: on ?? 'subject', change: { add: { score: by } } });
    return { kind: 'outlet', outlet: 'done', detail: { record: { ...record }, by, changed } };
  },
});
