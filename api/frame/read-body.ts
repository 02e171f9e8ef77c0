import express, { type Request, type RequestHandler, type Response } from 'express';
import { AppError } from '../../domain/errors.ts';
import { jsonPointer } from '../../domain/json-pointer.ts';
import { deepestJson, findUnkeepable, type Unkeepable } from '../../domain/records/stored-text.ts';
import type { Route } from './route.ts';

const mebibyte = 1_048_576;

/** Texts of bodies as they came, for what signs or hashes them. */
const rawBodies = new WeakMap<object, Buffer>();

/** The body as it came; empty where there was none. */
export function rawBodyOf(request: Request): Buffer {
  return rawBodies.get(request) ?? Buffer.alloc(0);
}

/** Reads the body of a request into `request.body`: JSON unless declared otherwise, of a size within the route's limit. */
export function bodyReader({
  bodyKind = 'json',
  bodyLimit = mebibyte,
}: Route): (request: Request, response: Response) => Promise<void> {
  const verify = (request: object, _response: unknown, body: Buffer) => void rawBodies.set(request, body);
  if (bodyKind === 'multipart') return async () => undefined;
  const parser: RequestHandler =
    bodyKind === 'raw'
      ? express.raw({ limit: bodyLimit, verify, type: () => true })
      : bodyKind === 'form'
        ? express.urlencoded({ extended: false, limit: bodyLimit, verify })
        : express.json({
            limit: bodyLimit,
            strict: false,
            verify,
            type: ['application/json', 'application/*+json', 'text/json'],
          });
  return (request, response) =>
    new Promise((resolve, reject) => {
      parser(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
    });
}

/** Refuses bodies that are there and not of the declared kind, and what no database can hold or no object should. */
export function checkBody(request: Request, { bodyKind = 'json' }: Route): void {
  const present = request.get('transfer-encoding') !== undefined || Number(request.get('content-length') ?? 0) > 0;
  if (bodyKind === 'json' && present && request.body === undefined) {
    throw new AppError('unsupported-media-type', { detail: 'Send the body as application/json.' });
  }
  if (bodyKind !== 'json') return;
  const found = findUnkeepable(request.body);
  if (!found) return;
  const { code, path } = found;
  throw new AppError('invalid', {
    issues: [{ severity: 'error', code, path: jsonPointer(path), message: messages[code] }],
  });
}

const messages: { readonly [C in Unkeepable['code']]: string } = {
  'invalid-text': 'This text has characters that cannot be stored.',
  'hostile-key': 'A key of this name is not allowed.',
  'too-deep': `Lists and objects stand more than ${deepestJson} deep in one another.`,
};
