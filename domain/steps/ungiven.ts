import type { Issue } from '../errors.ts';
import type { RecordTypeKey } from '../records/record-types.ts';
import type { CheckScope } from './step-type.ts';

/** Required fields of a new record that a step gives no value: each of its runs would be refused. `advice`: what would do. */
export function ungiven(
  type: RecordTypeKey,
  given: readonly string[],
  { missingFields }: Pick<CheckScope, 'missingFields'>,
  { path, advice }: { readonly path: string; readonly advice: string },
): readonly Issue[] {
  return missingFields(type, given).map(({ key, label }) => ({
    severity: 'error',
    code: 'field-not-given',
    path,
    message: `A new ${type} needs ${label} ("${key}"), and this step gives it none. ${advice}.`,
    params: { key },
  }));
}

/** What does where a step has no setting for more fields. */
export const useCreateRecord = { path: '', advice: 'Use the step "create-record", or give the field a default' };
