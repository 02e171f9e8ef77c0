import { parseForSave } from '../../../domain/definition/parse-for-save.ts';
import { draft } from './definitions.ts';

const text = (change?: (d: ReturnType<typeof draft>) => void) => JSON.stringify(draft(change));

/** The code of the refusal and the place of its issue; `saved` when there is none. */
function outcome(source: string, key?: string): string {
  const result = parseForSave(source, key === undefined ? {} : { key });
  if ('document' in result) return 'saved';
  const [issue] = result.error.issues;
  return [result.error.code, ...(issue ? [issue.code, issue.path] : [])].join(' ');
}

test('what is saved comes back as it was sent', () => {
  const result = parseForSave(text(), { key: 'test' });
  expect('document' in result ? result.document : null).toEqual(draft());
});

const cases: readonly [string, string, string][] = [
  ['what is not JSON', '{"format": 1,', 'not-json'],
  ['nothing', '', 'not-json'],
  ['a list', '[]', 'invalid-definition not-a-definition '],
  ['null', 'null', 'invalid-definition not-a-definition '],
  [
    'more than 256 KiB',
    text((d) => {
      d.notes = [{ text: 'x'.repeat(256 * 1024) }];
    }),
    'too-large',
  ],
  [
    'more than 256 KiB in bytes, not characters',
    text((d) => {
      d.notes = [{ text: 'ł'.repeat(140 * 1024) }];
    }),
    'too-large',
  ],
  [
    'another format',
    text((d) => {
      d.format = 2;
    }),
    'invalid-definition foreign-format /format',
  ],
  [
    'another key',
    text((d) => {
      d.key = 'other';
    }),
    'invalid-definition foreign-key /key',
  ],
  [
    'no key',
    text((d) => {
      delete d.key;
    }),
    'invalid-definition foreign-key /key',
  ],
  [
    'a step named __proto__',
    text().replace('"sms":{', '"__proto__":{"type":"end"},"sms":{'),
    'invalid-definition hostile-key /steps/__proto__',
  ],
  [
    'constructor in settings',
    text().replace('"template":"welcome"', '"constructor":{"prototype":{}}'),
    'invalid-definition hostile-key /steps/mail/config/constructor',
  ],
  [
    'prototype deep in a note',
    text((d) => {
      d.notes = [{ text: 'x', prototype: 1 }];
    }),
    'invalid-definition hostile-key /notes/0/prototype',
  ],
  [
    'the character 0',
    text((d) => {
      d.name = 'a\u0000b';
    }),
    'invalid-definition hostile-text /name',
  ],
  [
    'half a character',
    text((d) => {
      d.name = '\ud800';
    }),
    'invalid-definition hostile-text /name',
  ],
  [
    'a number that is none any more',
    text().replace('"default":1', '"default":1e999'),
    'invalid-definition hostile-text /variables/0/default',
  ],
  [
    'lists 50,000 deep',
    text().replace('"notes":[]', `"notes":${'['.repeat(50_000)}${']'.repeat(50_000)}`),
    'invalid-definition too-deep /notes/0/0/0/0/0/0/0/0/0',
  ],
];

test.each(cases)('refused: %s', (_, source, expected) => {
  expect(outcome(source, 'test')).toBe(expected);
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});

test('a draft with errors is saved', () => {
  expect(
    outcome(
      text((d) => {
        d.steps = null;
        d.start = 5;
      }),
      'test',
    ),
  ).toBe('saved');
});

test('without a key of the address, the document names it', () => {
  expect(outcome(text())).toBe('saved');
});
