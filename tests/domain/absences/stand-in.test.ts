import { expect, test } from '@jest/globals';
import { standInFor } from '../../../domain/absences/stand-in.ts';

type Away = { readonly [userId: string]: string | null };
const managers: Away = { ann: 'boss', bob: 'boss', boss: 'ceo' };

const standIn = (away: Away, inactive: readonly string[] = []) =>
  standInFor('ann', {
    substituteOf: (userId) => away[userId],
    managerOf: (userId) => managers[userId] ?? null,
    isActive: (userId) => !inactive.includes(userId),
  });

test('who is there acts', () => {
  expect(standIn({})).toBe('ann');
});

test('who is away is stood in for, over up to five people', () => {
  expect(standIn({ ann: 'bob' })).toBe('bob');
  expect(standIn({ ann: 'bob', bob: 'cyd', cyd: 'dan', dan: 'eve', eve: 'fay' })).toBe('fay');
  expect(standIn({ ann: 'bob', bob: 'cyd', cyd: 'dan', dan: 'eve', eve: 'fay', fay: 'gus' })).toBe('boss');
});

test('a chain that goes round falls to the manager', () => {
  expect(standIn({ ann: 'bob', bob: 'ann' })).toBe('boss');
  expect(standIn({ ann: 'bob', bob: 'cyd', cyd: 'bob' })).toBe('boss');
  expect(standIn({ ann: 'ann' })).toBe('boss');
});

test('without a substitute, or with one who has left, it is the manager, or who stands in for the manager', () => {
  expect(standIn({ ann: null })).toBe('boss');
  expect(standIn({ ann: 'bob' }, ['bob'])).toBe('boss');
  expect(standIn({}, ['ann'])).toBe('boss');
  expect(standIn({ ann: null, boss: 'cyd' })).toBe('cyd');
});

test('nobody when even the managers are away', () => {
  expect(standIn({ ann: null, boss: null, ceo: null })).toBeNull();
});
