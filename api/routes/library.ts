import { z } from 'zod';
import { copyFromLibrary } from '../../crm/workflows/copy-from-library.ts';
import { library } from '../../crm/workflows/library.ts';
import { detailOf } from '../../crm/workflows/list-workflows.ts';
import { recordTypeKeys } from '../../domain/records/record-types.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, listQuery, pageOf } from '../frame/list.ts';
import { created, ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { actingOf, definitionJson, keyParams, workflowDetailSchema } from './workflow-answers.ts';

const tag = 'Workflows';
const itemSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    description: z.string(),
    subject: z.enum(recordTypeKeys),
    triggers: z.array(z.string()),
    steps: z.int(),
    definition: definitionJson,
  })
  .meta({ id: 'LibraryItem' });

/** The ready-made processes. */
export function libraryRoutes(_: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/library',
      tag,
      summary: 'Ready-made workflows by name',
      guard: 'workflow:read',
      query: listQuery(),
      answers: { 200: listOf(itemSchema) },
      handle: async ({ query }) => ok(pageOf(library(), query)),
    }),
    route({
      method: 'post',
      path: '/api/library/:key',
      tag,
      summary: 'Copy a ready-made workflow into a draft; under its key with a number where that is taken',
      guard: 'workflow:edit',
      params: keyParams,
      body: z.strictObject({ key: z.string().max(100).optional() }).default({}),
      answers: { 201: workflowDetailSchema },
      write: async (request, tx) => {
        const { workflow, issues } = await copyFromLibrary(tx, request.params.key, {
          wanted: request.body.key,
          acting: actingOf(request),
        });
        return created(await detailOf(tx, workflow, issues), { Location: `/api/workflows/${workflow.key}` });
      },
    }),
  ];
}
