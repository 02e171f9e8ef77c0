import { z } from 'zod';
import { parseInbound, parseStatus, verifySignature } from '../../channels/sms/twilio-callbacks.ts';
import { takeDeliveryReport, takeInboundText } from '../../crm/sending/provider-reports.ts';
import { localTwilioAccount } from '../../crm/settings/secrets.ts';
import { AppError } from '../../domain/errors.ts';
import type { ApiDeps } from '../deps.ts';
import { noContent, raw as rawReply } from '../frame/reply.ts';
import { publicRoute, type Route, type RouteRequest } from '../frame/route.ts';

const form = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const query = z.object({ message: z.uuid().optional() });
type Fields = Readonly<Record<string, string>>;
type Callback = RouteRequest<unknown, z.infer<typeof query>, z.infer<typeof form>, unknown>;

const guard = { public: 'the signature of the provider is the key' };

/** Callbacks of Twilio. Unsigned or forged ones change nothing; the address signed is the public one, never the Host header's. */
export function twilioRoutes(deps: ApiDeps): Route[] {
  return [statusRoute(deps), inboundRoute(deps)];
}

/** What a callback says. @throws AppError `bad-signature` */
async function fieldsOf({ db, config, log }: ApiDeps, { raw, body }: Callback): Promise<Fields> {
  // A field that is there twice can't have been signed by Twilio: the empty text fails the signature.
  const params = Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? value : '']),
  );
  const token = config.twilio?.authToken ?? (await localTwilioAccount(db)).authToken;
  const signed = verifySignature({
    url: `${config.publicUrl}${raw.originalUrl}`,
    params,
    signature: raw.get('x-twilio-signature'),
    token,
  });
  if (!signed) {
    log.warn({ event: 'twilio.bad-signature', path: raw.path });
    throw new AppError('bad-signature');
  }
  return params;
}

function statusRoute(deps: ApiDeps): Route {
  return publicRoute({
    method: 'post',
    path: '/providers/twilio/status',
    tag: 'Provider callbacks',
    summary: 'What became of a text message',
    guard,
    query,
    body: form,
    bodyKind: 'form',
    answers: { 204: null },
    handle: async (request: Callback) => {
      const report = parseStatus(await fieldsOf(deps, request));
      if (report)
        await takeDeliveryReport(deps.db, { ...report, messageId: request.query.message ?? null }, request.now);
      return noContent();
    },
  });
}

function inboundRoute(deps: ApiDeps): Route {
  return publicRoute({
    method: 'post',
    path: '/providers/twilio/inbound',
    tag: 'Provider callbacks',
    summary: 'A text message from outside: answers, STOP, START',
    guard,
    query,
    body: form,
    bodyKind: 'form',
    answers: { 200: 'text/xml' },
    handle: async (request: Callback) => {
      const text = parseInbound(await fieldsOf(deps, request));
      if (text) await takeInboundText(deps.db, text, request.now);
      // An empty answer: nothing is said back. STOP and HELP are answered by the provider itself.
      return rawReply((response) => {
        response.status(200).type('text/xml').send('<?xml version="1.0" encoding="UTF-8"?><Response></Response>');
      });
    },
  });
}
