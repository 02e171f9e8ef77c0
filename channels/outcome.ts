/**
 * Why a provider refused a message for good. Only `hard-bounce` says something about the address for ever (it goes to
 * the suppression list); `blocked` means the receiver opted out at the provider.
 */
export type RefusalClass =
  | 'hard-bounce'
  | 'mailbox-full'
  | 'blocked'
  | 'policy'
  | 'content'
  | 'sender'
  | 'invalid-message';

/** The provider took the message. `providerId` is how the provider's later reports name it. */
export type Accepted = {
  readonly kind: 'accepted';
  readonly providerId: string;
  readonly response: string;
  /** What a called address answered (webhooks only). */
  readonly answer?: HttpAnswer;
};

/** The answer of a called address; `body` is cut off, and `truncated` set, at 256 KiB. */
export type HttpAnswer = { readonly status: number; readonly body: string; readonly truncated: boolean };

/** Nothing was taken and the provider (or our own check, before any connection) will not take it. */
export type Refused = {
  readonly kind: 'refused';
  /** The provider's code (`550`, `5.7.1`, `21211`) or a word of our own (`header-injection`). */
  readonly code: string;
  readonly response: string;
  /** True when trying the same message again is pointless. */
  readonly permanent: boolean;
  readonly class: RefusalClass;
  readonly answer?: HttpAnswer;
};

/** Nothing was taken; a later attempt is safe and may succeed. */
export type Deferred = {
  readonly kind: 'deferred';
  readonly code: string;
  readonly response: string;
  /** What the provider asked for, in milliseconds. */
  readonly retryAfterMs?: number;
};

/** The message may have been taken: it is never sent again blindly. */
export type Unknown = { readonly kind: 'unknown'; readonly reason: string };

/** What became of one hand-over: always a value, never an exception. */
export type Outcome = Accepted | Refused | Deferred | Unknown;

/** A refusal by our own checks, made before anything is connected. */
export function refuseMessage(code: string, response: string): Refused {
  return { kind: 'refused', code, response, permanent: true, class: 'invalid-message' };
}
