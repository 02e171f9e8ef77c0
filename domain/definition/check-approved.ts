import type { Issue } from '../errors.ts';
import { jsonPointer } from '../json-pointer.ts';
import { approvedStatuses } from '../offers/approval-guard.ts';
import type { TypeOf } from '../steps/step-type.ts';
import type { ReadStep } from './check-steps.ts';

/**
 * Warns of steps that make an offer approved, or what follows from that, and are reached without an approval having said yes on the
 * way: runs may write these statuses, so the workflow is what has to ask.
 */
export function checkApproved(steps: readonly ReadStep[], start: string, typeOf: TypeOf): readonly Issue[] {
  const approving = steps.filter((step) => approves(step, typeOf));
  if (approving.length === 0) return [];
  const reached = reachedUnasked(new Map(steps.map((step) => [step.id, step])), start);
  return approving
    .filter(({ id }) => reached.has(id))
    .map(({ id }) => ({
      severity: 'warning',
      code: 'approved-unasked',
      path: jsonPointer(['steps', id]),
      stepId: id,
      message:
        'This makes an offer approved, and no approval has said yes on the way to it. Put an approval before it.',
    }));
}

function approves({ type, config }: ReadStep, typeOf: TypeOf): boolean {
  if (!type || config === undefined || type.type === 'send-offer') return false;
  return (type.writes?.(config, typeOf) ?? []).some(
    ({ field, value, made }) =>
      !made && field === 'offer.status' && typeof value === 'string' && approvedStatuses.includes(value),
  );
}

/** Steps that can be reached without going out of an approval by `approved`. */
function reachedUnasked(steps: ReadonlyMap<string, ReadStep>, start: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = steps.get(id);
    if (!step || reached.has(id)) continue;
    reached.add(id);
    for (const [outlet, next] of Object.entries(step.step?.next ?? {}))
      if (next !== null && !(step.step?.type === 'approval' && outlet === 'approved')) open.push(next);
  }
  return reached;
}
