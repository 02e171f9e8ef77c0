import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { type SmsKeyword, smsKeyword } from '../../domain/sms/keywords.ts';
import type { RefusalClass } from '../outcome.ts';
import { classifyTwilioError } from './twilio-errors.ts';

/** The fields of a request that Twilio posted. */
export type TwilioForm = Readonly<Record<string, string>>;

/**
 * What Twilio reports about a message that was handed over. Reports come late, twice and out of order: one is applied
 * only when its rank is above that of the last one applied (`isForward`).
 */
export type DeliveryReport = {
  readonly providerId: string;
  /** Twilio's word. */
  readonly status: string;
  readonly rank: number;
  /** What it means for the message. */
  readonly state: 'accepted' | 'delivered' | 'opened' | 'bounced';
  readonly errorCode?: string;
  /** Of a failure: what it says about the number. */
  readonly class?: RefusalClass | 'temporary';
};

/** A text message from outside. */
export type InboundSms = {
  readonly providerId: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly keyword?: SmsKeyword;
};

/** twilio.com/docs/messaging/guides/track-outbound-message-status; statuses on the same rank exclude each other. */
const statuses = new Map<string, Pick<DeliveryReport, 'rank' | 'state'>>(
  Object.entries({
    accepted: { rank: 0, state: 'accepted' },
    scheduled: { rank: 0, state: 'accepted' },
    queued: { rank: 1, state: 'accepted' },
    sending: { rank: 2, state: 'accepted' },
    sent: { rank: 3, state: 'accepted' },
    delivered: { rank: 4, state: 'delivered' },
    undelivered: { rank: 4, state: 'bounced' },
    failed: { rank: 4, state: 'bounced' },
    canceled: { rank: 4, state: 'bounced' },
    read: { rank: 5, state: 'opened' },
  } as const),
);

/** True when a report with status `next` may be applied after one with status `last` (none: undefined). */
export function isForward(last: string | undefined, next: string): boolean {
  const known = statuses.get(next);
  return known !== undefined && (last === undefined || known.rank > (statuses.get(last)?.rank ?? -1));
}

/** Reads a status callback; undefined when it is none, or of a status that Twilio did not have when this was written. */
export function parseStatus(form: TwilioForm): DeliveryReport | undefined {
  const providerId = form.MessageSid ?? form.SmsSid;
  const status = (form.MessageStatus ?? form.SmsStatus)?.toLowerCase();
  const known = status === undefined ? undefined : statuses.get(status);
  if (!providerId || status === undefined || !known) return undefined;
  const errorCode = /^\d{4,6}$/.exec(form.ErrorCode ?? '')?.[0];
  const failure = known.state === 'bounced' && errorCode !== undefined ? { class: classifyTwilioError(errorCode) } : {};
  return { providerId, status, ...known, ...(errorCode !== undefined && { errorCode }), ...failure };
}

/** Reads a message that came in; undefined when the request is none. */
export function parseInbound(form: TwilioForm): InboundSms | undefined {
  const { MessageSid: providerId, From: from, To: to, Body: body = '' } = form;
  if (!providerId || !from || !to) return undefined;
  const told = /^(STOP|START|HELP)$/i.exec(form.OptOutType ?? '')?.[0];
  const keyword = smsKeyword(told ?? body);
  return { providerId, from, to, body, ...(keyword && { keyword }) };
}

/**
 * True when Twilio signed the request (HMAC-SHA1 over the address and the sorted fields, compared in constant time).
 * @param url the address as Twilio called it: the public one, with its query, never one taken from the Host header
 */
export function verifySignature(request: {
  url: string;
  params: TwilioForm;
  signature: string | undefined;
  token: string;
}): boolean {
  if (!request.signature || !URL.canParse(request.url)) return false;
  return validateRequest(request.token, request.signature, request.url, { ...request.params });
}
