import type { ErrorRequestHandler, Response } from 'express';
import { sqlState } from '../../crm/database.ts';
import type { Logger } from '../../crm/log.ts';
import { AppError, type ErrorCode, errorCatalogue, type Issue } from '../../domain/errors.ts';
import type { Reply } from './reply.ts';
import { unreadableRequest } from './unreadable-request.ts';

/** A problem document (RFC 9457): `code` is stable and stands in docs/errors.md. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail?: string;
  readonly instance?: string;
  readonly issues?: readonly Issue[];
};

/** The problem document of an error; what is not ours to tell becomes `internal`. */
export function problemOf(error: unknown, requestId: string): Problem {
  const { code, details } = asAppError(error);
  const { status, title } = errorCatalogue[code];
  const { detail, issues } = details;
  return {
    type: `urn:cadenza:problem:${code}`,
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    instance: `urn:uuid:${requestId}`,
    ...(issues === undefined ? {} : { issues }),
  };
}

/** An error as the answer of work that is kept all the same. */
export function problemReply(error: AppError, requestId: string): Reply {
  const problem = problemOf(error, requestId);
  return { status: problem.status, body: problem, headers: { 'Content-Type': 'application/problem+json' } };
}

/** Sends a problem document. */
export function sendProblem(response: Response, problem: Problem): void {
  if (problem.status === 503) response.set('Retry-After', '2');
  if (problem.status === 401) response.set('WWW-Authenticate', 'Bearer realm="cadenza"');
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** The last handler: every error becomes a problem document; those that are our fault are logged. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const problem = problemOf(error, String(response.locals.requestId ?? ''));
    if (problem.status >= 500) {
      log.error({
        event: 'request.failed',
        requestId: response.locals.requestId,
        method: request.method,
        path: request.route?.path,
        err: error,
      });
    }
    if (response.headersSent) response.destroy();
    else sendProblem(response, problem);
  };
}

function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const unreadable = unreadableRequest(error);
  if (unreadable) return unreadable;
  if (sqlState(error) === '23505') return new AppError('duplicate');
  if (isUnavailable(error)) return new AppError('unavailable', { detail: 'The database does not answer.' });
  return new AppError('internal');
}

const connectionFailures: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '53300',
]);

function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && connectionFailures.has(String(error.code))) return true;
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
    error.message,
  );
}
