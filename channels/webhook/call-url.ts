import { isIP, type LookupFunction } from 'node:net';
import { Agent } from 'undici';
import type { AllowList } from '../../domain/net/inner-address.ts';
import { checkUrl } from '../../domain/net/outbound-url.ts';
import { type Exchange, exchange } from '../http/exchange.ts';
import { retryAfter } from '../http/retry-after.ts';
import { type HttpAnswer, type Outcome, refuseMessage } from '../outcome.ts';
import { type Resolve, resolveBySystem, resolveHost } from './resolve-host.ts';
import { checkWebRequest, type WebRequest } from './web-request.ts';

/** How calls are made, for all of them. Times in ms. */
export type WebSettings = {
  readonly allow: AllowList;
  readonly timeoutMs: number;
  /** How names are looked up; the system's way when absent. */
  readonly resolve?: Resolve;
};

/** Most of an answer that is kept, in bytes. */
const ANSWER_LIMIT = 256 * 1024;

/**
 * Calls an address of a customer's, guarded against being turned on the inner network: only http and https, no
 * credentials in the address, the name looked up once, every address of it judged, the connection pinned to these, no
 * redirect followed, limits on time and size. 2xx is accepted; 408, 425, 429 and 5xx are deferred (the idempotency key
 * makes them safe to repeat); every other status is refused; an answer that never came is unknown. Never rejects.
 */
export async function callUrl(request: WebRequest, settings: WebSettings, signal?: AbortSignal): Promise<Outcome> {
  const refused = checkWebRequest(request, settings.allow);
  if (refused) return refused;
  const checked = checkUrl(request.url, settings.allow);
  const url = new URL(request.url);
  // Two readers, one meaning: an address that they read differently is refused.
  if (!checked.ok || url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '') !== sameForm(checked.host)) {
    return refuseMessage('host-malformed', 'The host can be read in more than one way');
  }
  const started = performance.now();
  const timeoutMs = Math.min(request.timeoutMs ?? settings.timeoutMs, settings.timeoutMs);
  const resolved = await resolveHost(checked.host, {
    allow: settings.allow,
    resolve: settings.resolve ?? resolveBySystem,
    timeoutMs,
  });
  if (resolved.kind !== 'addresses') return resolved;
  const agent = new Agent({ connect: { lookup: pinnedTo(resolved.addresses) }, connections: 1, pipelining: 1 });
  try {
    const limits = {
      timeoutMs: Math.max(1, timeoutMs - (performance.now() - started)),
      maxBytes: ANSWER_LIMIT,
      signal,
    };
    const result = await exchange(
      agent,
      {
        method: request.method,
        url,
        headers: headersOf(request),
        ...(request.body !== undefined && { body: request.body }),
      },
      limits,
    );
    return outcomeOf(result, request.idempotencyKey);
  } finally {
    // Not awaited: a connection that is being torn down holds up nobody.
    void agent.destroy();
  }
}

function headersOf(request: WebRequest): Record<string, string> {
  const given = Object.fromEntries(
    Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const type = request.body === undefined ? {} : { 'content-type': 'application/json' };
  return { 'user-agent': 'Cadenza', accept: '*/*', ...type, ...given, 'idempotency-key': request.idempotencyKey };
}

/** Answers every lookup of the connection with the addresses that were judged, whatever the resolver says by then. */
function pinnedTo(addresses: readonly string[]): LookupFunction {
  const entries = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    const [first] = entries;
    if (!first) return callback(new Error('no address'), '', 0);
    if (options.all) callback(null, entries);
    else callback(null, first.address, first.family);
  };
}

function outcomeOf(result: Exchange, key: string): Outcome {
  if (result.kind === 'not-sent') return { kind: 'deferred', code: result.code, response: result.detail };
  if (result.kind === 'lost') return { kind: 'unknown', reason: result.code };
  const { status } = result;
  const answer: HttpAnswer = { status, body: result.body, truncated: result.truncated };
  const response = `HTTP ${status}`;
  if (status >= 200 && status < 300) return { kind: 'accepted', providerId: key, response, answer };
  if (status >= 500 || status === 408 || status === 425 || status === 429) {
    return { kind: 'deferred', code: String(status), response, ...retryAfter(result.headers) };
  }
  const code = status >= 300 && status < 400 ? 'redirect' : String(status);
  return { kind: 'refused', code, response, permanent: true, class: 'policy', answer };
}

/** How the URL class writes the same host: IPv6 shortened, names as they are. */
function sameForm(host: string): string {
  return host.includes(':') ? new URL(`http://[${host}]`).hostname.slice(1, -1) : host;
}
