import { z } from 'zod';
import { word } from '../definition/words.ts';
import type { JsonObject } from '../json.ts';
import { type RecordTypeKey, recordTypes } from '../records/record-types.ts';
import { defineStep } from './define-step.ts';
import { ask, type Effect } from './effect.ts';
import { oneUser } from './one-user.ts';
import { sentence } from './sentence.ts';
import { literals, writesOf } from './set-literals.ts';
import { placeIssues } from './stage-place.ts';
import { madeRecords } from './step-result.ts';

const config = z.strictObject({ type: word.recordType('Record type'), set: word.values('Fields') });

/** Creates a record of any type. */
export const createRecord = defineStep<z.infer<typeof config>>({
  type: 'create-record',
  version: 1,
  title: 'Create record',
  group: 'records',
  icon: 'file-plus',
  effect: true,
  config,
  help: 'Creates a record. Later steps name it as {"step": this step, "type": its type}.',
  outlets: () => [{ id: 'done', label: 'Created' }],
  waits: () => false,
  sentence: ({ type }) => sentence('create-record', 'Create {type}', { type: recordTypes[type].label.toLowerCase() }),
  writes: ({ type, set }) => [{ field: `${type}.*` }, ...writesOf(type, set, { made: true })],
  check: ({ type, set }, { checkSet, pipelines }) => [
    ...checkSet(type, set, '/set', true),
    ...placeIssues(type, set, pipelines),
  ],
  *execute({ type, set }) {
    const fields = yield* forWhoIsThere(type, yield* literals(set));
    const { record } = yield* ask({ kind: 'create', recordType: type, fields });
    return {
      kind: 'outlet',
      outlet: 'done',
      result: madeRecords([record]),
      detail: { created: { ...record }, fields },
    };
  },
});

/** A task for somebody who is away goes to who stands in, as one of "create-task" does. */
function* forWhoIsThere(type: RecordTypeKey, fields: JsonObject): Generator<Effect, JsonObject, unknown> {
  const { assigneeId } = fields;
  if (type !== 'task' || typeof assigneeId !== 'string') return fields;
  const { userId = assigneeId } = yield* oneUser({ user: assigneeId }, type, { present: true });
  return { ...fields, assigneeId: userId };
}
