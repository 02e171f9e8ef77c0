import { isGroupRef } from '../approvals/members.ts';
import type { Assignment } from '../assignment/choose.ts';
import { holdsQueue, reasonOf } from '../assignment/request.ts';
import type { JsonObject } from '../json.ts';
import type { RecordTypeKey } from '../records/record-types.ts';
import { ask, type Effect, type EffectOf, type UserRef } from './effect.ts';

/** The one user of a reference: of a group how that was chosen, of a queue the field that names it. */
type OneUser = {
  readonly userId: string | undefined;
  /** Nobody is meant: who is told of that. */
  readonly tell: readonly string[];
  readonly chosen: Assignment | undefined;
  readonly inQueue: { readonly queue?: string };
};

/**
 * The user whom a reference means for a record of a type. Of a group it is whoever of those who are there has the fewest open.
 * @param options.present of a person who is away, who stands in
 * @param options.otherwise who is told where nobody is meant
 */
export function* oneUser(
  ref: UserRef | undefined,
  type: RecordTypeKey,
  options: Pick<EffectOf<'users'>, 'present' | 'otherwise'> = {},
): Generator<Effect, OneUser, unknown> {
  if (ref === undefined) return { userId: undefined, tell: [], chosen: undefined, inQueue: {} };
  const asked = { kind: 'users', refs: [ref], ...options } as const;
  const { users, instead, chosen } = yield* ask(isGroupRef(ref) ? { ...asked, one: type } : asked);
  const inQueue = queueOf(ref, type);
  if (instead !== undefined) return { userId: undefined, tell: users, chosen: undefined, inQueue };
  return { userId: users[0], tell: [], chosen, inQueue };
}

/** The queue in which a record of a type stands when it is given to whoever of that queue. */
export function queueOf(ref: UserRef | undefined, type: RecordTypeKey): { readonly queue?: string } {
  return holdsQueue(type) && typeof ref?.queue === 'string' ? { queue: ref.queue } : {};
}

/** How somebody was chosen, for the history of the step. */
export function assignmentDetail(chosen: Assignment | undefined): { readonly assignment?: JsonObject } {
  if (chosen === undefined) return {};
  const { userId, by } = chosen;
  return { assignment: { userId, by, ...reasonOf(chosen, { rule: null, skills: [], territory: null }) } };
}
