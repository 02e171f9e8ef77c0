import { z } from 'zod';
import { notifyEvents } from '../../crm/events/notify.ts';
import { exportCsv } from '../../crm/records/export-csv.ts';
import { findRecords, getRecord } from '../../crm/records/find-records.ts';
import { readTimeline } from '../../crm/records/timeline.ts';
import { writeRecords } from '../../crm/records/write.ts';
import type { ApiDeps } from '../deps.ts';
import { badCursor, decodeCursor, encodeCursor, listOf, listQuery } from '../frame/list.ts';
import { created, noContent, ok, raw } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
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

/** Records of every type, one at a time, in lists and by condition. */
export function recordRoutes(deps: ApiDeps): Route[] {
  return [...readingRoutes(deps), ...writingRoutes(deps), ...exportRoutes(deps)];
}

const searchSchema = z.strictObject({
  where: z.json().optional(),
  sort: z.string().max(100).optional(),
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().max(1_000).nullish(),
});

const pageAnswer = ({ items, next }: { items: readonly unknown[]; next: readonly unknown[] | null }) =>
  ok({ items, nextCursor: next && encodeCursor(next) });
const positionIn = (cursor: string | null | undefined) => (cursor ? decodeCursor(cursor) : undefined);

function readingRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/records/:type',
      tag,
      summary: 'List records, newest first; `sort` names a field, with - before it descending',
      guard: { recordType: 'read' },
      params: typeParams,
      query: listQuery(),
      answers: { 200: listOf(recordSchema) },
      handle: async ({ params, query, actor, now }) => {
        const { limit, sort, cursor } = query;
        return pageAnswer(
          await findRecords(db, { actor, type: params.type, sort, limit, after: positionIn(cursor), now }),
        );
      },
    }),
    route({
      method: 'post',
      path: '/api/records/:type/search',
      tag,
      summary: 'Records that a JSON-Logic condition holds for',
      guard: { recordType: 'read' },
      params: typeParams,
      body: searchSchema,
      answers: { 200: listOf(recordSchema) },
      handle: async ({ params, body, actor, now }) => {
        const { where, limit, sort = 'createdAt', cursor } = body;
        return pageAnswer(
          await findRecords(db, { actor, type: params.type, where, sort, limit, after: positionIn(cursor), now }),
        );
      },
    }),
    route({
      method: 'get',
      path: '/api/records/:type/:id',
      tag,
      summary: 'One record',
      guard: { recordType: 'read' },
      params: recordParams,
      answers: { 200: recordSchema },
      handle: async ({ params, actor }) => {
        const record = await getRecord(db, { actor, ...params });
        return ok(record, { ETag: `"${record.version}"` });
      },
    }),
    route({
      method: 'get',
      path: '/api/records/:type/:id/timeline',
      tag,
      summary: 'Everything that happened to a record, newest first',
      guard: { recordType: 'read' },
      params: recordParams,
      query: listQuery(),
      answers: { 200: listOf(z.looseObject({ kind: z.string(), id: z.string(), at: z.iso.datetime() })) },
      handle: async ({ params, query, actor }) => {
        const { id, type } = await getRecord(db, { actor, ...params });
        return pageAnswer(
          await readTimeline(db, { id, type, limit: query.limit, after: timelinePosition(query.cursor) }),
        );
      },
    }),
  ];
}

function timelinePosition(cursor: string | undefined): readonly [string, string] | undefined {
  if (cursor === undefined) return undefined;
  const position = z.tuple([z.iso.datetime(), z.uuid()]).safeParse(decodeCursor(cursor));
  if (!position.success) throw badCursor();
  return position.data;
}

function writingRoutes({ db }: ApiDeps): Route[] {
  const notify = () => notifyEvents(db);
  return [
    route({
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
        const { params, query, body, afterCommit } = request;
        const [result] = await writeRecords(tx, writeContext(request, query.automations), [
          { kind: 'create', type: params.type, fields: body },
        ]);
        const record = recordOfResult(result);
        afterCommit(notify);
        return created(record, { Location: `/api/records/${record.type}/${record.id}`, ETag: `"${record.version}"` });
      },
    }),
    route({
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
        const { params, query, body, ifMatch, afterCommit } = request;
        const change = {
          kind: 'update',
          ...params,
          change: { set: body },
          ...(ifMatch === undefined ? {} : { expectedVersion: ifMatch }),
        } as const;
        const [result] = await writeRecords(tx, writeContext(request, query.automations), [change]);
        const record = recordOfResult(result);
        afterCommit(notify);
        return ok(record, { ETag: `"${record.version}"` });
      },
    }),
    route({
      method: 'delete',
      path: '/api/records/:type/:id',
      tag,
      summary: 'Delete a record',
      guard: { recordType: 'delete' },
      params: recordParams,
      query: automationsQuery,
      answers: { 204: null },
      write: async (request, tx) => {
        const { params, query, ifMatch, afterCommit } = request;
        const change = {
          kind: 'delete',
          ...params,
          ...(ifMatch === undefined ? {} : { expectedVersion: ifMatch }),
        } as const;
        const [result] = await writeRecords(tx, writeContext(request, query.automations), [change]);
        recordOfResult(result);
        afterCommit(notify);
        return noContent();
      },
    }),
    route({
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
        const { params, query, body, afterCommit } = request;
        const { type, field, value } = params;
        const [result] = await writeRecords(tx, writeContext(request, query.automations), [
          { kind: 'upsert', type, by: field, value, fields: body },
        ]);
        const record = recordOfResult(result);
        afterCommit(notify);
        const headers = { ETag: `"${record.version}"` };
        return result?.kind === 'ok' && result.created ? created(record, headers) : ok(record, headers);
      },
    }),
  ];
}

function exportRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/records/:type/export',
      tag,
      summary: 'All records of a type as CSV; cells that look like a formula are defused',
      guard: { recordType: 'export' },
      params: typeParams,
      answers: { 200: 'text/csv' },
      handle: async ({ params, actor, now }) =>
        raw((response) => {
          const csv = exportCsv(db, { actor, type: params.type, now });
          response.status(200).set({
            'Content-Type': 'text/csv; charset=utf-8',
            'Content-Disposition': `attachment; filename="${params.type}.csv"`,
          });
          response.on('close', () => csv.destroy());
          csv.on('error', () => response.destroy());
          csv.pipe(response);
        }),
    }),
  ];
}
