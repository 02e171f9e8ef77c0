import type { Json } from '../../domain/json.ts';
import { fieldsOf, type RecordTypeKey } from '../../domain/records/record-types.ts';

const optionsOf = (type: RecordTypeKey, key: string) =>
  fieldsOf(type).find((field) => field.key === key)?.options ?? [];

/** Targets differ by priority most often. */
export function usualTargets(type: RecordTypeKey): readonly Json[] {
  return optionsOf(type, 'priority')
    .toReversed()
    .map((priority) => ({ '==': [{ var: 'record.priority' }, priority] }));
}

/** A promise stands still while somebody else has to act. */
export function usualPauses(type: RecordTypeKey): readonly Json[] {
  const waits = optionsOf(type, 'status').filter((status) => status.startsWith('waiting'));
  const [first] = waits;
  if (first === undefined) return [];
  const one = { '==': [{ var: 'record.status' }, first] };
  return waits.length > 1 ? [one, { in: [{ var: 'record.status' }, [...waits]] }] : [one];
}
