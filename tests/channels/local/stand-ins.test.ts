import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, jest, test } from '@jest/globals';
import { smtpProvider } from '../../../channels/email/smtp-provider.ts';
import { type ReceivedMail, startLocalSmtp } from '../../../channels/local/smtp-server.ts';
import { type ReceivedSms, startLocalTwilio } from '../../../channels/local/twilio-endpoint.ts';
import { verifySignature } from '../../../channels/sms/twilio-callbacks.ts';
import { twilioSmsProvider } from '../../../channels/sms/twilio-provider.ts';
import { sampleMail, settingsFor } from '../email/sample-mail.ts';
import { sampleSms, settingsFor as twilioSettings } from '../sms/sample-sms.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

test('mail that goes to the local server is kept, byte for byte', async () => {
  const spoken = jest.spyOn(console, 'error');
  const mails: ReceivedMail[] = [];
  const server = await startLocalSmtp({ onMail: (mail) => void mails.push(mail) });
  const provider = smtpProvider.create(settingsFor(server.url));
  cleanups.push(server.close, provider.close);
  const connection = await provider.connect();
  if (connection.kind === 'deferred') throw new Error(connection.response);
  expect(await connection.session.handOver(sampleMail)).toMatchObject({ kind: 'accepted' });
  connection.session.release();
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatchObject({ from: 'crm@cadenza.test', to: ['ada@example.test'] });
  expect(mails[0]?.raw.toString()).toContain('Subject: Hello Ada\r\n');
  expect(spoken).not.toHaveBeenCalled();
  spoken.mockRestore();
});

test('mail that can not be kept is tried again later', async () => {
  const server = await startLocalSmtp({ onMail: () => Promise.reject(new Error('full')) });
  const provider = smtpProvider.create(settingsFor(server.url));
  cleanups.push(server.close, provider.close);
  const connection = await provider.connect();
  if (connection.kind === 'deferred') throw new Error(connection.response);
  expect(await connection.session.handOver(sampleMail)).toMatchObject({ kind: 'deferred', code: '4.3.0' });
  connection.session.release();
});

test('it listens on the loopback only, and says so when its port is taken', async () => {
  const server = await startLocalSmtp({ onMail: () => {} });
  cleanups.push(server.close);
  await expect(startLocalSmtp({ onMail: () => {}, port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
});

/** What the product would be: an address that takes status reports. */
async function startReceiver(statuses: readonly number[] = []) {
  const reports: { url: string; params: Record<string, string>; signature: string | undefined }[] = [];
  let notify = () => {};
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.writeHead(statuses[reports.length] ?? 204).end();
    reports.push({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${request.url}`,
      params: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
      signature: request.headers['x-twilio-signature']?.toString(),
    });
    notify();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/providers/twilio/status?k=key-1`,
    reports,
    async until(count: number): Promise<void> {
      while (reports.length < count)
        await new Promise<void>((resolve) => {
          notify = resolve;
        });
    },
  };
}

test('SMS that go to the local endpoint are kept, and reported with a good signature', async () => {
  const kept: ReceivedSms[] = [];
  const endpoint = await startLocalTwilio({ onMessage: (message) => void kept.push(message) });
  const receiver = await startReceiver([503, 204, 204]);
  const provider = twilioSmsProvider.create(
    twilioSettings(endpoint.url, { accountSid: endpoint.accountSid, authToken: endpoint.authToken }),
  );
  cleanups.push(endpoint.close, provider.close);
  const connection = await provider.connect();
  if (connection.kind === 'deferred') throw new Error(connection.response);
  const { session } = connection;
  const outcome = await session.handOver({ ...sampleSms, statusCallback: receiver.url });
  expect(outcome).toMatchObject({ kind: 'accepted', response: 'queued' });
  expect(kept).toMatchObject([{ to: sampleSms.to, from: sampleSms.from, body: sampleSms.body }]);
  await receiver.until(3);
  expect(receiver.reports.map((report) => report.params.MessageStatus)).toEqual(['sent', 'sent', 'delivered']);
  for (const { url, params, signature } of receiver.reports) {
    expect(verifySignature({ url, params, signature, token: endpoint.authToken })).toBe(true);
  }
  expect(outcome.kind === 'accepted' && receiver.reports[0]?.params.MessageSid === outcome.providerId).toBe(true);
});

test('it refuses as Twilio does, and stops with reports under way', async () => {
  const endpoint = await startLocalTwilio({ onMessage: () => Promise.reject(new Error('full')) });
  const address = `${endpoint.url}/2010-04-01/Accounts/${endpoint.accountSid}/Messages.json`;
  const post = async (
    url: string,
    form: Record<string, string>,
    auth = `${endpoint.accountSid}:${endpoint.authToken}`,
  ) => {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { authorization: `Basic ${Buffer.from(auth).toString('base64')}` },
    });
    return [response.status, Reflect.get(Object(await response.json()), 'code')];
  };
  expect(await post(address, { To: '+48601234567', Body: 'a' }, 'AC:wrong')).toEqual([401, 20003]);
  expect(await post(`${endpoint.url}/elsewhere`, {})).toEqual([404, 20404]);
  expect(await post(address, { Body: 'a' })).toEqual([400, 21604]);
  expect(await post(address, { To: '1', Body: 'a' })).toEqual([400, 21211]);
  expect(await post(address, { To: '+48601234567' })).toEqual([400, 21602]);
  expect(await post(address, { To: '+48601234567', Body: 'a' })).toEqual([500, 20500]);
  await endpoint.close();

  const unreachable = await startLocalTwilio({ onMessage: () => {} });
  const path = `${unreachable.url}/2010-04-01/Accounts/${unreachable.accountSid}/Messages.json`;
  await post(
    path,
    { To: '+48601234567', Body: 'a', StatusCallback: 'http://127.0.0.1:1/' },
    `${unreachable.accountSid}:${unreachable.authToken}`,
  );
  await unreachable.close();
});
