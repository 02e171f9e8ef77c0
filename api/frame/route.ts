import type { Request } from 'express';
import type { z } from 'zod';
import type { Person } from '../../crm/actor.ts';
import type { Tx } from '../../crm/database.ts';
import type { Logger } from '../../crm/log.ts';
import type { PermissionKey, RecordAction } from '../../domain/permissions/registry.ts';
import type { Reply } from './reply.ts';

/**
 * Who may call a route: holders of a right (of any scope: the service narrows to its reach), of a right on the record
 * type in `:type` (of one of several, where the service judges each part), everybody who is signed in, or everybody; the
 * last two say why.
 */
export type Guard =
  | PermissionKey
  | { readonly recordType: RecordAction | readonly RecordAction[] }
  | { readonly signedIn: string };
export type PublicGuard = { readonly public: string };

export const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
export type Method = (typeof methods)[number];

/** A request after sign-in, rights and schemas. */
export type RouteRequest<P, Q, B, A> = {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly actor: A;
  /** Of the session; null for a key or a stranger. */
  readonly csrfToken: string | null;
  /** `If-Match`, a version. */
  readonly ifMatch: number | undefined;
  readonly requestId: string;
  readonly now: Date;
  readonly log: Logger;
  /** Runs once the transaction of `write` is committed; after a `handle`, when it returned. */
  readonly afterCommit: (work: () => void) => void;
  /** The request as Express has it, for what is not declared: raw body, cookies, address. */
  readonly raw: Request;
};

type Work<P, Q, B, A> =
  /** Answers by itself. With `Idempotency-Key` (POST) the answer is kept beside it. */
  | { readonly handle: (request: RouteRequest<P, Q, B, A>) => Promise<Reply>; readonly write?: never }
  /** Runs in a transaction that also keeps the answer for `Idempotency-Key`. May be repeated after a deadlock: uses `tx` alone. */
  | { readonly write: (request: RouteRequest<P, Q, B, A>, tx: Tx) => Promise<Reply>; readonly handle?: never };

export type RouteDeclaration<P, Q, B, A, G> = {
  readonly method: Method;
  /** Express form, from the root: `/api/records/:type/:id`. */
  readonly path: `/${string}`;
  /** One line for the documentation. */
  readonly summary: string;
  /** Heading in the documentation: Records, Workflows, … */
  readonly tag: string;
  readonly guard: G;
  readonly params?: z.ZodType<P>;
  readonly query?: z.ZodType<Q>;
  readonly body?: z.ZodType<B>;
  /** How the body is read: JSON (default), an HTML form, bytes as they come, or as a file upload the handler reads itself. */
  readonly bodyKind?: 'json' | 'form' | 'raw' | 'multipart';
  /** Largest body in bytes; default 1 MiB. */
  readonly bodyLimit?: number;
  /** The answer holds a secret: it is not kept for `Idempotency-Key`, a repeat is refused instead. */
  readonly secretAnswer?: true;
  /** Successful answers: status → schema, null for no body, a media type for others than JSON. */
  readonly answers: Readonly<Record<number, z.ZodType | string | null>>;
} & Work<P, Q, B, A>;

/** A declared route, whatever its types: the app and the OpenAPI document are made of a list of these. */
export type Route = Omit<
  RouteDeclaration<unknown, unknown, unknown, Person | null, Guard | PublicGuard>,
  'handle' | 'write'
> & {
  readonly handle?: (request: RouteRequest<unknown, unknown, unknown, Person | null>) => Promise<Reply>;
  readonly write?: (request: RouteRequest<unknown, unknown, unknown, Person | null>, tx: Tx) => Promise<Reply>;
};

/** Declares a route behind a right: `actor` is the person who calls. */
export function route<P = unknown, Q = unknown, B = unknown>(
  declaration: RouteDeclaration<P, Q, B, Person, Guard>,
): Route {
  // The frame calls a handler with what its own schemas gave, and with a person: the one place where that is taken on trust.
  return declaration as unknown as Route;
}

/** Declares a route that anybody may call; `actor` is null for strangers. */
export function publicRoute<P = unknown, Q = unknown, B = unknown>(
  declaration: RouteDeclaration<P, Q, B, Person | null, PublicGuard>,
): Route {
  return declaration as unknown as Route;
}
