import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { composeMail, signMail } from '../../../channels/email/compose-mail.ts';
import { checkEmail, type EmailMessage, isAddress } from '../../../channels/email/email-message.ts';
import { sampleMail } from './sample-mail.ts';

const marketing: EmailMessage = {
  ...sampleMail,
  from: { address: 'crm@cadenza.test', name: 'Zażółć "Gęślą", Ltd' },
  replyTo: { address: 'sales@cadenza.test' },
  subject: 'Zażółć gęślą jaźń 🎉',
  text: 'Cześć Ada\n.\nend\n',
  html: '<p>Cześć Ada</p>',
  list: { id: 'newsletter.cadenza.test', unsubscribeUrl: `https://cadenza.test/u/${'A'.repeat(120)}` },
  autoSubmitted: 'auto-generated',
  headers: { 'X-Cadenza-Run': 'run-1', 'Feedback-ID': 'a:b:c' },
};

const headersOf = (raw: string) =>
  (raw.split('\r\n\r\n')[0] ?? '')
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map((line) => line.split(/:\s?(.*)/s) as [string, string]);
const field = (raw: string, name: string) =>
  headersOf(raw).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];

test('both parts, the list fields unbroken, and the given identity', async () => {
  const raw = (await composeMail(marketing)).toString('utf8');
  expect(field(raw, 'Content-Type')).toMatch(/^multipart\/alternative/);
  expect(raw).toMatch(/Content-Type: text\/plain; charset=utf-8/);
  expect(raw).toMatch(/Content-Type: text\/html; charset=utf-8/);
  expect(raw).toContain(`\r\nList-Unsubscribe: <${marketing.list?.unsubscribeUrl}>\r\n`);
  expect(field(raw, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
  expect(field(raw, 'List-ID')).toBe('<newsletter.cadenza.test>');
  expect(field(raw, 'Message-ID')).toBe(sampleMail.messageId);
  expect(field(raw, 'Reply-To')).toBe('sales@cadenza.test');
  expect(field(raw, 'Auto-Submitted')).toBe('auto-generated');
  expect(field(raw, 'X-Cadenza-Run')).toBe('run-1');
  expect(field(raw, 'Date')).toBe('Sun, 01 Mar 2026 10:00:00 +0000');
  expect(field(raw, 'From')).toMatch(/^=\?UTF-8\?.* <crm@cadenza\.test>$/);
});

test('the same message gives the same bytes', async () => {
  expect((await composeMail(marketing)).equals(await composeMail(marketing))).toBe(true);
});

test('a signed mail verifies, and its signature covers one-click unsubscribing', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const plain = await composeMail(marketing);
  const signed = await signMail(plain, {
    domain: 'cadenza.test',
    selector: 's1',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  });
  const raw = signed?.toString('latin1') ?? '';
  const value = field(raw, 'DKIM-Signature') ?? '';
  const tags = new Map(value.split(';').map((part) => part.trim().split(/=(.*)/s).slice(0, 2) as [string, string]));
  const names = (tags.get('h') ?? '').split(':').map((name) => name.trim().toLowerCase());
  expect(names).toEqual(
    expect.arrayContaining([
      'from',
      'to',
      'subject',
      'date',
      'message-id',
      'list-unsubscribe',
      'list-unsubscribe-post',
    ]),
  );
  const body = raw
    .slice(raw.indexOf('\r\n\r\n') + 4)
    .replace(/[ \t]+(?=\r\n)/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/(?:\r\n)*$/, '\r\n');
  expect(tags.get('bh')?.replace(/\s/g, '')).toBe(createHash('sha256').update(body, 'latin1').digest('base64'));
  const relaxed = (name: string, text: string) => `${name.toLowerCase()}:${text.replace(/\s+/g, ' ').trim()}`;
  const unsigned = value.replace(/(;\s*b=)[^;]*/, '$1');
  const data = [
    ...names.map((name) => relaxed(name, field(raw, name) ?? '')),
    relaxed('dkim-signature', unsigned),
  ].join('\r\n');
  const good = createVerify('RSA-SHA256')
    .update(data, 'latin1')
    .verify(publicKey, (tags.get('b') ?? '').replace(/\s/g, ''), 'base64');
  expect(good).toBe(true);
});

test('a mail is not signed by a key that is none', async () => {
  const dkim = { domain: 'cadenza.test', selector: 's1', privateKey: 'none' };
  expect(await signMail(await composeMail(sampleMail), dkim)).toBeUndefined();
});

describe('what would break out of a header is refused', () => {
  const places: ((text: string) => Partial<EmailMessage>)[] = [
    (text) => ({ subject: text }),
    (text) => ({ from: { address: 'crm@cadenza.test', name: text } }),
    (text) => ({ from: { address: text } }),
    (text) => ({ to: { address: 'ada@example.test', name: text } }),
    (text) => ({ to: { address: `ada@example.test${text}` } }),
    (text) => ({ replyTo: { address: `a@b.test${text}` } }),
    (text) => ({ returnPath: `a@b.test${text}` }),
    (text) => ({ messageId: `<a@b.test>${text}` }),
    (text) => ({ list: { id: text, unsubscribeUrl: 'https://a.test/u/1' } }),
    (text) => ({ list: { id: 'a', unsubscribeUrl: `https://a.test/u/1${text}` } }),
    (text) => ({ headers: { 'X-A': text } }),
    (text) => ({ headers: { [`X-A${text}`]: 'b' } }),
  ];
  test.each(['\r\nBcc: x@y.test', '\nBcc: x@y.test', '\rBcc: x@y.test', 'a\0b'])('%j', (text) => {
    for (const place of places) expect(checkEmail({ ...sampleMail, ...place(text) })?.code).toBe('header-injection');
  });
  test('headers that are not ours to set', () => {
    for (const name of ['Bcc', 'To', 'DKIM-Signature', 'List-Unsubscribe', 'X-A: b', 'Content-Type', '']) {
      expect(checkEmail({ ...sampleMail, headers: { [name]: 'b' } })?.code).toBe('header-not-allowed');
    }
  });
  test('a list identity or unsubscribe address that is not of its form', () => {
    expect(
      checkEmail({ ...sampleMail, list: { id: 'a', unsubscribeUrl: 'https://a.test/>, <mailto:x@y.test' } })?.code,
    ).toBe('invalid-list');
    expect(checkEmail({ ...sampleMail, list: { id: 'a> <b', unsubscribeUrl: 'https://a.test/u' } })?.code).toBe(
      'invalid-list',
    );
  });
});

test('addresses', () => {
  for (const good of [
    'a@b.test',
    'first.last+tag@sub.example.co.uk',
    "o'neil@example.test",
    'zażółć@przykład.test',
    'a@localhost',
    'x_y-z@a-b.test',
  ]) {
    expect([good, isAddress(good)]).toEqual([good, true]);
  }
  for (const bad of [
    '',
    'a',
    '@b.test',
    'a@',
    'a b@c.test',
    'a@b c.test',
    'a@b@c.test',
    '<a@b.test>',
    'a@b..test',
    'a@-b.test',
    'a@b.test,c@d.test',
    '"a"@b.test',
    'a@[127.0.0.1]',
    `${'a'.repeat(65)}@b.test`,
    `a@${'b'.repeat(64)}.test`,
    `a@${'b.'.repeat(130)}test`,
  ]) {
    expect([bad, isAddress(bad)]).toEqual([bad, false]);
  }
  expect(checkEmail({ ...sampleMail, to: { address: 'nobody' } })).toMatchObject({
    code: 'invalid-address',
    class: 'hard-bounce',
  });
});
