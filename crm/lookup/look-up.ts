import { groupBy } from '../../domain/group-by.ts';
import type { LookupSlot } from '../../domain/logic/slots.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { Queryable } from '../database.ts';
import { lookUpAggregates } from './aggregates.ts';
import { lookUpPerformed } from './performed.ts';
import { lookUpRates } from './rates.ts';
import { lookUpReachable } from './reachable.ts';

/** Whose question a slot is: the subject, the person behind it, and for runs where they stand. */
export type LookupSubject = {
  readonly key: RecordKey;
  readonly person: RecordKey | null;
  readonly now: Date;
  readonly run?: { readonly id: string; readonly startedAt: string };
};

export type LookupRequest = { readonly slot: LookupSlot; readonly subject: LookupSubject };

/** Answers slots of many rules, those of one kind with as few queries as they allow; in the order of the requests. */
export async function lookUp(db: Queryable, requests: readonly LookupRequest[]): Promise<unknown[]> {
  const values = new Map<LookupRequest, unknown>();
  for (const [, group] of groupBy(requests, ({ slot }) => slot.key)) {
    const results = await answer(db, group);
    for (const [index, request] of group.entries()) values.set(request, results[index]);
  }
  return requests.map((request) => values.get(request));
}

/** Requests of one slot: the same question about several subjects. */
async function answer(db: Queryable, group: readonly LookupRequest[]): Promise<readonly unknown[]> {
  const slot = group[0]?.slot;
  const subjects = group.map(({ subject }) => subject);
  switch (slot?.kind) {
    case 'performed':
      return lookUpPerformed(db, slot, subjects);
    case 'reachable':
      return lookUpReachable(db, slot, subjects);
    case 'aggregate':
      return lookUpAggregates(db, slot, subjects);
    case 'rates':
      return lookUpRates(db, slot, subjects);
    case 'inSegment':
      // Segments come with marketing: until there is one, nobody is in it, and publishing refuses the operator.
      return subjects.map(() => false);
    default:
      return [];
  }
}
