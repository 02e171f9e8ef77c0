import { z } from 'zod';
import { word } from '../definition/words.ts';
import { defineStep } from './define-step.ts';
import { ask } from './effect.ts';
import { sentence } from './sentence.ts';
import { literals, onOf, writesOf } from './set-literals.ts';
import { placeIssues } from './stage-place.ts';

const config = z.strictObject({ on: word.record('Record').optional(), set: word.values('Fields') });

/** Changes fields of a record. */
export const updateRecord = defineStep<z.infer<typeof config>>({
  type: 'update-record',
  version: 1,
  title: 'Update record',
  group: 'records',
  icon: 'edit',
  effect: true,
  config,
  help: 'Sets fields of the record, a related one, or one that an earlier step made.',
  outlets: () => [{ id: 'done', label: 'Updated' }],
  waits: () => false,
  sentence: ({ set }) => sentence('update-record', 'Set {fields}', { fields: Object.keys(set).join(', ') }),
  writes: ({ on, set }, typeOf) => writesOf(typeOf(on ?? 'subject'), set, onOf(on)),
  check: ({ on, set }, { checkSet, typeOf, pipelines }) => {
    const type = typeOf(on ?? 'subject');
    return [...checkSet(type, set, '/set'), ...placeIssues(type, set, pipelines)];
  },
  *execute({ on, set }) {
    const values = yield* literals(set);
    const { changed, record } = yield* ask({ kind: 'write', on: on ?? 'subject', change: { set: values } });
    return { kind: 'outlet', outlet: 'done', detail: { record: { ...record }, set: values, changed } };
  },
});
