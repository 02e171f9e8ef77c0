import { ask, type Effect, type RecordKey, type RecordRef, StepFailure } from './effect.ts';
import type { StepRun } from './step-type.ts';

/**
 * The one record that a reference means.
 * @throws StepFailure no-record when there is none
 */
export function* recordOf(ref: RecordRef | undefined, step: StepRun): Generator<Effect, RecordKey, unknown> {
  if (ref === undefined || ref === 'subject') return step.subject;
  const { records } = yield* ask({ kind: 'records', ref });
  const [first] = records;
  if (first === undefined) throw new StepFailure('no-record', `${JSON.stringify(ref)} means no record here.`);
  return first;
}
