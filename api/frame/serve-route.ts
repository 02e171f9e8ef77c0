import type { Request, Response } from 'express';
import type { z } from 'zod';
import { demandRight, type Person, reachOf } from '../../crm/actor.ts';
import { AppError, type ErrorCode } from '../../domain/errors.ts';
import { jsonPointer } from '../../domain/json-pointer.ts';
import { isPermissionKey, type PermissionKey } from '../../domain/permissions/registry.ts';
import { isRecordType } from '../../domain/records/record-types.ts';
import { findUnkeepable } from '../../domain/records/stored-text.ts';
import { parseWith } from '../../domain/zod-issues.ts';
import type { ApiDeps } from '../deps.ts';
import { type Caller, identify } from './identify.ts';
import { type createTurnstile, handleOnce, type OnceKey, onceKey, writeOnce } from './once.ts';
import { bodyReader, checkBody } from './read-body.ts';
import { type Reply, sendReply } from './reply.ts';
import type { Guard, PublicGuard, Route, RouteRequest } from './route.ts';

type Prepared = RouteRequest<unknown, unknown, unknown, Person | null>;
type Turnstile = ReturnType<typeof createTurnstile>;

/** Answers requests of one route: who, whether they may, what they sent, the work, the answer. */
export function serveRoute(
  route: Route,
  deps: ApiDeps,
  turnstile: Turnstile,
): (request: Request, response: Response) => Promise<void> {
  const readBody = bodyReader(route);
  return async (request, response) => {
    const began = performance.now();
    response.once('close', () => {
      const labels = { method: route.method, route: route.path, status: String(response.statusCode) };
      deps.metrics.requests.observe(labels, (performance.now() - began) / 1000);
    });
    // Strangers are turned away before anything of their body is read.
    const caller = await admit(route, deps, request);
    await readBody(request, response);
    const hooks: (() => void)[] = [];
    const prepared = prepare({ route, deps, request, response, caller, hooks });
    const reply = await perform({ route, deps, prepared, hooks, turnstile });
    for (const hook of hooks) hook();
    await sendReply(response, reply);
  };
}

/** Keeps out strangers and those without the right. */
async function admit({ guard }: Route, { db }: ApiDeps, request: Request): Promise<Caller | null> {
  // A public page needs no proof that a form is ours: with a session but without its token the caller is a stranger.
  if (typeof guard === 'object' && 'public' in guard) return identify(db, request).catch(strangerWithoutToken);
  const caller = await identify(db, request);
  if (caller === null) throw new AppError('unauthenticated');
  demandOneOf(caller.person, permissionsFor(guard, request));
  return caller;
}

function strangerWithoutToken(error: unknown): null {
  if (error instanceof AppError && error.code === 'csrf') return null;
  throw error;
}

/** @throws AppError `forbidden` where rights are named and the person has none of them */
function demandOneOf(person: Person, [first, ...others]: readonly PermissionKey[]): void {
  if (first === undefined || others.some((key) => reachOf(person, key) !== null)) return;
  demandRight(person, first);
}

function permissionsFor(guard: Guard | PublicGuard, request: Request): readonly PermissionKey[] {
  if (typeof guard === 'string') return [guard];
  if (!('recordType' in guard)) return [];
  const type = String(request.params.type);
  if (!isRecordType(type)) throw new AppError('unknown-record-type', { detail: `There is no record type "${type}".` });
  return [guard.recordType].flat().map((action) => {
    const key = `${type}:${action}`;
    if (!isPermissionKey(key)) throw new AppError('internal');
    return key;
  });
}

function prepare({
  route,
  deps,
  request,
  response,
  caller,
  hooks,
}: {
  route: Route;
  deps: ApiDeps;
  request: Request;
  response: Response;
  caller: Caller | null;
  hooks: (() => void)[];
}): Prepared {
  checkBody(request, route);
  checkAddress(request);
  const requestId = String(response.locals.requestId);
  return {
    params: read(route.params, request.params, 'not-found'),
    query: read(route.query, request.query, 'invalid'),
    body: read(route.body, request.body, 'invalid'),
    actor: caller?.person ?? null,
    csrfToken: caller?.csrf ?? null,
    ifMatch: ifMatchOf(request),
    requestId,
    now: deps.clock(),
    log: deps.log,
    afterCommit: (work) => hooks.push(work),
    raw: request,
  };
}

/** Texts that no database can hold are refused in addresses as they are in bodies. */
function checkAddress({ params, query }: Request): void {
  const found = findUnkeepable({ ...query, ...params });
  if (!found) return;
  const { code, path } = found;
  const issue = {
    severity: 'error',
    code,
    path: jsonPointer(path),
    message: 'This has characters that cannot be stored.',
  } as const;
  throw new AppError('bad-request', { issues: [issue] });
}

function read(schema: z.ZodType | undefined, value: unknown, code: ErrorCode): unknown {
  if (schema === undefined) return value;
  const parsed = parseWith(schema, value);
  if (!parsed.ok) throw new AppError(code, { issues: parsed.issues });
  return parsed.value;
}

/** `If-Match` names a version: the bare number, or an entity tag that begins with it; what follows a dot is not compared. */
function ifMatchOf(request: Request): number | undefined {
  const given = request.get('if-match')?.trim();
  if (given === undefined || given === '*') return undefined;
  const [, version] = /^(?:W\/)?"?(\d{1,9})(?:\.[0-9a-f]{1,64})?"?$/.exec(given) ?? [];
  if (version === undefined) throw new AppError('bad-request', { detail: 'If-Match names a version: a number.' });
  return Number(version);
}

async function perform({
  route,
  deps,
  prepared,
  hooks,
  turnstile,
}: {
  route: Route;
  deps: ApiDeps;
  prepared: Prepared;
  hooks: (() => void)[];
  turnstile: Turnstile;
}): Promise<Reply> {
  const { handle, write } = route;
  // A transaction that is tried again asks for its hooks again.
  const fresh = <T>(work: () => Promise<T>) => {
    hooks.length = 0;
    return work();
  };
  const key = keyOf(route, prepared);
  if (key === undefined) {
    return write
      ? deps.db.transaction((tx) => fresh(() => write(prepared, tx)))
      : (handle?.(prepared) ?? { status: 204 });
  }
  const { reply, replayed } = await turnstile(key.id, () =>
    write
      ? writeOnce(deps.db, key, (tx) => fresh(() => write(prepared, tx)))
      : handleOnce(deps.db, key, async () => handle?.(prepared) ?? { status: 204 }),
  );
  if (!replayed) return reply;
  deps.metrics.replayed.inc();
  return { ...reply, headers: { ...reply.headers, 'Idempotency-Replayed': 'true' } };
}

function keyOf(route: Route, { actor, raw }: Prepared): OnceKey | undefined {
  const key = raw.get('idempotency-key');
  if (route.method !== 'post' || key === undefined || actor === null) return undefined;
  const { method, secretAnswer = false } = route;
  return onceKey({
    key,
    caller: actor.userId,
    method,
    path: raw.originalUrl,
    body: raw.body ?? null,
    secret: secretAnswer,
  });
}
