import { z } from 'zod';
import type { Person } from '../../crm/actor.ts';
import type { Database, Tx } from '../../crm/database.ts';
import { notifyEvents } from '../../crm/events/notify.ts';
import type { Change } from '../../crm/records/change.ts';
import { writeRecords } from '../../crm/records/write.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import type { ApiDeps } from '../deps.ts';
import { created, noContent, ok } from '../frame/reply.ts';
import { type Route, type RouteRequest, route } from '../frame/route.ts';
import {
  automationsQuery,
  fieldsSchema,
  recordOfResult,
  recordParams,
  recordSchema,
  typeParams,
  writeContext,
} from './record-answers.ts';

const tag = 'Records';

/** Writes of one record. */
export function recordWriteRoutes({ db }: ApiDeps): Route[] {
  return [createRoute(db), changeRoute(db), removeRoute(db), upsertRoute(db)];
}

type Write = Pick<
  RouteRequest<unknown, { automations: 'on' | 'off' }, unknown, Person>,
  'actor' | 'now' | 'requestId' | 'query' | 'afterCommit'
>;

/** Carries out a change, and has workflows look at it once it is committed. @throws AppError for a refused one */
async function writeOne(
  db: Database,
  tx: Tx,
  { request, change }: { request: Write; change: Change },
): Promise<{ record: RecordJson; isNew: boolean }> {
  const [result] = await writeRecords(tx, writeContext(request, request.query.automations), [change]);
  const record = recordOfResult(result);
  request.afterCommit(() => notifyEvents(db));
  return { record, isNew: result?.kind === 'ok' && result.created };
}

/** The version that `If-Match` demands. */
function expectedOf({ ifMatch }: { readonly ifMatch: number | undefined }) {
  return ifMatch === undefined ? {} : { expectedVersion: ifMatch };
}

function tagOf({ version }: RecordJson) {
  return { ETag: `"${version}"` };
}

function createRoute(db: Database): Route {
  return route({
    method: 'post',
    path: '/api/records/:type',
    tag,
    summary: 'Create a record',
    guard: { recordType: 'create' },
    params: typeParams,
    query: automationsQuery,
    body: fieldsSchema,
    answers: { 201: recordSchema },
    write: async (request, tx) => {
      const { params, body } = request;
      const change = { kind: 'create', type: params.type, fields: body } as const;
      const { record } = await writeOne(db, tx, { request, change });
      return created(record, { Location: `/api/records/${record.type}/${record.id}`, ...tagOf(record) });
    },
  });
}

function changeRoute(db: Database): Route {
  return route({
    method: 'patch',
    path: '/api/records/:type/:id',
    tag,
    summary: 'Change the named fields; `If-Match: <version>` refuses when somebody else changed it',
    guard: { recordType: 'update' },
    params: recordParams,
    query: automationsQuery,
    body: fieldsSchema,
    answers: { 200: recordSchema },
    write: async (request, tx) => {
      const { params, body } = request;
      const change = { kind: 'update', ...params, change: { set: body }, ...expectedOf(request) } as const;
      const { record } = await writeOne(db, tx, { request, change });
      return ok(record, tagOf(record));
    },
  });
}

function removeRoute(db: Database): Route {
  return route({
    method: 'delete',
    path: '/api/records/:type/:id',
    tag,
    summary: 'Delete a record',
    guard: { recordType: 'delete' },
    params: recordParams,
    query: automationsQuery,
    answers: { 204: null },
    write: async (request, tx) => {
      await writeOne(db, tx, { request, change: { kind: 'delete', ...request.params, ...expectedOf(request) } });
      return noContent();
    },
  });
}

function upsertRoute(db: Database): Route {
  return route({
    method: 'put',
    path: '/api/records/:type/by/:field/:value',
    tag,
    summary: 'Change the record that has this value, or create it',
    guard: { recordType: 'create' },
    params: typeParams.extend({ field: z.string().max(100), value: z.string().max(500) }),
    query: automationsQuery,
    body: fieldsSchema,
    answers: { 200: recordSchema, 201: recordSchema },
    write: async (request, tx) => {
      const { type, field, value } = request.params;
      const change = { kind: 'upsert', type, by: field, value, fields: request.body } as const;
      const { record, isNew } = await writeOne(db, tx, { request, change });
      return isNew ? created(record, tagOf(record)) : ok(record, tagOf(record));
    },
  });
}
