import { z } from 'zod';
import { auditAction } from '../../crm/audit/record-action.ts';
import { baseCurrency, deleteRate, listRates, storeRates } from '../../crm/currencies/rates.ts';
import { AppError } from '../../domain/errors.ts';
import type { ApiDeps } from '../deps.ts';
import { noContent, ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';

const rateSchema = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code like PLN'),
  date: z.iso.date(),
  rate: z.number().positive().max(1e12),
});

/** What currencies are worth, by day. */
export function currencyRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/currencies',
      tag: 'Settings',
      summary: 'Rates of currencies against the company’s, newest first; each holds from its day until the next',
      guard: 'settings:read',
      answers: { 200: z.object({ base: z.string(), items: z.array(rateSchema) }) },
      handle: async () => ok({ base: await baseCurrency(db), items: await listRates(db) }),
    }),
    route({
      method: 'put',
      path: '/api/currencies',
      tag: 'Settings',
      summary: 'Add rates, or replace those of the same currency and day',
      guard: 'settings:edit',
      body: z.strictObject({ rates: z.array(rateSchema).min(1).max(5_000) }),
      answers: { 204: null },
      write: async ({ body: { rates }, actor }, tx) => {
        await storeRates(tx, rates);
        const resource = { type: 'settings', id: 'currencies' };
        await auditAction(tx, { actor, action: 'settings.changed', resource, changes: { rates } });
        return noContent();
      },
    }),
    route({
      method: 'delete',
      path: '/api/currencies/:currency/:date',
      tag: 'Settings',
      summary: 'Take a rate away; the one before it holds until the next',
      guard: 'settings:edit',
      params: rateSchema.pick({ currency: true, date: true }),
      answers: { 204: null },
      write: async ({ params: rate, actor }, tx) => {
        if (!(await deleteRate(tx, rate))) throw new AppError('not-found', { detail: 'There is no such rate.' });
        const resource = { type: 'settings', id: 'currencies' };
        await auditAction(tx, { actor, action: 'settings.changed', resource, changes: { removed: rate } });
        return noContent();
      },
    }),
  ];
}
