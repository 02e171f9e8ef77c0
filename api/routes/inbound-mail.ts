import { z } from 'zod';
import { checkInboundCall } from '../../crm/cases/inbound-secret.ts';
import { takeInboundMail } from '../../crm/cases/take-inbound-mail.ts';
import { readCompanySettings } from '../../crm/settings/company-settings.ts';
import type { ApiDeps } from '../deps.ts';
import { rawBodyOf } from '../frame/read-body.ts';
import { accepted } from '../frame/reply.ts';
import { publicRoute, type Route } from '../frame/route.ts';
import { signatureHeaders } from './signature-headers.ts';

/** Largest mail, in bytes. */
const largestMail = 26_214_400;

/** Where a mail server or a mail service hands in what came for us. */
export function inboundMailRoutes({ db, config }: ApiDeps): Route[] {
  return [
    publicRoute({
      method: 'post',
      path: '/providers/mail/inbound',
      tag: 'Provider callbacks',
      summary: 'A mail from outside, as it came (message/rfc822): goes into the case it belongs to, or opens one',
      guard: { public: 'the signature is the key' },
      bodyKind: 'raw',
      bodyLimit: largestMail,
      answers: {
        202: z.object({
          mailId: z.uuid(),
          caseId: z.uuid().nullable(),
          duplicate: z.boolean(),
          aside: z.enum(['automatic', 'own-mail', 'invalid-sender']).nullable(),
        }),
      },
      handle: async ({ raw, now }) => {
        const bytes = rawBodyOf(raw);
        await checkInboundCall(db, { raw: bytes, headers: signatureHeaders(raw) });
        const { mailFrom } = await readCompanySettings(db, config);
        return accepted(await takeInboundMail(db, { raw: bytes }, { own: mailFrom, now }));
      },
    }),
  ];
}
