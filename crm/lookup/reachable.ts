import type { LookupSlot } from '../../domain/logic/slots.ts';
import { reachableMany } from '../consent/reachable.ts';
import type { Queryable } from '../database.ts';
import type { LookupSubject } from './look-up.ts';

/** Whether the person of each subject can be written to: address, consent and no suppression. */
export function lookUpReachable(
  db: Queryable,
  slot: Extract<LookupSlot, { kind: 'reachable' }>,
  subjects: readonly LookupSubject[],
): Promise<boolean[]> {
  const { channel, topic } = slot;
  if (channel !== 'email' && channel !== 'sms') return Promise.resolve(subjects.map(() => false));
  return reachableMany(
    db,
    subjects.map(({ person }) => ({ person, channel, topic: topic ?? null })),
  );
}
