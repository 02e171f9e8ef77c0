import { describe, expect, test } from '@jest/globals';
import {
  type Approval,
  type ApprovalMode,
  type Decision,
  openSlots,
  type Slot,
} from '../../../domain/approvals/approval.ts';
import { decide } from '../../../domain/approvals/decide.ts';
import { moveSlot } from '../../../domain/approvals/move.ts';
import { nextDue, takeNotices } from '../../../domain/approvals/notices.ts';
import { type Asked, openApproval, type People } from '../../../domain/approvals/open.ts';
import { isStuck, passDeadline } from '../../../domain/approvals/pass-deadline.ts';

const now = '2026-03-02T09:00:00.000Z';
const later = '2026-03-02T15:00:00.000Z';
const present: People = { standIn: (userId) => userId, managerOf: (userId) => (userId === 'boss' ? null : 'boss') };

function counter(): () => string {
  let n = 0;
  return () => {
    n += 1;
    return `slot-${n}`;
  };
}

const person = (id: string): Asked => ({ person: id, group: null, users: [id] });
const role = (group: string, ...users: string[]): Asked => ({ person: null, group, users });

type Opening = {
  asked?: readonly Asked[];
  mode?: ApprovalMode;
  submitter?: string | null;
  selfApproval?: boolean;
  people?: People;
  round?: number;
  rounds?: number | null;
  deadline?: string | null;
};

const open = (more: Opening = {}) =>
  openApproval({
    asked: [person('ann'), person('bob'), person('cyd')],
    mode: 'all',
    submitter: null,
    selfApproval: false,
    people: present,
    round: 1,
    rounds: null,
    deadline: null,
    now,
    newId: counter(),
    ...more,
  });

function opened(more: Opening = {}): Approval {
  const result = open(more);
  if (result.kind !== 'opened') throw new Error(result.code);
  return result.approval;
}

function decided(approval: Approval, ...steps: readonly (readonly [by: string, decision: Decision])[]): Approval {
  return steps.reduce((state, [by, decision]) => {
    const result = decide(state, { by, decision, at: later });
    if (result.kind !== 'changed') throw new Error(result.code);
    return result.approval;
  }, approval);
}

const states = ({ slots }: Approval) => slots.map(({ state }) => state);
const approvers = (slots: readonly Slot[]) => slots.map(({ approverId }) => approverId);

describe('decisions', () => {
  test('any: the first decision ends it, the others are not asked any more', () => {
    const approval = decided(opened({ mode: 'any' }), ['bob', 'approve']);
    expect(approval).toMatchObject({ state: 'approved', endedAt: later });
    expect(states(approval)).toEqual(['closed', 'decided', 'closed']);
  });

  test('all: everybody has to agree, one refusal ends it', () => {
    const two = decided(opened(), ['ann', 'approve'], ['cyd', 'approve']);
    expect(two.state).toBe('open');
    expect(decided(two, ['bob', 'approve']).state).toBe('approved');
    expect(decided(two, ['bob', 'reject']).state).toBe('rejected');
  });

  test('a quorum is reached, or cannot be reached any more', () => {
    const mode = { quorum: 2 };
    expect(decided(opened({ mode }), ['ann', 'approve'], ['bob', 'approve']).state).toBe('approved');
    const refused = decided(opened({ mode }), ['ann', 'reject']);
    expect(refused.state).toBe('open');
    expect(decided(refused, ['bob', 'reject']).state).toBe('rejected');
  });

  test('sequential: one after the other, each has a turn when the one before has agreed', () => {
    const first = opened({ mode: 'sequential' });
    expect(states(first)).toEqual(['open', 'waiting', 'waiting']);
    expect(decide(first, { by: 'bob', decision: 'approve', at: later })).toEqual({
      kind: 'refused',
      code: 'not-an-approver',
    });
    const second = decided(first, ['ann', 'approve']);
    expect(states(second)).toEqual(['decided', 'open', 'waiting']);
    expect(decided(second, ['bob', 'approve'], ['cyd', 'approve']).state).toBe('approved');
    expect(states(decided(second, ['bob', 'reject']))).toEqual(['decided', 'decided', 'closed']);
  });

  test('one sends it back for rework, in all but the last round', () => {
    expect(decided(opened(), ['ann', 'approve'], ['bob', 'rework']).state).toBe('rework');
    const last = opened({ round: 2, rounds: 2 });
    expect(decide(last, { by: 'bob', decision: 'rework', at: later })).toMatchObject({ code: 'no-round-left' });
    expect(decided(opened({ round: 1, rounds: 2 }), ['bob', 'rework']).state).toBe('rework');
  });

  test('a role is one slot that any one of its members decides', () => {
    const approval = opened({ asked: [role('role: manager', 'ann', 'bob'), person('cyd')] });
    expect(approvers(approval.slots)).toEqual([null, 'cyd']);
    expect(decided(approval, ['bob', 'approve'], ['cyd', 'approve'])).toMatchObject({
      state: 'approved',
      slots: [{ actedBy: 'bob' }, { actedBy: 'cyd' }],
    });
  });

  test('who has decided, who is not asked, and what has ended is refused, with what was', () => {
    const one = decided(opened(), ['ann', 'approve']);
    expect(decide(one, { by: 'ann', decision: 'reject', at: later })).toMatchObject({
      code: 'slot-closed',
      slot: { actedBy: 'ann', decision: 'approve' },
    });
    expect(decide(one, { by: 'eve', decision: 'reject', at: later })).toMatchObject({ code: 'not-an-approver' });
    const ended = decided(one, ['bob', 'reject']);
    expect(decide(ended, { by: 'cyd', decision: 'approve', at: later })).toEqual({
      kind: 'refused',
      code: 'approval-ended',
    });
  });

  test('a slot that a link names is decided by its own person only', () => {
    const approval = opened();
    const slotId = approval.slots[1]?.id;
    expect(decide(approval, { by: 'ann', decision: 'approve', at: later, slotId })).toMatchObject({
      code: 'not-an-approver',
    });
    expect(decide(approval, { by: 'bob', decision: 'approve', at: later, slotId, comment: 'fine' })).toMatchObject({
      approval: { slots: [{}, { decision: 'approve', comment: 'fine' }, {}] },
    });
  });
});

describe('opening', () => {
  test('who is away is stood in for, and both names stay', () => {
    const people = { ...present, standIn: (userId: string) => (userId === 'bob' ? 'dan' : userId) };
    const approval = opened({ people });
    expect(approval.slots).toMatchObject([
      { approverId: 'ann', state: 'open' },
      { id: 'slot-2', approverId: 'bob', state: 'moved' },
      { approverId: 'dan', state: 'open', movedFrom: { slotId: 'slot-2', reason: 'absence' } },
      { approverId: 'cyd', state: 'open' },
    ]);
  });

  test('a member of a role who is away is left out while another is there', () => {
    const people = { ...present, standIn: (userId: string) => (userId === 'ann' ? 'dan' : userId) };
    const [slot] = opened({ people, asked: [role('role: manager', 'ann', 'bob')] }).slots;
    expect(slot?.candidates).toEqual(['bob']);
  });

  test('the submitter does not decide: others of the role, else the manager, else nobody', () => {
    const submitter = 'ann';
    expect(opened({ submitter, asked: [role('role: manager', 'ann', 'bob')] }).slots).toMatchObject([
      { candidates: ['bob'] },
    ]);
    expect(opened({ submitter, asked: [person('ann')] }).slots).toMatchObject([
      { approverId: 'ann', state: 'moved' },
      { approverId: 'boss', state: 'open', movedFrom: { reason: 'self' } },
    ]);
    expect(open({ submitter: 'boss', asked: [person('boss')] })).toMatchObject({ code: 'only-submitter' });
    expect(opened({ submitter, selfApproval: true, asked: [person('ann')] }).slots).toMatchObject([
      { approverId: 'ann', state: 'open' },
    ]);
  });

  test('a person who is named twice is asked once', () => {
    expect(approvers(opened({ asked: [person('ann'), person('bob'), person('ann')] }).slots)).toEqual(['ann', 'bob']);
  });

  test('what nobody can decide says so', () => {
    expect(open({ asked: [role('role: board')] })).toMatchObject({ code: 'nobody-to-ask', what: 'role: board' });
    expect(open({ asked: [] })).toMatchObject({ code: 'nobody-to-ask' });
    expect(open({ mode: { quorum: 4 } })).toMatchObject({ code: 'quorum-too-large', what: '4 of 3' });
    expect(open({ mode: { quorum: 2 }, asked: [person('ann'), person('ann')] })).toMatchObject({ what: '2 of 1' });
    expect(open({ people: { ...present, standIn: () => null } })).toMatchObject({ code: 'nobody-stands-in' });
  });
});

describe('moving a slot', () => {
  const moving = { to: 'dan', reason: 'delegated', by: 'bob', at: later, comment: 'knows it better' } as const;

  test('the other person is asked in its place, and the history stays', () => {
    const approval = opened({ mode: 'sequential' });
    const slotId = approval.slots[1]?.id ?? '';
    const result = moveSlot(approval, { ...moving, slotId, newId: () => 'new' });
    expect(result).toMatchObject({
      kind: 'changed',
      approval: {
        slots: [
          { approverId: 'ann', state: 'open' },
          { approverId: 'bob', state: 'moved', actedBy: 'bob', comment: 'knows it better', at: later },
          { id: 'new', approverId: 'dan', state: 'waiting', movedFrom: { slotId, reason: 'delegated', by: 'bob' } },
          { approverId: 'cyd', state: 'waiting' },
        ],
      },
    });
  });

  test('not to somebody who is asked already, and not when it is decided', () => {
    const approval = decided(opened(), ['bob', 'approve']);
    const [ann, bob] = approval.slots.map(({ id }) => id);
    expect(moveSlot(approval, { ...moving, to: 'cyd', slotId: ann ?? '', newId: () => 'new' })).toMatchObject({
      code: 'asked-already',
    });
    expect(moveSlot(approval, { ...moving, slotId: bob ?? '', newId: () => 'new' })).toMatchObject({
      code: 'slot-closed',
    });
  });
});

describe('the deadline', () => {
  const at = '2026-03-03T09:00:00.000Z';
  const pass = (approval: Approval, on: Parameters<typeof passDeadline>[1]['on']) =>
    passDeadline(approval, { on, at, newId: counter() });

  test.each([
    ['expire', 'expired'],
    ['approve', 'approved'],
    ['reject', 'rejected'],
  ] as const)('%s', (kind, state) => {
    expect(pass(opened(), { kind })).toMatchObject({ state, endedAt: at });
  });

  test('escalates to the managers of those who have not decided, once', () => {
    const people = { ...present, managerOf: (userId: string) => `${userId}-boss` };
    const on = { kind: 'escalate', to: 'managers', managerOf: people.managerOf, deadline: null } as const;
    const approval = pass(decided(opened(), ['ann', 'approve']), on);
    expect(approvers(openSlots(approval))).toEqual(['bob-boss', 'cyd-boss']);
    expect(approval).toMatchObject({ state: 'open', escalated: true, deadline: null });
    expect(pass(approval, on).state).toBe('expired');
  });

  test('escalates to people, with a deadline of their own; the decisions so far count', () => {
    const on = { kind: 'escalate', to: ['dan', 'ann'], managerOf: () => null, deadline: later } as const;
    const approval = pass(decided(opened(), ['ann', 'approve']), on);
    expect(approvers(openSlots(approval))).toEqual(['dan']);
    expect(approval.deadline).toBe(later);
    expect(decided(approval, ['dan', 'approve']).state).toBe('approved');
  });

  test('stays open without a deadline when there is nobody to escalate to', () => {
    const before = opened({ deadline: at });
    const after = pass(before, { kind: 'escalate', to: 'managers', managerOf: () => null, deadline: later });
    expect(after).toEqual({ ...before, deadline: null });
    expect([isStuck(before, after), isStuck(after, after), isStuck(before, pass(before, { kind: 'expire' }))]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('stays open where too few are escalated to for the quorum, unless enough have agreed before', () => {
    const mode = { quorum: 2 };
    const on = { kind: 'escalate', to: ['dan'], managerOf: () => null, deadline: later } as const;
    const before = opened({ mode, deadline: at });
    const after = pass(before, on);
    expect(after).toEqual({ ...before, deadline: null });
    expect(isStuck(before, after)).toBe(true);
    const agreed = pass(decided(before, ['ann', 'approve']), on);
    expect([agreed.state, approvers(openSlots(agreed))]).toEqual(['open', ['dan']]);
  });
});

describe('notices', () => {
  const hourly = ({ since, number }: { since: string; number: number }) =>
    number > 2 ? null : new Date(Date.parse(since) + 3_600_000).toISOString();
  const take = (approval: Approval, at: string) => takeNotices(approval, { now: at, remindAt: hourly });

  test('everybody asked is told once, then reminded while the slot is open', () => {
    const first = take(opened({ mode: 'sequential' }), now);
    expect(first.notices).toEqual([{ slotId: 'slot-1', userId: 'ann', kind: 'request' }]);
    expect(take(first.approval, now).notices).toEqual([]);
    expect(nextDue(first.approval)).toBe('2026-03-02T10:00:00.000Z');
    const second = take(first.approval, '2026-03-02T10:00:00.000Z');
    expect(second.notices).toEqual([{ slotId: 'slot-1', userId: 'ann', kind: 'reminder' }]);
    const third = take(second.approval, '2026-03-02T11:00:00.000Z');
    expect(third.notices).toHaveLength(1);
    expect(nextDue(third.approval)).toBeNull();
    const next = take(decided(third.approval, ['ann', 'approve']), later);
    expect(next.notices).toEqual([{ slotId: 'slot-2', userId: 'bob', kind: 'request' }]);
  });

  test('nobody is written to when it has ended', () => {
    const ended = decided(opened({ mode: 'any' }), ['ann', 'reject']);
    expect(take(ended, later).notices).toEqual([]);
    expect(nextDue(ended)).toBeNull();
  });

  test('the deadline is due when it comes before the next reminder', () => {
    expect(nextDue(take(opened({ deadline: '2026-03-02T09:30:00.000Z' }), now).approval)).toBe(
      '2026-03-02T09:30:00.000Z',
    );
  });
});
