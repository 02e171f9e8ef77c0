import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';

/** A text message that was handed in. */
export type ReceivedSms = {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly statusCallback?: string;
};

/** Who gets the messages, and what the endpoint is like. */
export type LocalTwilioOptions = {
  readonly onMessage: (message: ReceivedSms) => Promise<void> | void;
  /** Credentials to ask for; invented when absent. */
  readonly accountSid?: string;
  readonly authToken?: string;
  readonly port?: number;
  /** What is reported after a message was taken; nothing when empty. */
  readonly reports?: readonly string[];
};

type Account = { readonly sid: string; readonly token: string };

const BODY_LIMIT = 64 * 1024;
const createPath = /^\/2010-04-01\/Accounts\/(AC[0-9a-f]{32})\/Messages\.json$/;

/**
 * The part of Twilio's API that the product uses, on the loopback, delivering to nobody but `onMessage`: where SMS go
 * until an account is configured. Answers as Twilio does and posts signed status reports.
 */
export async function startLocalTwilio(options: LocalTwilioOptions) {
  const account: Account = {
    sid: options.accountSid ?? `AC${randomBytes(16).toString('hex')}`,
    token: options.authToken ?? randomBytes(16).toString('hex'),
  };
  const underWay = new Set<Promise<void>>();
  const stop = new AbortController();
  const server = createServer((request, response) => {
    answer(request, account, options.onMessage).then(
      (result) => {
        reply(response, result.status, result.body);
        if (!result.message) return;
        const work = report(result.message, {
          account,
          statuses: options.reports ?? ['sent', 'delivered'],
          signal: stop.signal,
        });
        underWay.add(work);
        work.finally(() => underWay.delete(work));
      },
      () => reply(response, 500, problem(500, 20500, 'Internal server error')),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    accountSid: account.sid,
    authToken: account.token,
    async close(): Promise<void> {
      stop.abort();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.allSettled(underWay);
    },
  };
}

type Answer = { readonly status: number; readonly body: object; readonly message?: ReceivedSms };

async function answer(
  request: IncomingMessage,
  account: Account,
  onMessage: LocalTwilioOptions['onMessage'],
): Promise<Answer> {
  const path = (request.url ?? '').split('?')[0] ?? '';
  const sid = createPath.exec(path)?.[1];
  if (request.method !== 'POST' || sid === undefined) return refuse(404, 20404, 'The requested resource was not found');
  const expected = `Basic ${Buffer.from(`${account.sid}:${account.token}`).toString('base64')}`;
  if (sid !== account.sid || !same(request.headers.authorization ?? '', expected))
    return refuse(401, 20003, 'Authenticate');
  const form = new URLSearchParams(await textOf(request));
  const to = form.get('To') ?? '';
  const body = form.get('Body') ?? '';
  if (to === '') return refuse(400, 21604, "A 'To' phone number is required.");
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return refuse(400, 21211, "The 'To' number is not a valid phone number.");
  if (body === '') return refuse(400, 21602, 'Message body is required.');
  const statusCallback = form.get('StatusCallback');
  const message: ReceivedSms = {
    sid: `SM${randomBytes(16).toString('hex')}`,
    to,
    from: form.get('From') ?? form.get('MessagingServiceSid') ?? '',
    body,
    ...(statusCallback !== null && { statusCallback }),
  };
  await onMessage(message);
  return { status: 201, body: resourceOf(message, account), message };
}

/** Posts one report after the other, each tried three times; what nobody takes is let go, as Twilio does. */
async function report(
  message: ReceivedSms,
  { account, statuses, signal }: { account: Account; statuses: readonly string[]; signal: AbortSignal },
) {
  const url = message.statusCallback;
  if (url === undefined) return;
  for (const status of statuses) {
    const params = {
      AccountSid: account.sid,
      ApiVersion: '2010-04-01',
      From: message.from,
      To: message.to,
      MessageSid: message.sid,
      MessageStatus: status,
      SmsSid: message.sid,
      SmsStatus: status,
    };
    const headers = { 'x-twilio-signature': getExpectedTwilioSignature(account.token, url, params) };
    for (let attempt = 1; attempt <= 3 && !signal.aborted; attempt++) {
      if (
        await posted(url, {
          headers,
          body: new URLSearchParams(params),
          signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
        })
      )
        break;
      await pause(attempt * 200, signal);
    }
  }
}

async function posted(url: string, init: RequestInit): Promise<boolean> {
  try {
    const response = await fetch(url, { ...init, method: 'POST', redirect: 'manual' });
    await response.body?.cancel();
    return response.status < 500;
  } catch {
    return false;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

function resourceOf(message: ReceivedSms, account: Account) {
  return {
    sid: message.sid,
    account_sid: account.sid,
    api_version: '2010-04-01',
    body: message.body,
    direction: 'outbound-api',
    from: message.from,
    to: message.to,
    messaging_service_sid: null,
    status: 'queued',
    num_segments: '1',
    num_media: '0',
    price: null,
    price_unit: 'USD',
    error_code: null,
    error_message: null,
    date_created: null,
    date_updated: null,
    date_sent: null,
    uri: `/2010-04-01/Accounts/${account.sid}/Messages/${message.sid}.json`,
    subresource_uris: {},
  };
}

function refuse(status: number, code: number, message: string): Answer {
  return { status, body: problem(status, code, message) };
}

function problem(status: number, code: number, message: string) {
  return { status, code, message, more_info: `https://www.twilio.com/docs/errors/${code}` };
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
