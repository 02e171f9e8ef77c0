import { afterEach, describe, expect, test } from '@jest/globals';
import type { EmailMessage } from '../../../channels/email/email-message.ts';
import { smtpProvider } from '../../../channels/email/smtp-provider.ts';
import type { SmtpSettings } from '../../../channels/email/smtp-settings.ts';
import type { Outcome } from '../../../channels/outcome.ts';
import type { Provider } from '../../../channels/provider.ts';
import { withTimersStopped } from '../../harness/stopped-timers.ts';
import { until } from '../../harness/until.ts';
import { sampleMail, settingsFor } from './sample-mail.ts';
import { type Act, type Stage, startScriptedSmtp } from './scripted-smtp.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function setUp(script: Partial<Record<Stage, Act>>, changes: Partial<SmtpSettings> = {}) {
  const server = await startScriptedSmtp(script);
  const provider = smtpProvider.create(settingsFor(server.url, changes));
  cleanups.push(server.close, provider.close);
  return { server, provider };
}

async function sendOne(provider: Provider<EmailMessage>, mail = sampleMail, signal?: AbortSignal): Promise<Outcome> {
  const connection = await provider.connect(signal);
  if (connection.kind === 'deferred') return connection;
  try {
    return await connection.session.handOver(mail, signal);
  } finally {
    connection.session.release();
  }
}

const big: EmailMessage = { ...sampleMail, text: 'x'.repeat(76).concat('\n').repeat(200_000) };

describe('what a mail server says becomes an outcome', () => {
  const deferred = (code: string) => ({ kind: 'deferred', code });
  const refused = (code: string, refusal: string, permanent = true) => ({
    kind: 'refused',
    code,
    class: refusal,
    permanent,
  });
  const table: [string, Partial<Record<Stage, Act>>, object][] = [
    ['250', {}, { kind: 'accepted', providerId: sampleMail.messageId, response: '250 2.0.0 queued as 1' }],
    ['421 at MAIL', { mail: '421 4.3.2 closing' }, deferred('4.3.2')],
    ['451 at MAIL', { mail: '451 4.7.1 slow down' }, deferred('4.7.1')],
    ['452 at MAIL', { mail: '452 too many' }, deferred('452')],
    ['550 at MAIL', { mail: '550 5.7.1 not you' }, refused('5.7.1', 'policy')],
    ['552 at MAIL', { mail: '552 too big' }, refused('552', 'content')],
    ['554 at MAIL', { mail: '554 no' }, refused('554', 'sender')],
    ['421 at RCPT', { rcpt: '421 closing' }, deferred('421')],
    ['451 at RCPT', { rcpt: '451 4.7.1 greylisted' }, deferred('4.7.1')],
    ['452 at RCPT', { rcpt: '452 4.2.2 full for now' }, deferred('4.2.2')],
    ['550 at RCPT', { rcpt: '550 5.1.1 no such user' }, refused('5.1.1', 'hard-bounce')],
    ['550 at RCPT without detail', { rcpt: '550 unknown' }, refused('550', 'hard-bounce')],
    ['552 at RCPT', { rcpt: '552 5.2.2 mailbox full' }, refused('5.2.2', 'mailbox-full', false)],
    ['554 at RCPT', { rcpt: '554 5.7.1 blocked' }, refused('5.7.1', 'policy')],
    ['421 at DATA', { data: '421 closing' }, deferred('421')],
    ['451 at DATA', { data: '451 later' }, deferred('451')],
    ['452 at DATA', { data: '452 4.3.1 disk full' }, deferred('4.3.1')],
    ['550 at DATA', { data: '550 no' }, refused('550', 'policy')],
    ['554 at DATA', { data: '554 5.5.1 no valid recipients' }, refused('5.5.1', 'policy')],
    ['421 after the dot', { end: '421 4.3.2 closing' }, deferred('4.3.2')],
    ['451 after the dot', { end: '451 4.3.0 try again' }, deferred('4.3.0')],
    ['452 after the dot', { end: '452 4.3.1 full' }, deferred('4.3.1')],
    ['550 after the dot', { end: '550 5.7.1 spam' }, refused('5.7.1', 'policy')],
    ['552 after the dot', { end: '552 5.3.4 too big' }, refused('5.3.4', 'content')],
    ['554 after the dot', { end: '554 5.6.0 malformed' }, refused('5.6.0', 'content')],
    ['421 and the end of the connection', { end: { reply: '421 4.4.2 timeout', thenDrop: true } }, deferred('4.4.2')],
    ['nonsense after the dot', { end: '299' }, { kind: 'accepted' }],
    ['a reply that means nothing after the dot', { end: '354 what' }, { kind: 'unknown' }],
    ['the connection dropped at MAIL', { mail: 'drop' }, deferred('connection-lost')],
    ['the connection dropped at RCPT', { rcpt: 'drop' }, deferred('connection-lost')],
    ['the connection dropped at DATA', { data: 'drop' }, deferred('connection-lost')],
    ['the connection dropped after the dot', { end: 'drop' }, { kind: 'unknown', reason: 'connection-lost' }],
  ];
  test.each(table)('%s', async (_name, script, expected) => {
    const { server, provider } = await setUp(script);
    expect(await sendOne(provider)).toMatchObject(expected);
    // The next mail goes through, on this connection or another one.
    server.script({});
    expect(await sendOne(provider)).toMatchObject({ kind: 'accepted' });
  });

  const silences: [string, Partial<Record<Stage, Act>>, RegExp | 'mail', object][] = [
    ['silence at MAIL', { mail: 'stall' }, /^MAIL/, deferred('timeout')],
    ['silence at DATA', { data: 'stall' }, /^DATA/, deferred('timeout')],
    ['silence after the dot', { end: 'stall' }, 'mail', { kind: 'unknown', reason: 'timeout' }],
  ];
  test.each(silences)('%s', async (_name, script, last, expected) => {
    const handOverTimeoutMs = 10_000;
    const { server, provider } = await setUp(script, { handOverTimeoutMs });
    const connection = await provider.connect();
    if (connection.kind === 'deferred') throw new Error('not connected');
    const outcome = await withTimersStopped(async (pass) => {
      const sending = connection.session.handOver(sampleMail);
      await until('the server has it', () =>
        last === 'mail' ? server.mails.length > 0 : last.test(server.commands.at(-1) ?? ''),
      );
      pass(handOverTimeoutMs);
      return sending;
    });
    connection.session.release();
    expect(outcome).toMatchObject(expected);
    server.script({});
    expect(await sendOne(provider)).toMatchObject({ kind: 'accepted' });
  });

  test('a connection lost in the middle of the body is safe to repeat', async () => {
    const { server, provider } = await setUp({ body: 'drop' });
    expect(await sendOne(provider, big)).toMatchObject({ kind: 'deferred', code: 'connection-lost' });
    expect(server.mails).toHaveLength(0);
  });

  test('a refusal in the middle of the body ends the connection', async () => {
    const { server, provider } = await setUp({ body: { reply: '552 5.3.4 too big', thenDrop: true } });
    const outcome = await sendOne(provider, big);
    // The reply may be overtaken by the end of the connection; nothing was taken in either case.
    expect(['refused', 'deferred']).toContain(outcome.kind);
    server.script({});
    expect(await sendOne(provider)).toMatchObject({ kind: 'accepted' });
    expect(server.connections()).toBe(2);
  });

  test('with pipelining as well', async () => {
    const ehlo = '250-scripted\r\n250-PIPELINING\r\n250 AUTH PLAIN';
    for (const [script, expected] of [
      [{}, { kind: 'accepted' }],
      [{ rcpt: '550 5.1.1 no such user', data: '554 5.5.1 no valid recipients' }, refused('5.1.1', 'hard-bounce')],
      [{ mail: '451 4.3.0 later', rcpt: '503 need MAIL', data: '503 need RCPT' }, deferred('4.3.0')],
      [{ end: 'drop' }, { kind: 'unknown', reason: 'connection-lost' }],
      [{ rcpt: 'drop' }, deferred('connection-lost')],
    ] as [Partial<Record<Stage, Act>>, object][]) {
      const { provider } = await setUp({ ehlo, ...script });
      expect(await sendOne(provider)).toMatchObject(expected);
    }
  });
});

describe('connecting', () => {
  const table: [string, Partial<Record<Stage, Act>>, Partial<SmtpSettings>, string][] = [
    ['a wrong password', { auth: '535 5.7.8 no' }, {}, 'authentication'],
    ['a login that can not be checked now', { auth: '454 4.7.0 later' }, {}, 'authentication'],
    ['a server without login', { ehlo: '250 scripted' }, {}, 'authentication-not-offered'],
    ['a server without TLS where it is required', {}, { tls: 'required' }, 'tls'],
    ['a server that speaks no TLS where it is expected from the start', {}, { tls: 'always' }, 'connection'],
    ['a server that is too busy', { greeting: '421 busy' }, {}, 'connection'],
    ['a server that wants nobody', { greeting: '554 go away' }, {}, 'connection'],
    ['a server that hangs up', { greeting: 'drop' }, {}, 'connection'],
    ['a server that says nothing', { greeting: 'stall' }, {}, 'connect-timeout'],
    ['a login that is never answered', { auth: 'stall' }, {}, 'connect-timeout'],
    ['a login that ends in silence', { auth: 'drop' }, {}, 'connection'],
  ];
  test.each(table)('%s sends nothing and is tried again later', async (_name, script, changes, code) => {
    const { server, provider } = await setUp(script, {
      ...(code === 'connect-timeout' ? { connectTimeoutMs: 300 } : {}),
      ...changes,
    });
    const outcome = await provider.connect();
    expect(outcome).toMatchObject({ kind: 'deferred' });
    if (code !== 'connection') expect(outcome).toMatchObject({ code });
    expect(server.commands.filter((command) => command.startsWith('MAIL'))).toHaveLength(0);
  });

  test('a server that is not there', async () => {
    const { server, provider } = await setUp({});
    await server.close();
    cleanups.shift();
    expect(await provider.connect()).toMatchObject({ kind: 'deferred', code: 'connection' });
  });

  test('nothing of the message is sent before the hand-over', async () => {
    const { server, provider } = await setUp({});
    const connection = await provider.connect();
    if (connection.kind === 'deferred') throw new Error('not connected');
    expect(server.commands.map((command) => command.split(' ')[0])).toEqual(['EHLO', 'AUTH']);
    connection.session.release();
    expect(server.mails).toHaveLength(0);
  });
});

describe('giving up', () => {
  test('before connecting, while connecting, before the dot and after it', async () => {
    const { server, provider } = await setUp({ greeting: 'stall' });
    expect(await provider.connect(AbortSignal.abort())).toMatchObject({ kind: 'deferred', code: 'aborted' });
    const controller = new AbortController();
    const connecting = provider.connect(controller.signal);
    controller.abort();
    expect(await connecting).toMatchObject({ kind: 'deferred', code: 'aborted' });

    for (const [stage, expected] of [
      ['data', { kind: 'deferred', code: 'aborted' }],
      ['end', { kind: 'unknown', reason: 'aborted' }],
    ] as const) {
      server.script({ [stage]: 'stall' });
      const stop = new AbortController();
      const sending = sendOne(provider, sampleMail, stop.signal);
      const seen = stage === 'data' ? () => server.commands.at(-1) === 'DATA' : () => server.mails.length > 0;
      while (!seen()) await new Promise((resolve) => setImmediate(resolve));
      stop.abort();
      expect(await sending).toMatchObject(expected);
    }
  });
});

test('several mails of one session, one refused between them', async () => {
  const { server, provider } = await setUp({});
  const connection = await provider.connect();
  if (connection.kind === 'deferred') throw new Error('not connected');
  const { session } = connection;
  expect(await session.handOver(sampleMail)).toMatchObject({ kind: 'accepted' });
  server.script({ rcpt: '550 5.1.1 no' });
  expect(await session.handOver(sampleMail)).toMatchObject({ kind: 'refused' });
  server.script({});
  expect(await session.handOver(sampleMail)).toMatchObject({ kind: 'accepted' });
  session.release();
  expect(server.connections()).toBe(1);
  expect(server.mails).toHaveLength(2);
});

test('a mail that is not fit to be sent never reaches the server', async () => {
  const { server, provider } = await setUp({});
  const bad = { ...sampleMail, subject: 'Hello\r\nBcc: everybody@example.test' };
  expect(provider.check(bad)).toMatchObject({ kind: 'refused', code: 'header-injection' });
  expect(await sendOne(provider, bad)).toMatchObject({ kind: 'refused', code: 'header-injection' });
  expect(server.commands.some((command) => command.startsWith('MAIL'))).toBe(false);
});

test('with a signing key that is none, nothing goes out unsigned', async () => {
  const { provider } = await setUp({}, { dkim: { domain: 'cadenza.test', selector: 's', privateKey: 'no key' } });
  expect(await sendOne(provider)).toMatchObject({ kind: 'deferred', code: 'signing-failed' });
});
