import { afterEach, expect, test } from '@jest/globals';
import type { EmailMessage } from '../../../channels/email/email-message.ts';
import { smtpProvider } from '../../../channels/email/smtp-provider.ts';
import type { SmtpSettings } from '../../../channels/email/smtp-settings.ts';
import type { Provider, Session } from '../../../channels/provider.ts';
import { withTimersStopped } from '../../harness/stopped-timers.ts';
import { sampleMail, settingsFor } from './sample-mail.ts';
import { startScriptedSmtp } from './scripted-smtp.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function setUp(changes: Partial<SmtpSettings> = {}) {
  const server = await startScriptedSmtp();
  const provider = smtpProvider.create(settingsFor(server.url, changes));
  cleanups.push(server.close, provider.close);
  return { server, provider };
}

async function connected(provider: Provider<EmailMessage>): Promise<Session<EmailMessage>> {
  const connection = await provider.connect();
  if (connection.kind === 'deferred') throw new Error(connection.code);
  return connection.session;
}

async function sendOne(provider: Provider<EmailMessage>) {
  const session = await connected(provider);
  const outcome = await session.handOver(sampleMail);
  session.release();
  return outcome.kind;
}

const connectTimeoutMs = 10_000;
/** What becomes of a connection that is waited for as long as may be. */
const connectInVain = (provider: Provider<EmailMessage>) =>
  withTimersStopped((pass) => {
    const connecting = provider.connect();
    pass(connectTimeoutMs);
    return connecting;
  });

test('100 mails by 20 senders use no more than the connections allowed', async () => {
  const { server, provider } = await setUp({ connections: 4 });
  const kinds = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const got: string[] = [];
      for (let i = 0; i < 5; i++) got.push(await sendOne(provider));
      return got;
    }),
  );
  expect(kinds.flat().every((kind) => kind === 'accepted')).toBe(true);
  expect(server.mails).toHaveLength(100);
  expect(server.mostAtOnce()).toBeLessThanOrEqual(4);
  expect(server.connections()).toBe(4);
});

test('who finds all connections in use waits, and is put off in the end', async () => {
  const { provider } = await setUp({ connections: 1, connectTimeoutMs });
  const first = await connected(provider);
  expect(await connectInVain(provider)).toMatchObject({ kind: 'deferred', code: 'busy' });
  const waiting = provider.connect();
  first.release();
  expect((await waiting).kind).toBe('connected');
});

test('a connection that the server has closed meanwhile costs a new one and no mail', async () => {
  const { server, provider } = await setUp({ checkAfterIdleMs: 0 });
  expect(await sendOne(provider)).toBe('accepted');
  await server.dropAll();
  expect(await sendOne(provider)).toBe('accepted');
  expect(server.connections()).toBe(2);
});

test('a connection that does not answer any more is found out before a mail is handed over', async () => {
  const { server, provider } = await setUp({ checkAfterIdleMs: 0 });
  expect(await sendOne(provider)).toBe('accepted');
  server.script({ rset: 'drop' });
  expect(await sendOne(provider)).toBe('accepted');
  server.script({ rset: '421 4.3.2 closing' });
  expect(await sendOne(provider)).toBe('accepted');
  expect(server.connections()).toBe(3);
});

test('after a refusal the connection is cleared before the next mail', async () => {
  const { server, provider } = await setUp({ checkAfterIdleMs: 60_000 });
  server.script({ rcpt: '550 5.1.1 no' });
  expect(await sendOne(provider)).toBe('refused');
  server.script({});
  expect(await sendOne(provider)).toBe('accepted');
  expect(server.commands).toContain('RSET');
  expect(server.connections()).toBe(1);
});

test('a connection is given up after its share of mails, and when it has been idle for long', async () => {
  const { server, provider } = await setUp({ messagesPerConnection: 2, idleMs: 20 });
  await sendOne(provider);
  await sendOne(provider);
  await sendOne(provider);
  expect(server.connections()).toBe(2);
  while (server.openNow() > 0) await new Promise((resolve) => setImmediate(resolve));
  expect(server.commands.filter((command) => command === 'QUIT')).toHaveLength(2);
});

test('closing ends what is idle now and what is in use later', async () => {
  const { server, provider } = await setUp({});
  await sendOne(provider);
  const session = await connected(provider);
  await provider.close();
  expect(await provider.connect()).toMatchObject({ kind: 'deferred', code: 'closed' });
  expect(await session.handOver(sampleMail)).toMatchObject({ kind: 'accepted' });
  session.release();
  while (server.openNow() > 0) await new Promise((resolve) => setImmediate(resolve));
});

test('giving back twice changes nothing', async () => {
  const { provider } = await setUp({ connections: 1, connectTimeoutMs });
  const first = await connected(provider);
  first.release();
  first.release();
  await connected(provider);
  expect(await connectInVain(provider)).toMatchObject({ code: 'busy' });
});
