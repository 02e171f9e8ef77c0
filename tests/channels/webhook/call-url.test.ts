import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { callUrl, type WebSettings } from '../../../channels/webhook/call-url.ts';
import type { WebRequest } from '../../../channels/webhook/web-request.ts';
import { allowNothing, parseAllowList } from '../../../domain/net/inner-address.ts';
import { withTimersStopped } from '../../harness/stopped-timers.ts';
import { until } from '../../harness/until.ts';
import { hostileUrls } from './hostile-urls.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

type Seen = { method: string; url: string; headers: IncomingMessage['headers']; body: string };

async function startServer(
  answer: (request: Seen, response: ServerResponse) => void = (_request, response) => response.end('ok'),
) {
  const seen: Seen[] = [];
  let connections = 0;
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const entry = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    seen.push(entry);
    answer(entry, response);
  };
  const server = createServer(listener);
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, seen, connections: () => connections };
}

const here = parseAllowList('127.0.0.1').allow;
const settings = (changes: Partial<WebSettings> = {}): WebSettings => ({ allow: here, timeoutMs: 60_000, ...changes });
const call = (url: string, changes: Partial<WebRequest> = {}): WebRequest => ({
  method: 'POST',
  url,
  idempotencyKey: 'key-1',
  ...changes,
});

test('the request arrives as it was written, with its key', async () => {
  const server = await startServer((_request, response) =>
    response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":7}'),
  );
  const outcome = await callUrl(
    call(`http://127.0.0.1:${server.port}/hook?a=1`, { body: '{"x":1}', headers: { 'X-Token': 't' } }),
    settings(),
  );
  expect(outcome).toEqual({
    kind: 'accepted',
    providerId: 'key-1',
    response: 'HTTP 201',
    answer: { status: 201, body: '{"id":7}', truncated: false },
  });
  expect(server.seen[0]).toMatchObject({
    method: 'POST',
    url: '/hook?a=1',
    body: '{"x":1}',
    headers: {
      'idempotency-key': 'key-1',
      'x-token': 't',
      'content-type': 'application/json',
      host: `127.0.0.1:${server.port}`,
    },
  });
});

describe('what the other side answers', () => {
  test.each([
    [200, { kind: 'accepted' }],
    [204, { kind: 'accepted' }],
    [301, { kind: 'refused', code: 'redirect' }],
    [307, { kind: 'refused', code: 'redirect' }],
    [400, { kind: 'refused', code: '400', answer: { status: 400 } }],
    [404, { kind: 'refused', code: '404' }],
    [410, { kind: 'refused', code: '410' }],
    [408, { kind: 'deferred', code: '408' }],
    [429, { kind: 'deferred', code: '429', retryAfterMs: 7_000 }],
    [500, { kind: 'deferred', code: '500' }],
    [503, { kind: 'deferred', code: '503' }],
  ])('%i', async (status, expected) => {
    const server = await startServer((_request, response) =>
      response.writeHead(status, { 'retry-after': '7', location: `http://127.0.0.1:${server.port}/inside` }).end(),
    );
    expect(await callUrl(call(`http://127.0.0.1:${server.port}/`), settings())).toMatchObject(expected);
    expect(server.seen.map((request) => request.url)).toEqual(['/']);
  });

  test('an answer of any size is read no further than its limit', async () => {
    const server = await startServer((_request, response) => {
      response.on('error', () => {});
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(64 * 1024)));
        response.once('drain', more);
      };
      more();
    });
    const outcome = await callUrl(call(`http://127.0.0.1:${server.port}/`), settings());
    expect(outcome).toMatchObject({ kind: 'accepted', answer: { truncated: true } });
    expect(outcome.kind === 'accepted' && outcome.answer?.body.length).toBe(256 * 1024);
  });

  test('silence after the request is unknown; nobody there is safe to repeat', async () => {
    const server = await startServer(() => {});
    const outcome = await withTimersStopped(async (pass) => {
      const calling = callUrl(call(`http://127.0.0.1:${server.port}/`, { timeoutMs: 10_000 }), settings());
      await until('the request is there', () => server.seen.length === 1);
      pass(10_000);
      return calling;
    });
    expect(outcome).toEqual({ kind: 'unknown', reason: 'timeout' });
    const dropping = await startServer((_request, response) => response.destroy());
    expect(await callUrl(call(`http://127.0.0.1:${dropping.port}/`), settings())).toMatchObject({ kind: 'unknown' });
    const closed = await startServer();
    const { port } = closed;
    await cleanups.pop()?.();
    expect(await callUrl(call(`http://127.0.0.1:${port}/`), settings())).toMatchObject({
      kind: 'deferred',
      code: 'ECONNREFUSED',
    });
  });

  test('giving up', async () => {
    const stop = new AbortController();
    const server = await startServer(() => stop.abort());
    expect(await callUrl(call(`http://127.0.0.1:${server.port}/`), settings(), stop.signal)).toEqual({
      kind: 'unknown',
      reason: 'aborted',
    });
    expect(await callUrl(call(`http://127.0.0.1:${server.port}/`), settings(), AbortSignal.abort())).toMatchObject({
      kind: 'deferred',
      code: 'aborted',
    });
  });
});

describe('the inner network is out of reach', () => {
  /** The hostile address, aimed at the port of a server that is really there. */
  const aimed = (url: string, port: number) =>
    url.replace(/^(http:\/\/(?:\[[^\]]*\]|[^/:@\\]+))(?=\/|$)/, `$1:${port}`);

  test('no hostile form reaches a server that listens', async () => {
    const server = await startServer();
    for (const url of hostileUrls) {
      const target = aimed(url, server.port);
      expect([
        target,
        (await callUrl(call(target), settings({ allow: allowNothing, resolve: async () => ['127.0.0.1'] }))).kind,
      ]).toEqual([target, 'refused']);
    }
    expect(server.connections()).toBe(0);
  });

  test.each([
    ['a name for the loopback', ['127.0.0.1']],
    ['one inner address among public ones', ['93.184.216.34', '127.0.0.1']],
    ['an inner address in IPv6', ['::ffff:127.0.0.1']],
    ['the metadata service', ['169.254.169.254']],
    ['carrier NAT', ['100.64.0.1']],
    ['no address at all but text', ['localhost']],
  ])('a name that leads to %s', async (_name, addresses) => {
    const server = await startServer();
    const outcome = await callUrl(
      call(`http://hook.example.test:${server.port}/`),
      settings({ allow: allowNothing, resolve: async () => addresses }),
    );
    expect(outcome).toMatchObject({ kind: 'refused', code: 'inner-address' });
    expect(server.connections()).toBe(0);
  });

  test('a name that changes its mind: it is asked once, and the connection goes where the answer was', async () => {
    const server = await startServer();
    let asked = 0;
    // First an address that was judged good, later another one: only the first is ever connected to.
    const resolve = async () => (asked++ === 0 ? ['127.0.0.1'] : ['127.0.0.2']);
    const outcome = await callUrl(call(`http://hook.example.test:${server.port}/`), settings({ resolve }));
    expect(outcome).toMatchObject({ kind: 'accepted' });
    expect(asked).toBe(1);
    expect(server.seen[0]?.headers.host).toBe(`hook.example.test:${server.port}`);
  });

  test('a host that is named may be anywhere; a network lets only its own addresses through', async () => {
    const server = await startServer();
    const url = `http://erp.internal:${server.port}/`;
    const resolve = async () => ['127.0.0.1'];
    expect(await callUrl(call(url), settings({ allow: parseAllowList('erp.internal').allow, resolve }))).toMatchObject({
      kind: 'accepted',
    });
    expect(await callUrl(call(url), settings({ allow: parseAllowList('127.0.0.0/8').allow, resolve }))).toMatchObject({
      kind: 'accepted',
    });
    expect(await callUrl(call(url), settings({ allow: parseAllowList('10.0.0.0/8').allow, resolve }))).toMatchObject({
      kind: 'refused',
    });
    expect(server.connections()).toBe(2);
  });

  test('a name that can not be looked up, or not in time, is tried again later', async () => {
    const failing = settings({ resolve: () => Promise.reject(new Error('ENOTFOUND')) });
    expect(await callUrl(call('http://hook.example.test/'), failing)).toMatchObject({ kind: 'deferred', code: 'dns' });
    const silent = settings({ resolve: () => new Promise(() => {}), timeoutMs: 50 });
    expect(await callUrl(call('http://hook.example.test/'), silent)).toMatchObject({ kind: 'deferred', code: 'dns' });
    const nowhere = settings({ resolve: async () => [] });
    expect(await callUrl(call('http://hook.example.test/'), nowhere)).toMatchObject({ kind: 'deferred', code: 'dns' });
  });
});

test('a server whose certificate is not good is told nothing', async () => {
  const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
  let requests = 0;
  const server = createTlsServer({ key: fixture('loopback-key.pem'), cert: fixture('loopback-cert.pem') }, () => {
    requests += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  expect(await callUrl(call(url), settings())).toMatchObject({ kind: 'deferred', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  expect(requests).toBe(0);
});

test('headers that break out or belong to the connection are refused', async () => {
  const server = await startServer();
  const url = `http://127.0.0.1:${server.port}/`;
  const tries: [Record<string, string>, string][] = [
    [{ 'X-A': 'b\r\nHost: c' }, 'header-injection'],
    [{ 'X-A\r\nB': 'c' }, 'header-injection'],
    [{ 'X-A': 'ł' }, 'header-injection'],
    [{ Host: 'inside' }, 'header-not-allowed'],
    [{ 'Transfer-Encoding': 'chunked' }, 'header-not-allowed'],
    [{ 'Content-Length': '5' }, 'header-not-allowed'],
    [{ Connection: 'upgrade' }, 'header-not-allowed'],
  ];
  for (const [headers, code] of tries)
    expect(await callUrl(call(url, { headers }), settings())).toMatchObject({ kind: 'refused', code });
  expect(server.connections()).toBe(0);
});
