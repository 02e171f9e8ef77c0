import { Problem, problemOf } from './problem.ts';

type RequestOptions = {
  readonly body?: unknown;
  /** Version for `If-Match`: the write is refused when somebody else changed it in the meantime. */
  readonly ifMatch?: number;
  readonly signal?: AbortSignal;
};

let csrfToken: string | null = null;

/** Keeps the CSRF token of the session for all writes that follow. */
export function keepCsrfToken(token: string | null): void {
  csrfToken = token;
}

function headersFor(method: string, options: RequestOptions): Headers {
  const headers = new Headers({ accept: 'application/json' });
  if (options.body !== undefined) headers.set('content-type', 'application/json');
  if (options.ifMatch !== undefined) headers.set('if-match', String(options.ifMatch));
  if (method !== 'GET' && csrfToken) headers.set('x-csrf-token', csrfToken);
  return headers;
}

/**
 * One request to the API. The answer's shape is the caller's to name, after the OpenAPI document.
 * @throws Problem for every answer that is no success, and with code `offline` when none came
 */
export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: headersFor(method, options),
      credentials: 'same-origin',
      // What is shown is kept by the queries; an ETag here names a version for If-Match, not the whole answer.
      cache: 'no-store',
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem({ status: 0, code: 'offline', title: 'Offline' });
  }
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

export const get = <T>(path: string, signal?: AbortSignal) => request<T>('GET', path, signal ? { signal } : {});
export const post = <T>(path: string, body: unknown = {}) => request<T>('POST', path, { body });
export const put = <T>(path: string, body: unknown, ifMatch?: number) =>
  request<T>('PUT', path, ifMatch === undefined ? { body } : { body, ifMatch });
export const patch = <T>(path: string, body: unknown, ifMatch?: number) =>
  request<T>('PATCH', path, ifMatch === undefined ? { body } : { body, ifMatch });
export const remove = <T>(path: string) => request<T>('DELETE', path);

/** `?a=1&b=2` of the values that are there. */
export function query(values: Readonly<Record<string, string | number | boolean | null | undefined>>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== '') params.set(key, String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
