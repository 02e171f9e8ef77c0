import type { UserRef } from '../steps/effect.ts';
import type { Approval, ApprovalMode, MoveReason, Slot } from './approval.ts';

/** One entry of `approvers`, with the users that it means now. */
export type Asked = {
  /** Set when the entry names one person. */
  readonly person: string | null;
  /** The entry in words where it means a group: `role: manager`. */
  readonly group: string | null;
  /** Where the group is a role, a team or a queue: its slot follows its members. */
  readonly ref?: UserRef;
  readonly users: readonly string[];
};

/** What is known about people when slots are made. */
export type People = {
  /** Who stands in for a user now: the user, somebody else, or null when nobody can. */
  readonly standIn: (userId: string) => string | null;
  readonly managerOf: (userId: string) => string | null;
};

export type OpenInput = {
  readonly asked: readonly Asked[];
  readonly mode: ApprovalMode;
  readonly round: number;
  readonly rounds: number | null;
  readonly deadline: string | null;
  /** Who asked for it; may not decide unless `selfApproval`. Null: nobody in particular. */
  readonly submitter: string | null;
  readonly selfApproval: boolean;
  readonly people: People;
  readonly now: string;
  readonly newId: () => string;
};

/** Why nobody can decide it, and what would help. */
export type Unsolvable = {
  readonly kind: 'unsolvable';
  readonly code: 'nobody-to-ask' | 'only-submitter' | 'nobody-stands-in' | 'quorum-too-large';
  /** What could not be filled: a user, a group, or the numbers. */
  readonly what: string;
};

type Filled = {
  readonly asked: Asked;
  readonly users: readonly string[];
  readonly moved: readonly { readonly from: string; readonly reason: MoveReason }[];
};

/**
 * The slots of a new approval, one an entry: people who are away are stood in for, the submitter is replaced by the manager where
 * nobody else is left, a person who is named twice is asked once. Unsolvable when a slot would stay empty or the quorum cannot be
 * reached.
 */
export function openApproval(input: OpenInput): { kind: 'opened'; approval: Approval } | Unsolvable {
  const filled: Filled[] = [];
  for (const asked of input.asked) {
    const one = fill(asked, input);
    if ('kind' in one) return one;
    filled.push(one);
  }
  const once = withoutDoubles(filled);
  const { mode, round, rounds, deadline } = input;
  if (once.length === 0) return { kind: 'unsolvable', code: 'nobody-to-ask', what: 'approvers' };
  if (typeof mode === 'object' && mode.quorum > once.length)
    return { kind: 'unsolvable', code: 'quorum-too-large', what: `${mode.quorum} of ${once.length}` };
  const asked = once.flatMap((one, index) => slotsOf(one, mode === 'sequential' && index > 0, input));
  const slots = [
    ...countedWith(
      asked,
      filled.filter((one) => !once.includes(one)),
      input,
    ),
    ...asked,
  ];
  return { kind: 'opened', approval: { state: 'open', mode, slots, round, rounds, deadline, escalated: false } };
}

function fill(asked: Asked, { submitter, selfApproval, people }: OpenInput): Filled | Unsolvable {
  const what = asked.group ?? asked.person ?? 'approver';
  if (asked.users.length === 0) return { kind: 'unsolvable', code: 'nobody-to-ask', what };
  const own = selfApproval ? null : submitter;
  const found = presentOf(asked, { own, people, moved: [], users: asked.users });
  if (found !== 'own' || own === null)
    return found === 'own' ? { kind: 'unsolvable', code: 'only-submitter', what } : found;
  const manager = people.managerOf(own);
  const instead =
    manager === null
      ? 'own'
      : presentOf(asked, { own, people, moved: [{ from: own, reason: 'self' }], users: [manager] });
  return instead === 'own' ? { kind: 'unsolvable', code: 'only-submitter', what } : instead;
}

type Presence = Pick<Filled, 'users' | 'moved'> & { readonly people: People; readonly own: string | null };

/**
 * A group is asked as long as one of its members is there; a person who is away is stood in for. `own`: only who submitted it could
 * decide, as one of them or standing in.
 */
function presentOf(asked: Asked, { users: all, people, moved, own }: Presence): Filled | Unsolvable | 'own' {
  const users = all.filter((user) => user !== own);
  const present = users.filter((user) => people.standIn(user) === user);
  if (present.length > 0) return { asked, users: present, moved };
  const [absent] = users;
  if (absent === undefined) return 'own';
  const standIns = [...new Set(users.map(people.standIn))].filter((user) => user !== null);
  const substitutes = standIns.filter((user) => user !== own);
  if (substitutes.length > 0)
    return { asked, users: substitutes, moved: [...moved, { from: absent, reason: 'absence' }] };
  return standIns.length > 0 ? 'own' : { kind: 'unsolvable', code: 'nobody-stands-in', what: asked.group ?? absent };
}

const personOf = ({ asked, users }: Filled) => (asked.group === null && users.length === 1 ? users[0] : undefined);

function withoutDoubles(filled: readonly Filled[]): readonly Filled[] {
  const seen = new Set<string>();
  return filled.filter((one) => {
    const person = personOf(one);
    if (person === undefined) return true;
    return !seen.has(person) && Boolean(seen.add(person));
  });
}

/** Of somebody who is away and whose stand-in is asked anyway: that they were meant, and with which slot theirs counts. */
function countedWith(asked: readonly Slot[], dropped: readonly Filled[], { now, newId }: OpenInput): Slot[] {
  return dropped.flatMap((one) => {
    const other = asked.find(({ approverId, state }) => state !== 'moved' && approverId === personOf(one));
    return one.moved.map(({ from }): Slot => {
      const rest = { told: [], reminders: 0, remindAt: null, ...(other === undefined ? {} : { countsWith: other.id }) };
      return { id: newId(), approverId: from, group: null, candidates: [from], state: 'moved', at: now, ...rest };
    });
  });
}

/** The slot, after those it has moved through. */
function slotsOf(one: Filled, waits: boolean, { now, newId }: OpenInput): Slot[] {
  const rest = { told: [], reminders: 0, remindAt: null };
  const slots: Slot[] = [];
  let movedFrom: Slot['movedFrom'];
  for (const { from, reason } of one.moved) {
    const id = newId();
    const passed = { id, approverId: from, group: null, candidates: [from], state: 'moved' as const, at: now, ...rest };
    slots.push({ ...passed, ...(movedFrom === undefined ? {} : { movedFrom }) });
    movedFrom = { slotId: id, reason, by: null };
  }
  const person = personOf(one);
  const { group, ref } = one.asked;
  return [
    ...slots,
    {
      id: newId(),
      approverId: person ?? null,
      group: person === undefined ? group : null,
      candidates: one.users,
      ...(person === undefined && ref !== undefined && movedFrom?.reason !== 'self' ? { ref } : {}),
      state: waits ? 'waiting' : 'open',
      ...rest,
      ...(movedFrom === undefined ? {} : { movedFrom }),
    },
  ];
}
