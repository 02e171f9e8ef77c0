import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { type SmsKeyword, smsKeyword } from '../../domain/sms/keywords.ts';
import type { RefusalClass } from '../outcome.ts';
import { classifyTwilioError } from './twilio-errors.ts';

/** The fields of a request that Twilio posted. */
export type TwilioForm = Readonly<Record<string, string>>;

/**
 * What Twilio reports about a message that was handed over. Reports come late, twice and out of order: whoever applies one
 * lets states only move forward.
 */
export type DeliveryReport = {
  readonly providerId: string;
  /** Twilio's word. */
  readonly status: string;
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

/** twilio.com/docs/messaging/guides/track-outbound-message-status. */
const statuses = new Map<string, DeliveryReport['state']>(
  Object.entries({
    accepted: 'accepted',
    scheduled: 'accepted',
    queued: 'accepted',
    sending: 'accepted',
    sent: 'accepted',
    delivered: 'delivered',
    undelivered: 'bounced',
    failed: 'bounced',
    canceled: 'bounced',
    read: 'opened',
  } as const),
);

/** Reads a status callback; undefined when it is none, or of a status that Twilio did not have when this was written. */
export function parseStatus(form: TwilioForm): DeliveryReport | undefined {
  const providerId = form.MessageSid ?? form.SmsSid;
  const status = (form.MessageStatus ?? form.SmsStatus)?.toLowerCase();
  const state = status === undefined ? undefined : statuses.get(status);
  if (!providerId || status === undefined || !state) return undefined;
  const errorCode = /^\d{4,6}$/.exec(form.ErrorCode ?? '')?.[0];
  const failure = state === 'bounced' && errorCode !== undefined ? { class: classifyTwilioError(errorCode) } : {};
  return { providerId, status, state, ...(errorCode !== undefined && { errorCode }), ...failure };
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
