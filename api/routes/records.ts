import { z } from 'zod';
import { exportCsv } from '../../crm/records/export-csv.ts';
import { findRecords, getRecord } from '../../crm/records/find-records.ts';
import { readTimeline } from '../../crm/records/timeline.ts';
import type { ApiDeps } from '../deps.ts';
import { decodeCursor, encodeCursor, listOf, listQuery, timePosition } from '../frame/list.ts';
import { ok, raw } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { recordParams, recordSchema, typeParams } from './record-answers.ts';
import { recordWriteRoutes } from './record-writes.ts';

const tag = 'Records';

/** Records of every type, one at a time, in lists and by condition. */
export function recordRoutes(deps: ApiDeps): Route[] {
  return [...readingRoutes(deps), ...recordWriteRoutes(deps), ...exportRoutes(deps)];
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

function readingRoutes(deps: ApiDeps): Route[] {
  return [listRoute(deps), searchRoute(deps), oneRoute(deps), timelineRoute(deps)];
}

function listRoute({ db }: ApiDeps): Route {
  return route({
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
  });
}

function searchRoute({ db }: ApiDeps): Route {
  return route({
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
  });
}

function oneRoute({ db }: ApiDeps): Route {
  return route({
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
  });
}

function timelineRoute({ db }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/records/:type/:id/timeline',
    tag,
    summary: 'Everything that happened to a record, newest first',
    guard: { recordType: 'read' },
    params: recordParams,
    query: listQuery({ sort: z.literal('-at').optional() }),
    answers: { 200: listOf(z.looseObject({ kind: z.string(), id: z.string(), at: z.iso.datetime() })) },
    handle: async ({ params, query, actor }) => {
      const { id, type } = await getRecord(db, { actor, ...params });
      return pageAnswer(
        await readTimeline(db, { actor, id, type, limit: query.limit, after: timePosition(query.cursor) }),
      );
    },
  });
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
