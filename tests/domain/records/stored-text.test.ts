import { deepestJson, findUnkeepable, isStoredText } from '../../../domain/records/stored-text.ts';

test.each([
  ['plain text', 'Zoë 🎉', true],
  ['a NUL', 'a\u0000b', false],
  ['the first half of a character', '\ud83d', false],
  ['the second half of a character', 'x\udc4d', false],
  ['halves the wrong way round', '\udc4d\ud83d', false],
])('%s', (_what, text, expected) => {
  expect(isStoredText(text)).toBe(expected);
});

test('the first thing that cannot be kept is named with its place', () => {
  expect(findUnkeepable({ a: [1, { b: 'x\u0000' }] })).toEqual({ code: 'invalid-text', path: ['a', '1', 'b'] });
  expect(findUnkeepable({ a: { '\ud83d': 1 } })).toEqual({ code: 'invalid-text', path: ['a'] });
  expect(findUnkeepable(JSON.parse('{"a": {"__proto__": 1}}'))).toEqual({
    code: 'hostile-key',
    path: ['a', '__proto__'],
  });
  expect(findUnkeepable({ a: [null, true, 5, 'x'], constructor: { name: 'x' } })).toBeUndefined();
});

test('depth is measured, not suffered', () => {
  const nested = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
  expect(findUnkeepable(nested(deepestJson))).toBeUndefined();
  expect(findUnkeepable(nested(deepestJson + 1))).toMatchObject({ code: 'too-deep' });
  expect(findUnkeepable(nested(100_000))).toMatchObject({ code: 'too-deep' });
});
