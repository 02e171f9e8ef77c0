import { type AllowList, allowNothing } from '../../domain/net/inner-address.ts';
import { checkUrl } from '../../domain/net/outbound-url.ts';
import { type Refused, refuseMessage } from '../outcome.ts';

/** One call of a customer's address. */
export type WebRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Goes out as `Idempotency-Key`; the same on every attempt. */
  readonly idempotencyKey: string;
  /** In ms; never more than the provider's own limit. */
  readonly timeoutMs?: number;
};

/** Fields that belong to the connection and not to the caller. */
const reserved = new Set([
  'host',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'proxy-authorization',
  'proxy-connection',
  'idempotency-key',
]);
const fieldName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const fieldValue = /^[^\u0000-\u0008\u000a-\u001f\u007f\u0100-\uffff]*$/;

/** What is wrong with a call, found without looking anything up. */
export function checkWebRequest(request: WebRequest, allow: AllowList = allowNothing): Refused | undefined {
  const url = checkUrl(request.url, allow);
  if (!url.ok) return refuseMessage(url.code, url.message);
  for (const [name, value] of Object.entries({ ...request.headers, 'x-key': request.idempotencyKey })) {
    if (!fieldName.test(name) || !fieldValue.test(value))
      return refuseMessage('header-injection', `The header ${JSON.stringify(name)} is malformed`);
    if (reserved.has(name.toLowerCase()))
      return refuseMessage('header-not-allowed', `The header ${name} may not be set`);
  }
  if (request.method === 'GET' && request.body !== undefined)
    return refuseMessage('body-not-allowed', 'GET takes no body');
  return undefined;
}
