import { isAutomatic, messageIdsIn, replySubject } from '../../../domain/cases/mail-headers.ts';

test('ids of other mails are read in their order, what is malformed or endless is left out', () => {
  expect(messageIdsIn('<a@x.test> <b@x.test>\r\n <a@x.test>')).toEqual(['<a@x.test>', '<b@x.test>']);
  expect(messageIdsIn('no id <@x.test> <a b@x.test> <<c@x.test>>')).toEqual(['<c@x.test>']);
  expect(messageIdsIn(undefined)).toEqual([]);
  expect(messageIdsIn(`<${'a'.repeat(300)}@x.test>`)).toEqual([]);
  const many = Array.from({ length: 90 }, (_, n) => `<${n}@x.test>`).join(' ');
  expect(messageIdsIn(many)).toHaveLength(50);
  expect(messageIdsIn(many).at(-1)).toBe('<89@x.test>');
});

test('the subject of an answer names the case once and says Re: once', () => {
  expect(replySubject('Broken door', 'CA-2026-0001')).toBe('Re: [CA-2026-0001] Broken door');
  expect(replySubject('AW: re: Odp: [CA-2026-0001] Broken door', 'CA-2026-0001')).toBe(
    'Re: [CA-2026-0001] Broken door',
  );
  expect(replySubject('Broken door', null)).toBe('Re: Broken door');
});

const header = (key: string, value: string) => [{ key, value }];

test.each([
  ['auto-submitted', 'auto-replied'],
  ['auto-submitted', 'auto-generated; owner-email="a@b.test"'],
  ['precedence', 'Bulk'],
  ['precedence', 'list'],
  ['content-type', 'multipart/report; report-type=delivery-status'],
  ['return-path', '<>'],
  ['x-auto-response-suppress', 'All'],
  ['list-id', '<news.example.test>'],
])('%s: %s marks a mail that no person wrote', (key, value) => {
  expect(isAutomatic(header(key, value))).toBe(true);
});

test('what a person wrote is none of these; an empty envelope sender is', () => {
  expect(isAutomatic(header('auto-submitted', 'no'))).toBe(false);
  expect(isAutomatic(header('precedence', 'first-class'))).toBe(false);
  expect(isAutomatic(header('return-path', '<ann@example.test>'), 'ann@example.test')).toBe(false);
  expect(isAutomatic([], '')).toBe(true);
});
