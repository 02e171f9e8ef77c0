import { sameMembers } from '../../domain/approvals/members.ts';
import type { UserRef } from '../../domain/steps/effect.ts';
import { systemActor } from '../actor.ts';
import type { Database } from '../database.ts';
import { holdIncidents } from '../runs/standing-incidents.ts';
import { finishAct } from './act-on-approval.ts';
import { type PeopleAtWork, readPeople } from './people.ts';
import { ableMembers, followMembers, membersOf } from './present-members.ts';
import { lockApprovals } from './store.ts';

/** Approvals that one round takes up at most; the next goes on. */
const mostAtOnce = 200;

type OpenGroupSlot = {
  readonly id: string;
  readonly approvalId: string;
  readonly state: 'open' | 'waiting';
  readonly group: string | null;
  readonly ref: UserRef;
  readonly candidates: readonly string[];
  readonly submitterId: string | null;
  readonly selfApproval: boolean | null;
  readonly title: string;
  readonly runId: string;
  readonly stepId: string;
  readonly workflowKey: string;
};

/** Brings open slots of roles, teams and queues up to their present members; any worker, several times a minute. @returns how many approvals */
export async function followAllMembers(db: Database, now: Date): Promise<number> {
  const slots = await db.query<OpenGroupSlot>(
    `SELECT s.id, s."approvalId", s.state, s."group", s.ref, s.candidates, a."submitterId", (a.terms->>'selfApproval')::boolean AS "selfApproval",
       a.title, a."runId", a."stepId", a."workflowKey"
     FROM approval_slot s JOIN approval a ON a.id = s."approvalId" AND a.state = 'open'
     WHERE s.ref IS NOT NULL AND s.state IN ('open', 'waiting')`,
  );
  const people = slots.length === 0 ? null : await readPeople(db, now);
  if (people === null) return tellOfEmpty(db, [], now);
  const refs = [...new Map(slots.map(({ ref }) => [JSON.stringify(ref), ref])).values()];
  const members = await membersOf(db, refs);
  const ableOf = ({ ref, submitterId, selfApproval }: OpenGroupSlot) =>
    ableMembers(members.get(JSON.stringify(ref)) ?? [], selfApproval === true ? null : submitterId, people);
  const stale = slots.filter((slot) => !sameMembers(ableOf(slot), slot.candidates));
  const ids = [...new Set(stale.map(({ approvalId }) => approvalId))].slice(0, mostAtOnce);
  let followed = 0;
  for (const id of ids) followed += await followOne(db, id, { people, now });
  await tellOfEmpty(
    db,
    slots.filter((slot) => slot.state === 'open' && ableOf(slot).length === 0),
    now,
  );
  return followed;
}

/** Nobody is left in the group that is asked: a person has to look at it, until somebody is. */
async function tellOfEmpty(db: Database, slots: readonly OpenGroupSlot[], now: Date): Promise<0> {
  const wanted = slots.map(({ id, approvalId, group, title, runId, stepId, workflowKey }) => ({
    kind: 'run' as const,
    code: 'nobody-in-group',
    message: `Nobody is left to decide "${title}": ${group} has no active member. Give it one, or reassign the approval.`,
    runId,
    stepId,
    workflowKey,
    details: { about: id, approvalId, title, who: group },
  }));
  await holdIncidents(db, { code: 'nobody-in-group', wanted, now });
  return 0;
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
