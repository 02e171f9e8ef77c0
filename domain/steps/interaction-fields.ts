import type { JsonObject } from '../json.ts';
import { ask, type Effect, type RecordRef } from './effect.ts';
import { recordOf } from './record-target.ts';
import { madeRecords } from './step-result.ts';
import type { StepEnd, StepRun } from './step-type.ts';

/** Creates an interaction about a record, at the time of the leg. */
export function* createInteractionOf(
  on: RecordRef | undefined,
  fields: JsonObject,
  step: StepRun,
): Generator<Effect, StepEnd, unknown> {
  const about = yield* recordOf(on, step);
  const all: JsonObject = { ...fields, relatedType: about.type, relatedId: about.id, at: step.now };
  const { record } = yield* ask({ kind: 'create', recordType: 'interaction', fields: all });
  return {
    kind: 'outlet',
    outlet: 'done',
    result: madeRecords([record]),
    detail: { created: { ...record }, fields: all },
  };
}
