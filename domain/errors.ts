/**
 * The catalogue of coded errors: code → HTTP status and title. Codes are stable and documented in docs/errors.md
 * (a test compares both ways). Expected outcomes (skipped, bounced, rejected) are values, not errors.
 */
export const errorCatalogue = {
  'bad-request': { status: 400, title: 'The request cannot be read' },
  'not-json': { status: 400, title: 'The body is not JSON' },
  unauthenticated: { status: 401, title: 'Sign in or send an API key' },
  'wrong-credentials': { status: 401, title: 'E-mail or password is wrong' },
  forbidden: { status: 403, title: 'Your role does not allow this' },
  'not-an-approver': { status: 403, title: 'You are not asked to decide this' },
  csrf: { status: 403, title: 'The request lacks the CSRF token of its session' },
  'bad-signature': { status: 403, title: 'The signature is missing or wrong' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'unknown-record-type': { status: 404, title: 'There is no such record type' },
  'record-not-found': { status: 404, title: 'There is no such record' },
  'workflow-not-found': { status: 404, title: 'There is no such workflow' },
  'version-not-found': { status: 404, title: 'There is no such version' },
  'run-not-found': { status: 404, title: 'There is no such run' },
  'approval-not-found': { status: 404, title: 'There is no such approval' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  conflict: { status: 409, title: 'The state does not allow this' },
  'version-conflict': { status: 412, title: 'Somebody else changed it in the meantime' },
  duplicate: { status: 409, title: 'It exists already' },
  'idempotency-mismatch': { status: 409, title: 'This Idempotency-Key was used with another request' },
  'run-ended': { status: 409, title: 'The run has ended' },
  'wrong-run-state': { status: 409, title: 'The state of the run does not allow this' },
  'workflow-not-active': { status: 409, title: 'The workflow is not active' },
  'workflow-in-use': { status: 409, title: 'Runs of the workflow have not ended' },
  'approval-ended': { status: 409, title: 'It is decided already' },
  'approval-voided': { status: 409, title: 'What was to be decided has changed' },
  'slot-closed': { status: 409, title: 'This decision is made, or somebody else’s by now' },
  'no-round-left': { status: 409, title: 'It cannot be sent back once more' },
  'asked-already': { status: 409, title: 'This person is asked already' },
  'record-locked': { status: 409, title: 'An open approval keeps the record from being changed' },
  'not-enrolled': { status: 409, title: 'The enrollment rules refuse this record' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The content type is not supported' },
  invalid: { status: 422, title: 'Some values are not valid' },
  'invalid-definition': { status: 422, title: 'The definition has errors' },
  'invalid-rule': { status: 422, title: 'The condition has errors' },
  'rule-too-costly': { status: 422, title: 'The condition would take too much work' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'A service this needs is not available now' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** A problem in a draft, a rule or a request body: what, where, and what would do. */
export type Issue = {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  /** JSON pointer or dotted path of the place. */
  readonly path: string;
  readonly stepId?: string;
  readonly message: string;
  /** What the message names, for catalogues of other languages: of one code always the same ones. */
  readonly params?: IssueParams;
};

/** Names and numbers in the message of an issue. */
export type IssueParams = Readonly<Record<string, string | number>>;

export type ErrorDetails = {
  readonly detail?: string;
  readonly issues?: readonly Issue[];
  readonly [key: string]: unknown;
};

/** A coded exception: for what a caller did wrong or what is to be tried again, never for expected outcomes. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(details.detail ?? errorCatalogue[code].title);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }
}
