import type { DerivingWrite } from '../records/field.ts';
import { isDone } from './case-status.ts';

/** Counts how often a case came back: each change of its status from resolved or closed to one that is neither. */
export function reopenedValues(
  record: Readonly<Record<string, unknown>>,
  { before }: DerivingWrite,
): Readonly<Record<string, unknown>> {
  if (!isDone(before.status) || isDone(record.status)) return {};
  return { reopenedCount: (typeof before.reopenedCount === 'number' ? before.reopenedCount : 0) + 1 };
}
