import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { AppError } from '../../domain/errors.ts';
import { cookieOf, sessionCookie } from './identify.ts';
import { problemOf, sendProblem } from './problem.ts';

const windowMs = 10_000;

/** Requests a second of one key or session: far above what people and integrations do, below what harms the others. */
const callerPerSecond = 2_000;
/** Requests a second of one address without either. */
const strangerPerSecond = 200;

/** Limits requests by key or session, and of strangers by address. */
export function limitRequests(): RequestHandler {
  return rateLimit({
    windowMs,
    limit: (request) => (callerOf(request) === undefined ? strangerPerSecond : callerPerSecond) * (windowMs / 1000),
    keyGenerator: (request) => callerOf(request) ?? addressOf(request),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: tooMany,
  });
}

/** Signing in: so many wrong passwords of one address, then it waits. Right ones do not count. */
export function limitSignIn(): RequestHandler {
  return rateLimit({
    windowMs: 5 * 60_000,
    limit: 20,
    keyGenerator: addressOf,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: tooMany,
  });
}

function callerOf(request: Request): string | undefined {
  const secret = request.get('authorization') ?? cookieOf(request, sessionCookie);
  return secret === undefined ? undefined : createHash('sha256').update(secret).digest('base64url');
}

function addressOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? 'unknown');
}

function tooMany(_request: Request, response: Response): void {
  sendProblem(response, problemOf(new AppError('too-many-requests'), String(response.locals.requestId ?? '')));
}
