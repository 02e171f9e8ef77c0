import { expect, test } from '@jest/globals';
import { parseSmtpUrl } from '../../../channels/email/smtp-settings.ts';
import { settingsFor } from './sample-mail.ts';

test.each([
  [
    'smtp://kit:secret@127.0.0.1:2525',
    { host: '127.0.0.1', port: 2525, tls: 'offered', credentials: { user: 'kit', password: 'secret' } },
  ],
  ['smtp://mail.example.test', { host: 'mail.example.test', port: 587, tls: 'offered' }],
  [
    'smtp://me%40example.test:p%2Fw%3A@mail.example.test:25',
    { port: 25, tls: 'required', credentials: { user: 'me@example.test', password: 'p/w:' } },
  ],
  [
    'smtp://a:b@mail.example.test?tls=off&name=crm.example.test&connections=3',
    { tls: 'off', ehloName: 'crm.example.test', connections: 3 },
  ],
  ['smtp://a:b@mail.example.test?tls=offered&verify=off', { tls: 'offered', verifyCertificate: false }],
  ['smtps://a:b@mail.example.test', { port: 465, tls: 'always', verifyCertificate: true }],
  ['smtp://[::1]:2525', { host: '::1', port: 2525 }],
])('%s', (url, expected) => {
  expect(settingsFor(url)).toMatchObject(expected);
});

test.each([
  '',
  'mail.example.test',
  'http://mail.example.test',
  'smtp://',
  'smtp://a?tls=maybe',
  'smtp://a?starttls=1',
  'smtp://a?connections=0',
  'smtp://%ff:b@c',
])('%j is refused with what it should be', (url) => {
  expect(parseSmtpUrl(url)).toEqual({ problem: expect.any(String) });
});
