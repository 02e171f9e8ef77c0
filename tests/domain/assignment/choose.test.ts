import { describe, expect, test } from '@jest/globals';
import { type Candidate, chooseAssignee, type Wanted } from '../../../domain/assignment/choose.ts';

const able = {
  active: true,
  absent: false,
  onShift: true,
  open: 0,
  capacity: null,
  skills: [],
  territories: [],
  turn: 0,
} satisfies Omit<Candidate, 'userId'>;
const user = (userId: string, more: Partial<Candidate> = {}): Candidate => ({ ...able, userId, ...more });
const wanted: Wanted = { strategy: 'round-robin', skills: [], territory: null, onShiftOnly: true, preferred: null };

describe('who takes a record', () => {
  test('round robin: a thousand in turn are even, and who was away has not lost the turn', () => {
    let pool = [user('ann'), user('bob'), user('cyd')];
    const got = new Map<string, number>();
    const assign = (turn: number) => {
      const { userId } = chooseAssignee(pool, wanted);
      if (userId === null) throw new Error('nobody');
      got.set(userId, (got.get(userId) ?? 0) + 1);
      pool = pool.map((one) => (one.userId === userId ? { ...one, turn } : one));
      return userId;
    };
    for (let turn = 1; turn <= 1000; turn += 1) assign(turn);
    expect([...got.values()].sort()).toEqual([333, 333, 334]);
    pool = pool.map((one) => (one.userId === 'bob' ? { ...one, absent: true } : one));
    const without = [1001, 1002, 1003, 1004].map(assign);
    expect(without).not.toContain('bob');
    pool = pool.map((one) => ({ ...one, absent: false }));
    expect([1005, 1006, 1007, 1008].map(assign).filter((id) => id === 'bob')).toHaveLength(2);
  });

  test('least busy: the fewest open, then who waited longest', () => {
    const pool = [user('ann', { open: 3 }), user('bob', { open: 1, turn: 9 }), user('cyd', { open: 1, turn: 4 })];
    expect(chooseAssignee(pool, { ...wanted, strategy: 'least-busy' })).toMatchObject({
      userId: 'cyd',
      by: 'least-busy',
      able: 3,
    });
  });

  test('each is passed over for a reason', () => {
    const pool = [
      user('a', { active: false }),
      user('b', { absent: true }),
      user('c', { onShift: false }),
      user('d', { skills: ['french'], territories: ['west'] }),
      user('e', { skills: ['french', 'refunds'], territories: ['east'] }),
      user('f', { skills: ['french', 'refunds'], territories: ['west'], open: 5, capacity: 5 }),
      user('g', { skills: ['french', 'refunds'], territories: ['west', 'east'], open: 4, capacity: 5 }),
    ];
    const choice = chooseAssignee(pool, { ...wanted, skills: ['french', 'refunds'], territory: 'west' });
    expect(choice).toEqual({
      userId: 'g',
      by: 'round-robin',
      able: 1,
      passedOver: [
        { userId: 'a', why: 'inactive' },
        { userId: 'b', why: 'absent' },
        { userId: 'c', why: 'off-shift' },
        { userId: 'd', why: 'skills' },
        { userId: 'e', why: 'territory' },
        { userId: 'f', why: 'at-capacity' },
      ],
    });
    expect(chooseAssignee(pool.slice(0, 3), wanted)).toMatchObject({ userId: null, by: 'nobody', able: 0 });
    expect(chooseAssignee(pool.slice(2, 3), { ...wanted, onShiftOnly: false }).userId).toBe('c');
  });

  test('who has the account keeps it while able', () => {
    const pool = [user('ann'), user('bob', { turn: 7 })];
    expect(chooseAssignee(pool, { ...wanted, preferred: 'bob' })).toMatchObject({ userId: 'bob', by: 'same-account' });
    const away = [user('ann'), user('bob', { absent: true })];
    expect(chooseAssignee(away, { ...wanted, preferred: 'bob' })).toMatchObject({ userId: 'ann', by: 'round-robin' });
  });

  test('the first of a list', () => {
    const pool = [user('ann', { absent: true }), user('cyd', { turn: 9 }), user('bob')];
    expect(chooseAssignee(pool, { ...wanted, strategy: 'first' }).userId).toBe('cyd');
  });
});
