import { isGroupRef } from '../approvals/members.ts';
import { canonicalJson, type JsonObject } from '../json.ts';
import type { RecordTypeKey } from '../records/record-types.ts';
import type { RecordKey, RecordRef, UserRef } from '../steps/effect.ts';
import type { Assignment, Strategy } from './choose.ts';

/** Who is to be chosen for a record, as a step asks. */
export type AssignRequest = {
  readonly on: RecordRef;
  readonly pool: readonly UserRef[];
  /** Place of the rule that was true, from 1; null where there are none, or none was. */
  readonly rule: number | null;
  readonly strategy: Strategy;
  readonly skills: readonly string[];
  readonly territory: string | null;
  /** Whoever owns the account of the record goes first. */
  readonly sameAccount: boolean;
  readonly onShiftOnly: boolean;
  /** Somebody was named: who stands in gets it while they are away; they themselves where nobody does. */
  readonly named: boolean;
  /** Where the record goes when nobody can take it. */
  readonly queue: string | null;
};

/** Who was chosen, and why; `alert`: who is told that nobody was. */
export type AssignAnswer = Assignment & { readonly record: RecordKey; readonly alert: readonly string[] };

/** What was chosen, as it is told: whoever was named as one was not chosen among others. */
export function toldAs(
  assignment: Assignment,
  { named, pool }: Pick<AssignRequest, 'named' | 'pool'>,
  insteadOf?: string,
): Assignment {
  const isPerson = named && assignment.by === 'first' && !pool.some(isGroupRef);
  return {
    ...assignment,
    ...(isPerson ? { by: 'user' } : {}),
    ...(insteadOf === undefined ? {} : { insteadOf }),
  };
}

/** Records that can stand in a queue. */
export const holdsQueue = (type: string | null): boolean => type === 'case' || type === 'task';

/** Why it is whose it is, as it is kept and told: who could have taken it and who was passed over, by which rule, for what. */
export function reasonOf(
  { userId: _, by: __, ...reason }: Assignment,
  { rule, skills, territory }: Pick<AssignRequest, 'rule' | 'skills' | 'territory'>,
): JsonObject {
  return {
    ...reason,
    passedOver: reason.passedOver.map(({ userId, why }) => ({ userId, why })),
    ...(rule === null ? {} : { rule }),
    ...(skills.length === 0 ? {} : { skills }),
    ...(territory === null ? {} : { territory }),
  };
}

/**
 * The pool whose turns are taken, for records of a type: groups share theirs wherever they are asked, also when somebody joins or leaves;
 * other people share those of `place`.
 */
export function poolOf(type: RecordTypeKey, refs: readonly UserRef[], place: string): string {
  const isOfGroups = refs.length > 0 && refs.every(isGroupRef);
  return `${type}:${isOfGroups ? refs.map(canonicalJson).sort().join() : place}`;
}
