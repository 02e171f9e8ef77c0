import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeCall } from '../../../activities/delivery/compose-call.ts';
import { composeSms } from '../../../activities/delivery/compose-sms.ts';
import { createCapture, createSender } from '../../../activities/delivery/sender.ts';
import { createDelivery } from '../../../activities/delivery.ts';
import { type ReceivedSms, startLocalTwilio } from '../../../channels/local/twilio-endpoint.ts';
import { providers } from '../../../channels/registry.ts';
import { twilioPresets } from '../../../channels/sms/twilio-provider.ts';
import { ledgerEntry } from '../../../crm/sending/message-row.ts';
import { planCalls } from '../../../crm/sending/plan-calls.ts';
import { parseAllowList } from '../../../domain/net/inner-address.ts';
import { callAnswerOf } from '../../../domain/sending/answers.ts';
import type { CallRequest } from '../../../domain/steps/effect.ts';
import { requestOf, sendingWorld } from '../../harness/sending-world.ts';

const world = sendingWorld();
const capture = createCapture();
const clock = () => new Date();

it('sends a text message, whose report names the row', async () => {
  const received: ReceivedSms[] = [];
  const local = await startLocalTwilio({
    onMessage: (message) => void received.push(message),
    accountSid: `AC${'1'.repeat(32)}`,
    authToken: 'token',
    reports: [],
  });
  const provider = providers['twilio-sms'].create({
    ...twilioPresets,
    accountSid: `AC${'1'.repeat(32)}`,
    authToken: 'token',
    apiBaseUrl: local.url,
  });
  const sms = createSender({ provider, compose: composeSms({ publicUrl: 'https://crm.example.test' }), parallel: 2 });
  try {
    const run = await world.run();
    const person = await world.lead({ phone: '+12025550123' });
    const request = requestOf(run, { person, message: { channel: 'sms', body: 'Hello {{record.firstName}}' } });
    const [plan] = await world.plan([request], new Date());
    if (plan?.kind !== 'planned') throw new Error('not planned');
    const delivery = createDelivery({ senders: { email: capture, sms, webhook: capture }, db: world.db, clock });
    await delivery.deliver([{ messageId: plan.messageId, runId: run.id, fence: run.fence }]);
    expect(await world.row(plan.messageId)).toMatchObject({
      state: 'accepted',
      provider: 'twilio-sms',
      providerId: received[0]?.sid,
    });
    expect(received).toMatchObject([
      {
        to: '+12025550123',
        body: 'Hello Ann',
        statusCallback: `https://crm.example.test/providers/twilio/status?message=${plan.messageId}`,
      },
    ]);
  } finally {
    await provider.close();
    await local.close();
  }
});

describe('calls of addresses', () => {
  type Seen = { method: string; url: string; headers: IncomingMessage['headers']; body: string };
  let server: Server;
  let origin: string;
  let seen: Seen[] = [];
  let respond: (response: ServerResponse) => void = (response) => response.end();

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      seen.push({
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      respond(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    seen = [];
  });

  async function call(request: Partial<CallRequest> & { url: string }, allow = '127.0.0.1') {
    const provider = providers.webhook.create({ allow: parseAllowList(allow).allow, timeoutMs: 60_000 });
    const connection = async (key: string) =>
      key === 'erp' ? { baseUrl: `${origin}/api`, headers: { authorization: 'Bearer secret' } } : null;
    const webhook = createSender({ provider, compose: composeCall({ connection }), parallel: 2 });
    const run = await world.run();
    const key = { runId: run.id, stepId: 'call', visit: 1, ordinal: 0 };
    const full = { method: 'POST', timeoutMs: 60_000, ...request };
    const asked = {
      key,
      workflowKey: 'nurture',
      subject: { type: 'lead', id: run.id },
      fence: run.fence,
      request: full,
    };
    const delivery = createDelivery({ senders: { email: capture, sms: capture, webhook }, db: world.db, clock });
    const once = async () => {
      const [plan] = await world.db.transaction((tx) => planCalls(tx, [asked], new Date()));
      if (plan?.kind !== 'planned') throw new Error(`not planned: ${JSON.stringify(plan)}`);
      await delivery.deliver([{ messageId: plan.messageId, runId: run.id, fence: run.fence }]);
      const row = await world.row(plan.messageId);
      return { row, answer: callAnswerOf(ledgerEntry(row)) };
    };
    return { ...(await once()), again: once };
  }

  it('keep the answer', async () => {
    respond = (response) => response.setHeader('content-type', 'application/json').end('{"id": 7}');
    const { row, answer } = await call({ url: `${origin}/in?x=1`, body: { a: 'b' }, headers: { 'x-own': 'yes' } });
    expect(answer).toEqual({ outcome: 'accepted', messageId: row.id, status: 200, body: { id: 7 } });
    expect(seen).toMatchObject([
      {
        method: 'POST',
        url: '/in?x=1',
        body: '{"a":"b"}',
        headers: { 'content-type': 'application/json', 'x-own': 'yes', 'idempotency-key': row.payload?.key },
      },
    ]);
  });

  it('are rejected by 4xx, and may be tried again after 5xx under the same key', async () => {
    respond = (response) => response.writeHead(404).end('no such thing');
    expect((await call({ url: `${origin}/in` })).answer).toMatchObject({
      outcome: 'rejected',
      status: 404,
      body: 'no such thing',
    });
    respond = (response) => response.writeHead(503).end();
    const { row, answer, again } = await call({ url: `${origin}/in` });
    expect(answer).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('503') });
    expect(row).toMatchObject({ state: 'rejected', reason: 'call-failed' });
    respond = (response) => response.end('ok');
    const second = await again();
    expect(second.answer).toMatchObject({ outcome: 'accepted', body: 'ok' });
    expect(second.row.attempt).toBe(2);
    expect(new Set(seen.slice(1).map(({ headers }) => headers['idempotency-key']))).toEqual(
      new Set([row.payload?.key]),
    );
  });

  it('are unknown when no answer comes', async () => {
    respond = (response) => void response.destroy();
    expect((await call({ url: `${origin}/in` })).answer).toMatchObject({ outcome: 'unknown' });
  });

  it('reach no inner address', async () => {
    const { row, answer } = await call({ url: `${origin}/in` }, '');
    expect(answer).toMatchObject({ outcome: 'rejected' });
    expect(row.state).toBe('rejected');
    expect(seen).toEqual([]);
  });

  it('take the secrets of a connection to its server and nowhere else', async () => {
    respond = (response) => response.end();
    const { row } = await call({ url: '/orders', connection: 'erp', body: 'plain' });
    expect(seen).toMatchObject([
      { url: '/api/orders', headers: { authorization: 'Bearer secret', 'content-type': 'text/plain; charset=utf-8' } },
    ]);
    expect(JSON.stringify(row)).not.toContain('secret');
    expect((await call({ url: 'http://127.0.0.1:1/x', connection: 'erp' })).row).toMatchObject({
      state: 'rejected',
      reason: 'other-server',
    });
    expect((await call({ url: '/orders', connection: 'gone' })).row).toMatchObject({
      state: 'rejected',
      reason: 'unknown-connection',
    });
    expect(seen).toHaveLength(1);
  });
});
