import RequestClient from 'twilio/lib/base/RequestClient.js';
import Twilio from 'twilio/lib/rest/Twilio.js';
import type { Dispatcher } from 'undici';
import { exchange } from '../http/exchange.ts';
import { RequestFailed } from './request-failed.ts';
import type { TwilioSettings } from './twilio-provider.ts';

const ANSWER_LIMIT = 256 * 1024;

type Wire = { readonly dispatcher: Dispatcher; readonly signal: AbortSignal | undefined };

/**
 * Twilio's own client, with its requests going through `exchange`: so the API may be elsewhere, a hand-over can be
 * given up, and what never left is told from what may have arrived.
 */
export function createTwilioClient(settings: TwilioSettings, wire: Wire) {
  return new Twilio(settings.accountSid, settings.authToken, { httpClient: new GuardedClient(settings, wire) });
}

class GuardedClient extends RequestClient {
  readonly #settings: TwilioSettings;
  readonly #wire: Wire;

  constructor(settings: TwilioSettings, wire: Wire) {
    super();
    this.#settings = settings;
    this.#wire = wire;
  }

  override async request<TData>(options: RequestClient.RequestOptions<TData>) {
    const { accountSid, authToken, apiBaseUrl, handOverTimeoutMs } = this.#settings;
    const asked = new URL(options.uri);
    const request = {
      method: 'POST' as const,
      url: new URL(apiBaseUrl.replace(/\/+$/, '') + asked.pathname + asked.search),
      headers: {
        authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        'user-agent': 'Cadenza',
      },
      body: formOf(options.data),
    };
    const result = await exchange(this.#wire.dispatcher, request, {
      timeoutMs: handOverTimeoutMs,
      maxBytes: ANSWER_LIMIT,
      signal: this.#wire.signal,
    });
    if (result.kind !== 'answer') throw new RequestFailed(result);
    // The SDK parses text bodies itself.
    return { statusCode: result.status, headers: result.headers, body: result.body as TData };
  }
}

function formOf(data: unknown): string {
  const fields = Object.entries(data ?? {}).filter(([, value]) => value !== undefined && value !== null);
  return new URLSearchParams(fields.map(([name, value]): [string, string] => [name, String(value)])).toString();
}
