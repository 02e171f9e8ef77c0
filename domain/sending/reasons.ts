import type { UrlProblem } from '../net/outbound-url.ts';

/** A reason code: what it means, and whether the message was not meant to leave, was refused, may have left, or leaves later. */
export type Reason = { readonly title: string; readonly kind: 'skipped' | 'rejected' | 'unknown' | 'deferred' };

/**
 * Why a message was not sent, or what is not known of it. Codes are stable: the ledger stores them, reports count
 * them. A refusal by a provider stores the provider's own code where none of these fits.
 */
export const reasons = {
  'no-consent': { kind: 'skipped', title: 'The topic needs a consent, and there is none' },
  unsubscribed: { kind: 'skipped', title: 'The address has withdrawn its consent to the topic' },
  suppressed: { kind: 'skipped', title: 'The address is on the suppression list' },
  'no-person': { kind: 'skipped', title: 'The record has no contact to send to' },
  'no-address': { kind: 'skipped', title: 'The person has no address for the channel' },
  'invalid-address': { kind: 'skipped', title: 'The address is malformed' },
  'missing-value': { kind: 'skipped', title: 'A value that the template needs is missing' },
  'run-ended': { kind: 'skipped', title: 'The run ended before the message left' },
  superseded: { kind: 'skipped', title: 'The step was left, or begun anew, before the message left' },
  restarted: { kind: 'skipped', title: 'The run was restarted by a new match before the message left' },
  'subject-deleted': { kind: 'skipped', title: 'The record was deleted before the message left' },
  'test-limit': { kind: 'skipped', title: 'The test run reached its limit before the message left' },
  'retries-exhausted': { kind: 'rejected', title: 'It was deferred again and again until its time was up' },
  'call-failed': { kind: 'rejected', title: 'The called address could not take it now' },
  'inner-address': { kind: 'rejected', title: 'The called address is an inner one, which the settings do not allow' },
  'inner-name': { kind: 'rejected', title: 'The called name is an inner one, which the settings do not allow' },
  'url-malformed': { kind: 'rejected', title: 'The called address is malformed' },
  'scheme-not-allowed': { kind: 'rejected', title: 'Only addresses of http and https are called' },
  'credentials-in-url': { kind: 'rejected', title: 'The called address has a user or a password in it' },
  'host-malformed': { kind: 'rejected', title: 'The host of the called address is malformed' },
  'host-not-ascii': { kind: 'rejected', title: 'The host of the called address has letters that are not ASCII' },
  'port-invalid': { kind: 'rejected', title: 'The port of the called address is invalid' },
  'header-injection': { kind: 'rejected', title: 'A line break stands in a header field' },
  'sent-again': { kind: 'unknown', title: 'It may have arrived, and somebody had it sent once more' },
  'outside-window': { kind: 'deferred', title: 'It is held until its send window opens' },
  'lease-expired': { kind: 'unknown', title: 'Whoever handed it over did not report in time' },
} as const satisfies Record<string, Reason> & { readonly [P in UrlProblem]: Reason };

export type ReasonCode = keyof typeof reasons;

/** Reasons of messages that the same step may ask for again, in a new attempt: nothing spoke against them, or somebody wants it. */
export const repeatableReasons: readonly ReasonCode[] = ['superseded', 'sent-again'];

/** Whether a value is one of the codes above. */
export function isReasonCode(code: unknown): code is ReasonCode {
  return typeof code === 'string' && Object.hasOwn(reasons, code);
}
