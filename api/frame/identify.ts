import { timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { Person } from '../../crm/actor.ts';
import type { Queryable } from '../../crm/database.ts';
import { personOfKey, personOfSession } from '../../crm/people/authenticate.ts';
import { AppError } from '../../domain/errors.ts';

/** Readable by scripts of no page: the session itself. */
export const sessionCookie = 'cadenza_session';
/** What the web app sends back as `X-CSRF-Token` with everything that is not a GET. */
const csrfHeader = 'x-csrf-token';

/** A person, and the CSRF token of the session they came with; null with a key. */
export type Caller = { readonly person: Person; readonly csrf: string | null };

/**
 * Who calls: by `Authorization: Bearer`, else by the session cookie, which needs its CSRF token for everything that may
 * change something. Null for a stranger.
 */
export async function identify(db: Queryable, request: Request): Promise<Caller | null> {
  const authorization = request.get('authorization');
  if (authorization !== undefined) {
    const [, key] = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization) ?? [];
    const person = key === undefined ? null : await personOfKey(db, key);
    return person && { person, csrf: null };
  }
  const token = cookieOf(request, sessionCookie);
  if (token === undefined) return null;
  const session = await personOfSession(db, token);
  if (session === null) return null;
  const changes = request.method !== 'GET' && request.method !== 'HEAD';
  if (changes && !isSame(session.csrf, request.get(csrfHeader) ?? '')) throw new AppError('csrf');
  return session;
}

/** A cookie of a request. */
export function cookieOf(request: Request, name: string): string | undefined {
  const pairs = (request.get('cookie') ?? '').split(';').map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
