import type { Approval, MoveReason, Slot } from '../../domain/approvals/approval.ts';
import { countWith, moveSlot } from '../../domain/approvals/move.ts';
import { systemActor } from '../actor.ts';
import { finishAct } from '../approvals/act-on-approval.ts';
import { endHappenings } from '../approvals/announce-approval.ts';
import type { StoredApproval } from '../approvals/approval-row.ts';
import { type PeopleAtWork, readPeople } from '../approvals/people.ts';
import { lockApprovals } from '../approvals/store.ts';
import { notAllowed } from '../approvals/submitter.ts';
import type { Database, Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { holdIncidents } from '../runs/standing-incidents.ts';

const noStandIn = 'nobody-stands-in';

/** An open approval with undecided slots of people who are not there. */
type Affected = Pick<StoredApproval, 'id' | 'title' | 'runId' | 'stepId' | 'workflowKey' | 'submitterId' | 'terms'> & {
  readonly slots: readonly { readonly id: string; readonly person: string; readonly name: string }[];
};

/**
 * Moves undecided slots of people who are away, or have left, to who stands in for them. Those that nobody can take are incidents, each
 * until it is given to somebody, or somebody is there for it.
 * @returns how many approvals were changed
 */
export async function handOverSlots(db: Database, now: Date, atOnce: number): Promise<number> {
  let moved = 0;
  const stuck: { approval: Affected; slotId: string }[] = [];
  for (let after: string | null = null, full = true; full; ) {
    const page: Affected[] = await affectedApprovals(db, now, { after, atOnce });
    const people = page.length === 0 ? null : await readPeople(db, now);
    for (const approval of page) {
      const isAlone = approval.slots.every(({ person }) => people && standInOf(person, approval, people) === null);
      const tried = isAlone
        ? { moved: 0, stuck: approval.slots.map(({ id }) => id) }
        : await db.transaction((tx) => moveSlots(tx, approval, now));
      moved += tried.moved;
      stuck.push(...tried.stuck.map((slotId) => ({ approval, slotId })));
    }
    full = page.length === atOnce;
    after = page.at(-1)?.id ?? null;
  }
  await tellOfStuck(db, stuck, now);
  return moved;
}

/**
 * What a person gave to somebody who is away stays there, once the absence was gone through; all else that is with somebody who is not
 * there is looked at again and again, as is what was told of.
 */
function affectedApprovals(
  db: Database,
  now: Date,
  { after, atOnce }: { after: string | null; atOnce: number },
): Promise<Affected[]> {
  return db.query<Affected>(
    `SELECT a.id, a.title, a."runId", a."stepId", a."workflowKey", a."submitterId", a.terms,
       json_agg(json_build_object('id', s.id, 'person', s."approverId", 'name', u.name) ORDER BY s.n) AS slots
     FROM approval_slot s JOIN approval a ON a.id = s."approvalId" AND a.state = 'open' JOIN "user" u ON u.id = s."approverId"
     LEFT JOIN LATERAL (SELECT bool_or(b."movedAt" IS NULL) AS begins FROM absence b
       WHERE b."userId" = u.id AND b."from" <= $1 AND b.until > $1) away ON true
     WHERE ($2::uuid IS NULL OR a.id > $2) AND s.state IN ('open', 'waiting') AND (NOT u.active OR away.begins
       OR (away.begins IS NOT NULL AND coalesce(s."movedFrom"->>'reason', '') NOT IN ('delegated', 'reassigned'))
       OR s.id::text IN (SELECT details->>'about' FROM incident WHERE code = '${noStandIn}' AND "resolvedAt" IS NULL))
     GROUP BY a.id ORDER BY a.id LIMIT $3`,
    [now, after, atOnce],
  );
}

async function moveSlots(
  tx: Tx,
  { id, slots }: Affected,
  now: Date,
): Promise<{ readonly moved: number; readonly stuck: readonly string[] }> {
  const [stored] = await lockApprovals(tx, [id]);
  if (stored?.standing.state !== 'open') return { moved: 0, stuck: [] };
  const people = await readPeople(tx, now);
  let after = stored;
  const stuck: string[] = [];
  for (const slot of stored.standing.slots) {
    const person = slot.approverId;
    if (person === null || !slots.some((affected) => affected.id === slot.id)) continue;
    if (slot.state !== 'open' && slot.state !== 'waiting') continue;
    const to = standInOf(person, stored, people);
    if (to === person) continue;
    const standing = to === null ? null : takenOver(after, { slot, person, to, people, at: now.toISOString() });
    if (standing === null) stuck.push(slot.id);
    else after = { ...after, standing };
    if (after.standing.state !== 'open') break;
  }
  if (after === stored) return { moved: 0, stuck };
  await finishAct(tx, after, [{ what: 'moved' }, ...endHappenings(after)], { actor: systemActor, cause: [], now });
  return { moved: 1, stuck: after.standing.state === 'open' ? stuck : [] };
}

type TakingOver = {
  readonly slot: Slot;
  readonly person: string;
  readonly to: string;
  readonly people: PeopleAtWork;
  readonly at: string;
};

/**
 * The slot with who stands in. Who is asked already answers once: the slot counts with theirs, or where too few would be left to agree
 * goes to a manager. Null when nobody can take it.
 */
function takenOver(stored: StoredApproval, { slot, person, to, people, at }: TakingOver): Approval | null {
  const { standing } = stored;
  const move = (whom: string) =>
    moveSlot(standing, { slotId: slot.id, to: whom, ...moving(people, person), at, newId });
  const moved = move(to);
  if (moved.kind === 'changed') return moved.approval;
  if (moved.code !== 'asked-already') return null;
  const counted = countWith(standing, { slotId: slot.id, person: to, at });
  if (counted.kind === 'changed') return counted.approval;
  const manager = people.managerOf(person);
  const instead = manager === null ? null : standInOf(manager, stored, people);
  const further = instead === null ? null : move(instead);
  return further?.kind === 'changed' ? further.approval : null;
}

/** Who stands in; not who submitted it and may not decide it, for whom the manager decides, or who stands in for the manager. */
function standInOf(
  person: string,
  approval: Pick<StoredApproval, 'submitterId' | 'terms'>,
  people: PeopleAtWork,
): string | null {
  const own = notAllowed(approval);
  const found = people.standIn(person);
  if (found === null || found !== own) return found;
  const manager = people.managerOf(own);
  const instead = manager === null ? null : people.standIn(manager);
  return instead === own ? null : instead;
}

function moving(people: PeopleAtWork, person: string): { reason: MoveReason; by: null } {
  return { reason: people.isActive(person) ? 'absence' : 'left', by: null };
}

/** Nobody can take them over: a person has to look at each, until somebody has it. */
function tellOfStuck(db: Database, stuck: readonly { approval: Affected; slotId: string }[], now: Date): Promise<void> {
  const wanted = stuck.map(({ approval: { id, title, runId, stepId, workflowKey, slots }, slotId }) => {
    const who = slots.find((slot) => slot.id === slotId)?.name ?? '';
    return {
      kind: 'run' as const,
      code: noStandIn,
      message: `${who} cannot decide "${title}" and nobody stands in. Reassign it, or name a substitute or a manager.`,
      runId,
      stepId,
      workflowKey,
      details: { about: slotId, approvalId: id, title, who },
    };
  });
  return holdIncidents(db, { code: noStandIn, wanted, now });
}
