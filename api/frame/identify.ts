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

/** What a request says who it is from: an API key, or the token of a session. */
export type Credentials = { readonly kind: 'key' | 'session'; readonly secret: string };

/** The credentials of a request, whether they are good or not; a malformed `Authorization` is none. */
export function credentialsOf(request: Request): Credentials | null {
  const authorization = request.get('authorization');
  if (authorization === undefined) {
    const token = cookieOf(request, sessionCookie);
    return token === undefined ? null : { kind: 'session', secret: token };
  }
  const [, key] = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization) ?? [];
  return key === undefined ? null : { kind: 'key', secret: key };
}

/**
 * Who calls: by `Authorization: Bearer`, else by the session cookie, which needs its CSRF token for everything that may
 * change something. Null for a stranger.
 */
export async function identify(db: Queryable, request: Request): Promise<Caller | null> {
  const credentials = credentialsOf(request);
  if (credentials === null) return null;
  const { kind, secret } = credentials;
  if (kind === 'key') {
    const person = await personOfKey(db, secret);
    return person && { person, csrf: null };
  }
  const session = await personOfSession(db, secret);
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
