import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { smtpProvider } from '../../../channels/email/smtp-provider.ts';
import type { SmtpSettings } from '../../../channels/email/smtp-settings.ts';
import { sampleMail, settingsFor } from './sample-mail.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
/** Signed by itself, for the loopback, for these tests alone. */
const certificate = { key: fixture('loopback-key.pem'), cert: fixture('loopback-cert.pem') };

async function startTls(options: SMTPServerOptions) {
  const seen = { secure: [] as boolean[] };
  const server = new SMTPServer({
    ...options,
    ...certificate,
    disableReverseLookup: true,
    onAuth: (_auth, _session, callback) => callback(null, { user: 'kit' }),
    onData: (stream, session, callback) => {
      seen.secure.push(session.secure);
      stream.on('end', () => callback()).resume();
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => new Promise((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  return { seen, url: (scheme: string) => `${scheme}://kit:secret@127.0.0.1:${port}` };
}

async function outcomeWith(url: string, changes: Partial<SmtpSettings>) {
  const provider = smtpProvider.create(settingsFor(url, changes));
  cleanups.unshift(provider.close);
  const connection = await provider.connect();
  if (connection.kind === 'deferred') return connection;
  const outcome = await connection.session.handOver(sampleMail);
  connection.session.release();
  return outcome;
}

test('STARTTLS is used when offered, and a bad certificate stops it unless allowed', async () => {
  const server = await startTls({});
  expect(await outcomeWith(server.url('smtp'), {})).toMatchObject({ kind: 'deferred', code: 'tls' });
  expect(await outcomeWith(server.url('smtp'), { verifyCertificate: false })).toMatchObject({ kind: 'accepted' });
  expect(await outcomeWith(server.url('smtp'), { verifyCertificate: false, tls: 'required' })).toMatchObject({
    kind: 'accepted',
  });
  expect(server.seen.secure).toEqual([true, true]);
});

test('TLS from the first byte', async () => {
  const server = await startTls({ secure: true });
  expect(await outcomeWith(server.url('smtps'), {})).toMatchObject({ kind: 'deferred', code: 'tls' });
  expect(await outcomeWith(server.url('smtps'), { verifyCertificate: false })).toMatchObject({ kind: 'accepted' });
});
