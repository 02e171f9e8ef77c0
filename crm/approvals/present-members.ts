import type { Slot } from '../../domain/approvals/approval.ts';
import { groupSlots, withPresentMembers } from '../../domain/approvals/members.ts';
import type { UserRef } from '../../domain/steps/effect.ts';
import type { Queryable } from '../database.ts';
import { resolveUsers } from '../people/resolve-users.ts';
import type { StoredApproval } from './approval-row.ts';
import type { PeopleAtWork } from './people.ts';
import { notAllowed } from './submitter.ts';

type Follower = Pick<PeopleAtWork, 'standIn'>;

/** The approval with the members that its groups have now; the caller holds its lock and saves it. The same where nothing changed. */
export async function followMembers(db: Queryable, stored: StoredApproval, people: Follower): Promise<StoredApproval> {
  const slots = groupSlots(stored.standing);
  if (slots.length === 0) return stored;
  const members = await membersOf(
    db,
    slots.flatMap(({ ref }) => (ref === undefined ? [] : [ref])),
  );
  const standing = withPresentMembers(stored.standing, (slot) => able(slot, { stored, members, people }));
  return standing === stored.standing ? stored : { ...stored, standing };
}

type Members = ReadonlyMap<string, readonly string[]>;

/** The active members of groups, by the reference as text. */
export async function membersOf(db: Queryable, refs: readonly UserRef[]): Promise<Members> {
  const users = await resolveUsers(
    db,
    refs.map((ref) => ({ refs: [ref], record: null })),
  );
  return new Map(refs.map((ref, index) => [JSON.stringify(ref), users[index] ?? []]));
}

/** Who of the group is there and may decide it. */
function able(
  { ref }: Slot,
  given: { stored: Pick<StoredApproval, 'submitterId' | 'terms'>; members: Members; people: Follower },
): readonly string[] {
  const { stored, members, people } = given;
  return ableMembers(members.get(JSON.stringify(ref)) ?? [], notAllowed(stored), people);
}

/** Who of the members may decide: those who are there, else who stands in for them; not the submitter (null: whoever it is). */
export function ableMembers(members: readonly string[], submitter: string | null, people: Follower): readonly string[] {
  const others = members.filter((user) => user !== submitter);
  const present = others.filter((user) => people.standIn(user) === user);
  if (present.length > 0) return present;
  const substitutes = others.map((user) => people.standIn(user));
  return [...new Set(substitutes)].filter((user) => user !== null).filter((user) => user !== submitter);
}
