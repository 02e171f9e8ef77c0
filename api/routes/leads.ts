import { z } from 'zod';
import { notifyEvents } from '../../crm/events/notify.ts';
import { convertLead } from '../../crm/records/convert-lead.ts';
import { getRecord } from '../../crm/records/find-records.ts';
import { mayTouch, teamMates } from '../../crm/records/rights.ts';
import { AppError } from '../../domain/errors.ts';
import type { ApiDeps } from '../deps.ts';
import { ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { automationsQuery, fieldsSchema, refusalOf, writeContext } from './record-answers.ts';

/** What only leads can do. */
export function leadRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/leads/:id/convert',
      tag: 'Records',
      summary: 'Turn a lead into contact, account and deal, all or nothing; done again it gives the same ids',
      guard: 'lead:convert',
      params: z.object({ id: z.string().max(100) }),
      query: automationsQuery,
      body: z.strictObject({ account: z.boolean().default(true), deal: fieldsSchema.nullish() }).prefault({}),
      answers: { 200: z.object({ contactId: z.uuid(), accountId: z.uuid().nullable(), dealId: z.uuid().nullable() }) },
      write: async (request, tx) => {
        const { params, query, body, actor, afterCommit } = request;
        const lead = await getRecord(tx, { actor, type: 'lead', id: params.id });
        if (!mayTouch({ actor, action: 'convert', record: lead, mates: await teamMates(tx, actor) }))
          throw new AppError('forbidden', { detail: 'Your role does not allow you to convert this lead.' });
        const result = await convertLead(tx, writeContext(request, query.automations), {
          leadId: lead.id,
          account: body.account,
          deal: body.deal ?? null,
        });
        if (result.kind === 'issues') throw refusalOf(result);
        afterCommit(() => notifyEvents(db));
        return ok(result.conversion);
      },
    }),
  ];
}
