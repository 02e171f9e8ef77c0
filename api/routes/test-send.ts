import { z } from 'zod';
import { auditAction } from '../../crm/audit/record-action.ts';
import type { Queryable } from '../../crm/database.ts';
import { getUser } from '../../crm/people/users.ts';
import { readMessages } from '../../crm/sending/read-messages.ts';
import { sendTestMessage } from '../../crm/sending/send-test-message.ts';
import { readTestContext } from '../../crm/sending/test-context.ts';
import { readCompanySettings } from '../../crm/settings/company-settings.ts';
import { getTemplate } from '../../crm/templates/template-list.ts';
import { createTokenSource } from '../../crm/tracking/token-source.ts';
import { AppError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { recordTypeKeys } from '../../domain/records/record-types.ts';
import type { ApiDeps } from '../deps.ts';
import { accepted } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { messageJson, messageSchema } from './message-answers.ts';
import { keySchema } from './templates.ts';

const bodySchema = z
  .strictObject({
    template: keySchema,
    /** E-mail address or phone number, as the template's channel asks; when absent, one's own e-mail address. */
    to: z.string().trim().min(1).max(320).optional(),
    /** The record that the texts read; `data` adds to it, or stands alone. */
    recordType: z.enum(recordTypeKeys).optional(),
    recordId: z.uuid().optional(),
    data: z.record(z.string(), z.json()).default({}),
    missing: z.enum(['block', 'empty']).default('block'),
  })
  .refine(({ recordType, recordId }) => (recordType === undefined) === (recordId === undefined), {
    path: ['recordId'],
    error: 'A record is named by its type and its id.',
  });

/** Sends a template to oneself, or to an address that one names. */
export function testSendRoutes({ db, config, renderer }: ApiDeps): Route[] {
  const tokens = createTokenSource(db);
  return [
    route({
      method: 'post',
      path: '/api/templates/test-send',
      tag: 'Templates',
      summary: 'Send a template to try it; the message stands in the ledger, marked as a test',
      guard: 'message:send-test',
      body: bodySchema,
      answers: { 202: messageSchema },
      write: async ({ body, actor, now }, tx) => {
        const { template, recordType: type, recordId, missing } = body;
        const record = type === undefined || recordId === undefined ? null : { type, id: recordId };
        const { channel } = await getTemplate(tx, template);
        if (channel === 'document')
          throw new AppError('conflict', { detail: 'A document is no message: mails carry it as a file.' });
        const to = body.to ?? (await ownAddress(tx, actor.userId, channel));
        // A body is JSON: so is its data.
        const data = body.data as JsonObject;
        const context = await readTestContext(tx, { actor, record, data, now });
        const settings = { ...(await readCompanySettings(tx, config)), publicUrl: config.publicUrl };
        const deps = { renderer, tokens: await tokens(), settings };
        const id = await sendTestMessage(tx, deps, { template, channel, to, record, context, missing }, now);
        await auditAction(tx, {
          actor,
          action: 'template.test-sent',
          resource: { type: 'template', id: template },
          changes: { message: id },
        });
        const [row] = await readMessages(tx, [id]);
        if (!row) throw new AppError('internal');
        return accepted(messageJson(row));
      },
    }),
  ];
}

async function ownAddress(db: Queryable, userId: string, channel: 'email' | 'sms'): Promise<string> {
  if (channel === 'email') return (await getUser(db, userId)).email;
  const message = 'Name the phone number: users have none.';
  throw new AppError('invalid', {
    detail: message,
    issues: [{ severity: 'error', code: 'required', path: '/to', message }],
  });
}
