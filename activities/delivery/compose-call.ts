import { type Refused, refuseMessage } from '../../channels/outcome.ts';
import type { WebRequest } from '../../channels/webhook/web-request.ts';
import type { CallRequest } from '../../domain/steps/effect.ts';
import type { Compose } from './sender.ts';

/** What a connection adds to calls: the server they go to, and headers that are secret. */
export type ConnectionSecrets = { readonly baseUrl: string | null; readonly headers: Readonly<Record<string, string>> };

export type CallDeps = { readonly connection: (key: string) => Promise<ConnectionSecrets | null> };

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Writes the call of a ledger row, with the secrets of its connection, which stand nowhere else. */
export function composeCall({ connection }: CallDeps): Compose<WebRequest> {
  return async ({ payload }) => {
    if (!payload?.request) return refuseMessage('request-missing', 'The ledger holds no request for this call.');
    const { request, key } = payload;
    const secrets = request.connection === undefined ? null : await connection(request.connection);
    if (request.connection !== undefined && secrets === null) {
      return refuseMessage('unknown-connection', `There is no connection "${request.connection}".`);
    }
    const target = targetOf(request, secrets);
    if (typeof target !== 'string') return target;
    const method = methods.find((known) => known === request.method.toUpperCase());
    if (!method) return refuseMessage('unknown-method', `The method ${request.method} is not supported.`);
    const content = contentOf(request);
    const headers = { ...content.headers, ...request.headers, ...secrets?.headers };
    const body = content.body === undefined || method === 'GET' ? {} : { body: content.body };
    return { message: { method, url: target, headers, ...body, idempotencyKey: key, timeoutMs: request.timeoutMs } };
  };
}

/** The address; with a connection one on its server and nowhere else, for its secrets go along. */
function targetOf({ url }: CallRequest, secrets: ConnectionSecrets | null): string | Refused {
  if (secrets?.baseUrl == null) return url;
  const { baseUrl } = secrets;
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  if (!URL.canParse(base)) return refuseMessage('url-malformed', 'The address of the connection is no web address.');
  const relative = url.replace(/^\/+/, '');
  if (!URL.canParse(relative, base)) return refuseMessage('url-malformed', 'The address to call is no web address.');
  const target = new URL(relative, base);
  if (target.origin !== new URL(base).origin)
    return refuseMessage('other-server', 'The address leads away from the server of the connection.');
  return target.href;
}

function contentOf({ body }: CallRequest): { headers: Record<string, string>; body?: string } {
  if (body === undefined) return { headers: {} };
  if (typeof body !== 'string') return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return { headers: { 'content-type': isJson(body) ? 'application/json' : 'text/plain; charset=utf-8' }, body };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
