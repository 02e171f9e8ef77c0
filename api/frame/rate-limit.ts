import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Queryable } from '../../crm/database.ts';
import { holderOf } from '../../crm/people/authenticate.ts';
import { AppError } from '../../domain/errors.ts';
import { credentialsOf } from './identify.ts';
import { problemOf, sendProblem } from './problem.ts';

const windowMs = 10_000;

/** Requests a second of one key or session: far above what people and integrations do, below what harms the others. */
const callerPerSecond = 2_000;
/** Requests a second of one address without either. */
const strangerPerSecond = 200;
/** Requests a second of one address to what messages and other systems call: mail proxies and providers stand for many. */
const publicPerSecond = 2_000;

/** Addresses outside `/api` that anybody may call. */
export const publicAddresses = ['/t', '/u', '/hooks', '/providers'];

/** Limits requests by key or session, and of strangers by address; one who makes up a key is a stranger. */
export function limitRequests(db: Queryable): RequestHandler[] {
  const callers = createCallers(db);
  const limit = rateLimit({
    windowMs,
    limit: (_request, response) => (callerIn(response) === undefined ? strangerPerSecond : callerPerSecond) * seconds,
    keyGenerator: (request, response) => callerIn(response) ?? addressOf(request),
    ...answering,
  });
  const tell: RequestHandler = async (request, response, next) => {
    response.locals.caller = await callers(request);
    next();
  };
  return [tell, limit];
}

/** Limits what anybody may call, by address. */
export function limitPublic(): RequestHandler {
  return rateLimit({ windowMs, limit: publicPerSecond * seconds, keyGenerator: addressOf, ...answering });
}

/** Signing in: so many wrong passwords of one address, then it waits. Right ones do not count. */
export function limitSignIn(): RequestHandler {
  return rateLimit({
    windowMs: 5 * 60_000,
    limit: 20,
    keyGenerator: addressOf,
    skipSuccessfulRequests: true,
    ...answering,
  });
}

const seconds = windowMs / 1000;
const answering = { standardHeaders: 'draft-8', legacyHeaders: false, handler: tooMany } as const;

/** How long a caller is taken to be who they were found to be; only which limit counts depends on it. */
const rememberedMs = 60_000;

/**
 * Which key or session a request comes with, by its id in the database; undefined for strangers. What was found is remembered for a
 * while, what was not is asked for again: nobody can fill the memory.
 */
function createCallers(db: Queryable): (request: Request) => Promise<string | undefined> {
  const found = new Map<string, { readonly caller: string; readonly until: number }>();
  return async (request) => {
    const credentials = credentialsOf(request);
    if (credentials === null) return undefined;
    const remembered = found.get(credentials.secret);
    if (remembered && performance.now() < remembered.until) return remembered.caller;
    found.delete(credentials.secret);
    const holder = await holderOf(db, credentials);
    if (holder === null) return undefined;
    found.set(credentials.secret, { caller: holder, until: performance.now() + rememberedMs });
    return holder;
  };
}

function callerIn({ locals }: Response): string | undefined {
  return typeof locals.caller === 'string' ? locals.caller : undefined;
}

function addressOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? 'unknown');
}

function tooMany(_request: Request, response: Response): void {
  sendProblem(response, problemOf(new AppError('too-many-requests'), String(response.locals.requestId ?? '')));
}
