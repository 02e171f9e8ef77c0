import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTokens, type TokenPurpose } from '../../../crm/tracking/tokens.ts';

const tokens = createTokens('secret');
const messageId = '0199aa00-1111-7222-8333-444455556666';
const purposes: TokenPurpose[] = ['open', 'click', 'unsubscribe'];

test('what was made is read again, for its purpose alone', () => {
  for (const purpose of purposes) {
    const token = tokens.make(purpose, { messageId, link: 513 });
    expect(token).toMatch(/^[A-Za-z0-9_-]{47}$/);
    for (const other of purposes)
      expect(tokens.verify(other, token)).toEqual(other === purpose ? { messageId, link: 513 } : undefined);
  }
  expect(tokens.verify('open', tokens.make('open', { messageId }))).toEqual({ messageId, link: 0 });
});

test('the same content gives the same token, another secret another one', () => {
  expect(tokens.make('open', { messageId })).toBe(createTokens('secret').make('open', { messageId }));
  expect(createTokens('other').verify('open', tokens.make('open', { messageId }))).toBeUndefined();
});

test('no altered token is taken', () => {
  const token = tokens.make('click', { messageId, link: 1 });
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  fc.assert(
    fc.property(fc.nat(46), fc.constantFrom(...alphabet), (place, character) => {
      const altered = token.slice(0, place) + character + token.slice(place + 1);
      return altered === token || tokens.verify('click', altered) === undefined;
    }),
    { numRuns: 10_000, seed: 4 },
  );
  for (const text of [
    '',
    'not-a-token',
    `${token}=`,
    `${token}A`,
    token.slice(1),
    `${token.slice(0, 46)}é`,
    '../'.repeat(20),
  ]) {
    expect(tokens.verify('click', text)).toBeUndefined();
  }
});

test('only a message id and a small number can be put into one', () => {
  expect(() => tokens.make('open', { messageId: 'ada@example.test' })).toThrow(/UUID|range/);
  expect(() => tokens.make('click', { messageId, link: 65_536 })).toThrow(/UUID|range/);
  expect(() => tokens.make('click', { messageId, link: -1 })).toThrow(/UUID|range/);
});
