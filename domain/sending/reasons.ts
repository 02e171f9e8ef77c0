/** A reason code: what it means, and whether the message was not meant to leave, was refused, or may have left. */
export type Reason = { readonly title: string; readonly kind: 'skipped' | 'rejected' | 'unknown' };

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
  'header-injection': { kind: 'rejected', title: 'A line break stands in a header field' },
  'sent-again': { kind: 'unknown', title: 'It may have arrived, and somebody had it sent once more' },
  'lease-expired': { kind: 'unknown', title: 'Whoever handed it over did not report in time' },
} as const satisfies Record<string, Reason>;

export type ReasonCode = keyof typeof reasons;

/** Reasons of messages that the same step may ask for again, in a new attempt: nothing spoke against them, or somebody wants it. */
export const repeatableReasons: readonly ReasonCode[] = ['superseded', 'sent-again'];

/** Whether a text is one of the codes above. */
export function isReasonCode(code: string): code is ReasonCode {
  return Object.hasOwn(reasons, code);
}
