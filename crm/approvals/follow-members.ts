import type { UserRef } from '../../domain/steps/effect.ts';
import { systemActor } from '../actor.ts';
import type { Database } from '../database.ts';
import { finishAct } from './act-on-approval.ts';
import { type PeopleAtWork, readPeople } from './people.ts';
import { followMembers, membersOf } from './present-members.ts';
import { lockApprovals } from './store.ts';

/** Approvals that one round takes up at most; the next goes on. */
const mostAtOnce = 200;

type OpenGroupSlot = {
  readonly approvalId: string;
  readonly ref: UserRef;
  readonly candidates: readonly string[];
  readonly submitterId: string | null;
  readonly selfApproval: boolean | null;
};

/** Brings open slots of roles, teams and queues up to their present members; any worker, several times a minute. @returns how many approvals */
export async function followAllMembers(db: Database, now: Date): Promise<number> {
  const slots = await db.query<OpenGroupSlot>(
    `SELECT s."approvalId", s.ref, s.candidates, a."submitterId", (a.terms->>'selfApproval')::boolean AS "selfApproval"
     FROM approval_slot s JOIN approval a ON a.id = s."approvalId" AND a.state = 'open'
     WHERE s.ref IS NOT NULL AND s.state IN ('open', 'waiting')`,
  );
  if (slots.length === 0) return 0;
  const people = await readPeople(db, now);
  const refs = [...new Map(slots.map(({ ref }) => [JSON.stringify(ref), ref])).values()];
  const members = await membersOf(db, refs);
  const present = new Map(
    [...members].map(([ref, users]) => [ref, users.filter((user) => people.standIn(user) === user)]),
  );
  const stale = slots.filter((slot) => isStale(slot, present.get(JSON.stringify(slot.ref)) ?? []));
  const ids = [...new Set(stale.map(({ approvalId }) => approvalId))].slice(0, mostAtOnce);
  let followed = 0;
  for (const id of ids) followed += await followOne(db, id, { people, now });
  return followed;
}

function isStale({ candidates, submitterId, selfApproval }: OpenGroupSlot, present: readonly string[]): boolean {
  const wanted = selfApproval === true ? present : present.filter((user) => user !== submitterId);
  return (
    wanted.length > 0 && (wanted.length !== candidates.length || wanted.some((user) => !candidates.includes(user)))
  );
}

function followOne(
  db: Database,
  id: string,
  { people, now }: { people: Pick<PeopleAtWork, 'standIn'>; now: Date },
): Promise<number> {
  return db.transaction(async (tx) => {
    const [stored] = await lockApprovals(tx, [id]);
    const after = stored && (await followMembers(tx, stored, people));
    if (!after || after === stored) return 0;
    await finishAct(tx, after, [], { actor: systemActor, cause: [], now });
    return 1;
  });
}
