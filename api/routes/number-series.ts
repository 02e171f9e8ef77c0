import { z } from 'zod';
import { auditAction } from '../../crm/audit/record-action.ts';
import { changeSeries, listSeries } from '../../crm/settings/number-series.ts';
import { numberedTypes } from '../../domain/records/number-series.ts';
import type { ApiDeps } from '../deps.ts';
import { ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';

const rule = {
  pattern: z.string().trim().min(1).max(100).describe('Text with {0000} for the number, and {year} or {yy}'),
  yearly: z.boolean().describe('Begins again with 1 each year, in the company’s zone'),
};
const number = z.int().min(1).max(999_999_999);
const type = z.enum(numberedTypes);
const seriesSchema = z
  .object({ type, ...rule, next: number, sample: z.string() })
  .meta({ id: 'NumberSeries', description: 'How records of a type are numbered, and the number of the next one' });

/** Series of the numbers of offers, orders, invoices and cases. */
export function numberSeriesRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/number-series',
      tag: 'Settings',
      summary: 'How offers, orders, invoices and cases are numbered',
      guard: 'settings:read',
      answers: { 200: z.object({ items: z.array(seriesSchema) }) },
      handle: async ({ now }) => ok({ items: await listSeries(db, now) }),
    }),
    route({
      method: 'put',
      path: '/api/number-series/:type',
      tag: 'Settings',
      summary: 'Change a series; without a next number it goes on where it is',
      guard: 'settings:edit',
      params: z.object({ type }),
      body: z.strictObject({ ...rule, next: number.optional() }),
      answers: { 200: seriesSchema },
      write: async ({ params, body, actor, now }, tx) => {
        const { before, after } = await changeSeries(tx, params.type, body, now);
        const resource = { type: 'settings', id: 'number-series' };
        const changes = { [params.type]: { old: before, new: after } };
        await auditAction(tx, { actor, action: 'settings.changed', resource, changes });
        return ok(after);
      },
    }),
  ];
}
