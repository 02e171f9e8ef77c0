import { z } from 'zod';
import { listAudit } from '../../crm/audit/list-audit.ts';
import { verifyAudit } from '../../crm/audit/verify.ts';
import type { ApiDeps } from '../deps.ts';
import { badCursor, decodeCursor, encodeCursor, listOf, listQuery } from '../frame/list.ts';
import { ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';

const tag = 'Audit';
const entrySchema = z
  .object({
    id: z.uuid(),
    seq: z.int(),
    at: z.iso.datetime(),
    actorType: z.string(),
    actorId: z.string().nullable(),
    action: z.string(),
    resourceType: z.string(),
    resourceId: z.string().nullable(),
    changes: z.json().nullable(),
    cause: z.json().nullable(),
    requestId: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });
const filters = {
  sort: z.literal('-seq').optional(),
  resourceType: z.string().max(100).optional(),
  resourceId: z.string().max(200).optional(),
  actorId: z.string().max(100).optional(),
  action: z.string().max(100).optional(),
};
const anchorSchema = z.object({ n: z.int(), hash: z.string() });

/** Who did what, and whether somebody changed the record of it. */
export function auditRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/audit',
      tag,
      summary: 'Audit entries, newest first',
      guard: 'audit:read',
      query: listQuery(filters),
      answers: { 200: listOf(entrySchema) },
      handle: async ({ query: { cursor, sort: _, ...filter } }) => {
        const { items, next } = await listAudit(db, {
          ...filter,
          before: cursor === undefined ? undefined : numberIn(cursor),
        });
        return ok({ items, nextCursor: next === null ? null : encodeCursor([next]) });
      },
    }),
    route({
      method: 'get',
      path: '/api/audit/verify',
      tag,
      guard: 'audit:verify',
      summary: 'Recomputes the hash chain; `n` and `hash` of an earlier head prove that nothing was cut off since',
      query: z.strictObject({
        n: z.coerce.number().int().min(1).optional(),
        hash: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .optional(),
      }),
      answers: {
        200: z.object({
          ok: z.boolean(),
          verified: z.int(),
          head: anchorSchema,
          unsealed: z.int(),
          firstBad: z.object({ n: z.int(), entryId: z.uuid().nullable(), problem: z.string() }).nullable(),
        }),
      },
      handle: async ({ query: { n, hash } }) =>
        ok(await verifyAudit(db, n === undefined || hash === undefined ? undefined : { n, hash })),
    }),
  ];
}

function numberIn(cursor: string): number {
  const [before] = decodeCursor(cursor);
  if (!Number.isSafeInteger(before)) throw badCursor();
  return Number(before);
}
