import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { checkSms } from '../../../channels/sms/sms-message.ts';
import { type TwilioSettings, twilioSmsProvider } from '../../../channels/sms/twilio-provider.ts';
import { withTimersStopped } from '../../harness/stopped-timers.ts';
import { until } from '../../harness/until.ts';
import { account, sampleSms, settingsFor } from './sample-sms.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

type Seen = { path: string; authorization: string | undefined; form: Record<string, string> };

async function setUp(answer: (response: ServerResponse) => void, changes: Partial<TwilioSettings> = {}) {
  const seen: Seen[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    seen.push({
      path: request.url ?? '',
      authorization: request.headers.authorization,
      form: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
    });
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const provider = twilioSmsProvider.create(
    settingsFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, changes),
  );
  cleanups.push(close, provider.close);
  return { provider, seen, close };
}

async function sendOne({ provider }: Awaited<ReturnType<typeof setUp>>, message = sampleSms, signal?: AbortSignal) {
  const connection = await provider.connect(signal);
  if (connection.kind === 'deferred') return connection;
  return connection.session.handOver(message, signal);
}

const json = (status: number, body: object) => (response: ServerResponse) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const problem = (status: number, code: number) => json(status, { status, code, message: 'scripted', more_info: '' });

test('the request that Twilio expects, and its answer', async () => {
  const setup = await setUp(json(201, { sid: 'SM1', status: 'queued' }));
  expect(await sendOne(setup)).toEqual({ kind: 'accepted', providerId: 'SM1', response: 'queued' });
  expect(setup.seen).toEqual([
    {
      path: `/2010-04-01/Accounts/${account.accountSid}/Messages.json`,
      authorization: `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`,
      form: { To: sampleSms.to, From: sampleSms.from, Body: sampleSms.body, StatusCallback: sampleSms.statusCallback },
    },
  ]);
});

test('a messaging service sends in place of a number', async () => {
  const setup = await setUp(json(201, { sid: 'SM1', status: 'accepted' }));
  const service = `MG${'0'.repeat(32)}`;
  await sendOne(setup, { ...sampleSms, from: service });
  expect(setup.seen[0]?.form).toMatchObject({ MessagingServiceSid: service });
  expect(setup.seen[0]?.form).not.toHaveProperty('From');
});

test.each([
  ['an invalid number', problem(400, 21211), { kind: 'refused', code: '21211', class: 'hard-bounce', permanent: true }],
  ['a landline', problem(400, 21614), { kind: 'refused', class: 'hard-bounce' }],
  ['someone who said STOP', problem(400, 21610), { kind: 'refused', code: '21610', class: 'blocked' }],
  ['a sender that is not ours', problem(400, 21606), { kind: 'refused', class: 'sender' }],
  ['an error that is new to us', problem(400, 29999), { kind: 'refused', code: '29999', class: 'policy' }],
  ['a full queue', problem(400, 21611), { kind: 'deferred', code: '21611' }],
  ['too many requests', problem(429, 20429), { kind: 'deferred', code: '20429' }],
  ['a wrong token', problem(401, 20003), { kind: 'deferred', code: '20003' }],
  ['an account that is not there', problem(404, 20404), { kind: 'deferred', code: '20404' }],
  ['an error on their side', problem(500, 20500), { kind: 'unknown', reason: 'HTTP 500' }],
  [
    'a gateway that gave up',
    (response: ServerResponse) => response.writeHead(502).end('<html>'),
    { kind: 'unknown', reason: 'HTTP 502' },
  ],
  [
    'a refusal without a body',
    (response: ServerResponse) => response.writeHead(400).end(),
    { kind: 'refused', code: '400' },
  ],
  [
    'an answer that can not be read',
    (response: ServerResponse) => response.writeHead(201).end('{'),
    { kind: 'unknown' },
  ],
  ['a connection dropped after the request', (response: ServerResponse) => response.destroy(), { kind: 'unknown' }],
] as [string, (response: ServerResponse) => void, object][])('%s', async (_name, answer, expected) => {
  expect(await sendOne(await setUp(answer))).toMatchObject(expected);
});

test('silence after the request', async () => {
  const handOverTimeoutMs = 10_000;
  const setup = await setUp(() => {}, { handOverTimeoutMs });
  const outcome = await withTimersStopped(async (pass) => {
    const sending = sendOne(setup);
    await until('the request is there', () => setup.seen.length === 1);
    pass(handOverTimeoutMs);
    return sending;
  });
  expect(outcome).toMatchObject({ kind: 'unknown', reason: 'timeout' });
});

test('nobody there: safe to repeat', async () => {
  const setup = await setUp(() => {});
  await setup.close();
  cleanups.shift();
  expect(await sendOne(setup)).toMatchObject({ kind: 'deferred', code: 'ECONNREFUSED' });
});

test('giving up before and after the request went out', async () => {
  const stop = new AbortController();
  const setup = await setUp(() => stop.abort());
  expect(await sendOne(setup, sampleSms, stop.signal)).toEqual({ kind: 'unknown', reason: 'aborted' });
  expect(await sendOne(setup, sampleSms, AbortSignal.abort())).toMatchObject({ kind: 'deferred', code: 'aborted' });
});

test('a message that is not fit to be sent never leaves', async () => {
  const setup = await setUp(json(201, { sid: 'SM1', status: 'queued' }));
  for (const [changes, code] of [
    [{ to: '601234567' }, 'invalid-number'],
    [{ to: '+0123456789' }, 'invalid-number'],
    [{ to: '+1500555\r\n' }, 'invalid-number'],
    [{ from: '' }, 'invalid-sender'],
    [{ from: 'A sender too long' }, 'invalid-sender'],
    [{ body: '  ' }, 'empty-body'],
    [{ body: 'x'.repeat(1601) }, 'body-too-long'],
  ] as const) {
    expect(await sendOne(setup, { ...sampleSms, ...changes })).toMatchObject({ kind: 'refused', code });
  }
  expect(checkSms({ ...sampleSms, from: 'Cadenza' })).toBeUndefined();
  expect(setup.seen).toHaveLength(0);
});
