import { z } from 'zod';
import { addCustomField, changeCustomField, listCustomFields } from '../../crm/records/custom-fields.ts';
import { forgetFields } from '../../crm/records/fields.ts';
import { customFieldChangeSchema, newCustomFieldSchema } from '../../domain/records/custom-field.ts';
import { recordTypeKeys } from '../../domain/records/record-types.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, listQuery, pageOf } from '../frame/list.ts';
import { created, noContent, ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';

const tag = 'Fields';
const fieldSchema = z
  .looseObject({
    recordType: z.enum(recordTypeKeys),
    key: z.string(),
    kind: z.string(),
    label: z.string(),
    archived: z.boolean(),
  })
  .meta({ id: 'CustomField' });
const params = z.object({ recordType: z.enum(recordTypeKeys), key: z.string().max(100) });

/** Fields that people add to record types. */
export function fieldRoutes(deps: ApiDeps): Route[] {
  return [listRoute(deps), addRoute(deps), changeRoute(deps), archiveRoute(deps)];
}

function listRoute({ db }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/fields',
    tag,
    summary: 'Custom fields',
    guard: 'field:read',
    query: listQuery({ recordType: z.enum(recordTypeKeys).optional(), archived: z.stringbool().default(false) }),
    answers: { 200: listOf(fieldSchema) },
    handle: async ({ query }) => ok(pageOf(await listCustomFields(db, query), query)),
  });
}

function addRoute({ db }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/fields',
    tag,
    summary: 'Add a field to a record type',
    guard: 'field:edit',
    body: newCustomFieldSchema,
    answers: { 201: fieldSchema },
    write: async ({ body, actor, afterCommit }, tx) => {
      const field = await addCustomField(tx, { actor, given: body });
      afterCommit(() => forgetFields(db));
      return created(field);
    },
  });
}

function changeRoute({ db }: ApiDeps): Route {
  return route({
    method: 'patch',
    path: '/api/fields/:recordType/:key',
    tag,
    summary: 'Change, archive or take back a field',
    guard: 'field:edit',
    params,
    body: customFieldChangeSchema,
    answers: { 200: fieldSchema },
    write: async ({ params: { recordType, key }, body, actor, afterCommit }, tx) => {
      const field = await changeCustomField(tx, { actor, recordType, key, change: body });
      afterCommit(() => forgetFields(db));
      return ok(field);
    },
  });
}

function archiveRoute({ db }: ApiDeps): Route {
  return route({
    method: 'delete',
    path: '/api/fields/:recordType/:key',
    tag,
    summary: 'Archive a field: its values stay and can be taken back',
    guard: 'field:edit',
    params,
    answers: { 204: null },
    write: async ({ params: { recordType, key }, actor, afterCommit }, tx) => {
      await changeCustomField(tx, { actor, recordType, key, change: { archived: true } });
      afterCommit(() => forgetFields(db));
      return noContent();
    },
  });
}
