import { z } from 'zod';
import { notifyEvents } from '../../crm/events/notify.ts';
import type { Change, WriteResult } from '../../crm/records/change.ts';
import { writeRecords } from '../../crm/records/write.ts';
import { errorCatalogue } from '../../domain/errors.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { ApiDeps } from '../deps.ts';
import { ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { automationsQuery, fieldsSchema, recordSchema, typeParams, writeContext } from './record-answers.ts';

const itemSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('create'), fields: fieldsSchema }),
  z.strictObject({
    op: z.literal('update'),
    id: z.string().max(100),
    fields: fieldsSchema,
    version: z.int().optional(),
  }),
  z.strictObject({
    op: z.literal('upsert'),
    by: z.string().max(100),
    value: z.union([z.string().max(500), z.int()]),
    fields: fieldsSchema,
  }),
  z.strictObject({ op: z.literal('delete'), id: z.string().max(100), version: z.int().optional() }),
]);
type Item = z.infer<typeof itemSchema>;

const resultSchema = z.object({
  status: z.int(),
  record: recordSchema.optional(),
  changed: z.array(z.string()).optional(),
  code: z.string().optional(),
  issues: z.array(z.looseObject({ code: z.string(), path: z.string(), message: z.string() })).optional(),
});

/** Many changes in one transaction, each with its own result: what is refused leaves the others alone. */
export function recordBatchRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/records/:type/batch',
      tag: 'Records',
      summary: 'Up to 500 creates, updates, upserts and deletes with a result each, in their order',
      guard: { recordType: ['create', 'update', 'delete'] },
      params: typeParams,
      query: automationsQuery,
      body: z.strictObject({ items: z.array(itemSchema).min(1).max(500) }),
      bodyLimit: 8 * 1_048_576,
      answers: { 200: z.object({ results: z.array(resultSchema) }) },
      write: async (request, tx) => {
        const { params, query, body, afterCommit } = request;
        const changes = body.items.map((item) => changeOf(params.type, item));
        const results = await writeRecords(tx, writeContext(request, query.automations), changes);
        afterCommit(() => notifyEvents(db));
        return ok({ results: results.map((result, index) => answerOf(result, index, body.items[index]?.op)) });
      },
    }),
  ];
}

function changeOf(type: RecordTypeKey, item: Item): Change {
  if (item.op === 'create') return { kind: 'create', type, fields: item.fields };
  if (item.op === 'upsert')
    return { kind: 'upsert', type, by: item.by, value: String(item.value), fields: item.fields };
  const expected = item.version === undefined ? {} : { expectedVersion: item.version };
  if (item.op === 'delete') return { kind: 'delete', type, id: item.id, ...expected };
  return { kind: 'update', type, id: item.id, change: { set: item.fields }, ...expected };
}

function answerOf(result: WriteResult, index: number, op: Item['op'] | undefined): object {
  if (result.kind === 'issues') {
    const issues = result.issues.map((issue) => ({ ...issue, path: `/items/${index}${issue.path}` }));
    return { status: errorCatalogue[result.code].status, code: result.code, issues };
  }
  if (op === 'delete') return { status: 204 };
  return { status: result.created ? 201 : 200, record: result.record, changed: result.changed };
}
