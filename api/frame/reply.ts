import type { Response } from 'express';

/** What a handler answers: JSON unless `send` writes the response itself (streams, pages, files). */
export type Reply = {
  readonly status: number;
  readonly body?: unknown;
  /** JSON that is text already: an answer given again, letter by letter. */
  readonly json?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly send?: (response: Response) => void | Promise<void>;
};

export const ok = (body: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status: 200,
  body,
  headers,
});
export const created = (body: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status: 201,
  body,
  headers,
});
/** Taken in and stored; what follows happens later. */
export const accepted = (body: unknown): Reply => ({ status: 202, body });
export const noContent = (headers: Readonly<Record<string, string>> = {}): Reply => ({ status: 204, headers });
/** A page; its own content policy may be given in the headers. */
export const html = (
  page: string,
  { status = 200, headers = {} }: { status?: number; headers?: Readonly<Record<string, string>> } = {},
): Reply => ({
  status,
  send: (response) => {
    response.status(status).set(headers).type('html').send(page);
  },
});
/** Anything else: `send` sets status, headers and body, and ends the response. */
export const raw = (send: (response: Response) => void | Promise<void>): Reply => ({ status: 200, send });

/** Writes a reply. */
export async function sendReply(response: Response, reply: Reply): Promise<void> {
  if (reply.send) return reply.send(response);
  response.status(reply.status).set(reply.headers ?? {});
  const json = jsonOf(reply);
  if (json === undefined) response.end();
  else response.type(reply.headers?.['Content-Type'] ?? 'application/json').send(json);
}

/** The body of a reply as it is sent; undefined where it has none. */
export function jsonOf({ json, body }: Reply): string | undefined {
  return json ?? (body === undefined ? undefined : JSON.stringify(body));
}
