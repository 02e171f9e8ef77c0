import type { ApprovalNotice, ApprovalRequest, ApprovalView } from '../approvals/request.ts';
import type { Assignment } from '../assignment/choose.ts';
import type { AssignAnswer, AssignRequest } from '../assignment/request.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Attendee } from '../meetings/invitation.ts';
import type { RecordTypeKey } from '../records/record-types.ts';
import type { ClockAnswer, ClockSpec } from '../sla/clock-spec.ts';
import type { SendWindow } from '../time/send-window.ts';
import type { WaitPlan } from '../time/wait-plan.ts';
import type { WaitTime } from '../time/wait-time.ts';

/** A JSON-Logic rule, as stored. */
export type Rule = Json;
/** A literal, `{rule}` or `{text}` (Handlebars): the grammar's Value. */
export type Value = Json;
/** Whom: `{user} | {field} | {manager, of?} | {role} | {team} | {teamLead} | {queue}`. */
export type UserRef = JsonObject;
/** Which record: `"subject" | {related} | {step, type} | {type, id}`. */
export type RecordRef = 'subject' | JsonObject;
export type RecordKey = { readonly type: RecordTypeKey; readonly id: string };

/** What a step asks of the outside. The set is closed: a new step type is made of these. */
export type Effect =
  /** A condition; rules with lookups (performed, reachable, aggregates) are answered set-based. */
  | { readonly kind: 'evaluate'; readonly rule: Rule }
  /** Values to literals: rules are evaluated, texts rendered. */
  | { readonly kind: 'resolve'; readonly values: Readonly<Record<string, Value>> }
  /**
   * Users of references, in order, without doubles; an empty list when nobody is meant. `present`: of several those who are
   * there; where nobody is, who stands in, if anybody does. `one`: of a group that is meant as one user, whoever of those has the
   * fewest open records of this type. `otherwise`: who is answered where nobody is meant.
   */
  | {
      readonly kind: 'users';
      readonly refs: readonly UserRef[];
      readonly present?: true;
      readonly one?: RecordTypeKey;
      readonly otherwise?: 'administrators';
    }
  /** Records of a reference: none when the relation is empty; many for `{related}` of a many-relation with `where`. */
  | { readonly kind: 'records'; readonly ref: RecordRef; readonly where?: Rule }
  /** The instant a wait ends: durations, `until`, `at`, with zone and calendars of the run. */
  | { readonly kind: 'schedule'; readonly spec: WaitSpec }
  /** `assignment`: why it is whose it is from now on, to be kept with it. */
  | {
      readonly kind: 'write';
      readonly on: RecordRef;
      readonly change: RecordChange;
      readonly assignment?: Assignment | undefined;
    }
  | {
      readonly kind: 'create';
      readonly recordType: RecordTypeKey;
      readonly fields: JsonObject;
      readonly assignment?: Assignment | undefined;
    }
  | { readonly kind: 'convert'; readonly account: boolean; readonly deal: JsonObject | null }
  | { readonly kind: 'send'; readonly message: MessageRequest }
  | { readonly kind: 'call'; readonly request: CallRequest }
  | { readonly kind: 'emit'; readonly event: string; readonly properties: JsonObject; readonly on: RecordRef }
  | {
      readonly kind: 'start';
      readonly workflow: string;
      readonly subjects: readonly RecordKey[];
      readonly input: JsonObject;
    }
  /** Who of several takes a record; keeps the reason. */
  | { readonly kind: 'assign'; readonly request: AssignRequest }
  /** Begins the clock of this visit, or brings it up to date with what has happened to the record since. */
  | { readonly kind: 'clock'; readonly spec: ClockSpec }
  /** People who decide or answer: asks them, or looks at how that stands. */
  | { readonly kind: 'approval'; readonly request: ApprovalRequest }
  /** Makes a PDF of a record, by the template of its type unless one is named. */
  | { readonly kind: 'document'; readonly on: RecordRef; readonly template?: string; readonly fileName?: string }
  /** Makes an order of an offer or an invoice of an order; the one that is there already is the answer. */
  | { readonly kind: 'copy'; readonly make: 'order' | 'invoice'; readonly on: RecordRef }
  /** Binds an offer as it is now to a link for its customer; then notes that it has left. */
  | { readonly kind: 'share'; readonly on: RecordRef; readonly documentId: string }
  | { readonly kind: 'shared'; readonly on: RecordRef; readonly shareId: string }
  /** Whom a meeting concerns: organiser and attendees that have an address. */
  | { readonly kind: 'invitees'; readonly meeting: RecordKey }
  /** Suspends until the first of its parts; answered by a later leg. */
  | { readonly kind: 'wait'; readonly wait: Wait };

export type EffectKind = Effect['kind'];
export type EffectOf<K extends EffectKind> = Extract<Effect, { kind: K }>;

/** What each effect is answered with. Failures of a step are thrown into it as StepFailure. */
export type EffectAnswers = {
  evaluate: { readonly value: unknown; readonly trace?: Json };
  resolve: { readonly values: JsonObject };
  /** `instead`: nobody is meant, and these are those of `otherwise`. `chosen`: how the one of a group was. */
  users: { readonly users: readonly string[]; readonly instead?: 'administrators'; readonly chosen?: Assignment };
  records: { readonly records: readonly RecordKey[] };
  /** `explain.skipped`: the moment has passed and `at.ifPast` is skip. `plan` is for the wait that follows. */
  schedule: { readonly dueAt: string; readonly explain: JsonObject; readonly plan?: WaitPlan };
  write: { readonly record: RecordKey; readonly changed: readonly string[] };
  create: { readonly record: RecordKey };
  convert: { readonly contactId: string; readonly accountId: string | null; readonly dealId: string | null };
  send: SendAnswer;
  call: CallAnswer;
  emit: { readonly eventId: string };
  start: {
    readonly started: readonly {
      readonly recordId: string;
      readonly runId: string | null;
      readonly reason?: string;
      /** Of a match that was held or queued: its run may start later, or be refused. */
      readonly enrollmentId?: string;
    }[];
  };
  assign: AssignAnswer;
  clock: ClockAnswer;
  approval: ApprovalView;
  document: { readonly document: MadeDocument };
  copy: { readonly record: RecordKey; readonly created: boolean };
  share: { readonly shareId: string };
  shared: { readonly status: string };
  /** Ids of users, and addresses of others; with the attendees as the record names them. */
  invitees: {
    readonly users: readonly string[];
    readonly addresses: readonly string[];
    readonly attendees: readonly Attendee[];
  };
  wait: WaitAnswer;
};

/** A document as steps know it. */
export type MadeDocument = {
  readonly id: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly version: number;
};

/** A change of a record. `add` adds to numbers (score) atomically. Values are literals by now. */
export type RecordChange = {
  readonly set?: JsonObject;
  readonly add?: Readonly<Record<string, number>>;
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
};

/** What `wait` steps and timeouts say: one of for, until, at; or `for`/`until` with `at`. */
export type WaitSpec = WaitTime;

/** A message to send; texts are Handlebars, rendered with the run's context. */
export type MessageRequest = {
  readonly channel: 'email' | 'sms' | 'app';
  /** Address or `{user}`-like reference; default: the subject's person. */
  readonly to?: Value;
  readonly users?: readonly string[];
  readonly template?: string;
  readonly subject?: string;
  readonly body?: string;
  readonly topic?: string;
  readonly class?: 'marketing' | 'transactional';
  /** Ids of documents that go along as files. */
  readonly documents?: readonly string[];
  /** The link of an offer for its customer: `{{links.offer}}`. */
  readonly shareId?: string;
  /** What a missing template value does. */
  readonly missing?: 'block' | 'skip' | 'empty';
  /** When it may leave; the company's window for marketing when absent. */
  readonly window?: SendWindow;
  /** It invites to a meeting, as that is when the message is planned: with its own texts, and a part for calendars. */
  readonly invite?: {
    readonly meetingId: string /** Its readers are not invited any more. */;
    readonly withdrawn?: true;
  };
  /** The message asks its readers to decide or to answer. */
  readonly approval?: ApprovalNotice;
};

/** How a send ended. `skipped` carries a reason code; `rejected` means refused for good. */
export type SendAnswer = {
  readonly outcome: 'accepted' | 'skipped' | 'rejected' | 'unknown' | 'failed';
  readonly messageIds: readonly string[];
  readonly reason?: string;
  readonly response?: string;
};

export type CallRequest = {
  readonly connection?: string;
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  readonly timeoutMs: number;
};

/** How a call of a URL ended. `rejected` is 4xx; `failed` what a retry may mend; `unknown` may have arrived. */
export type CallAnswer = {
  readonly outcome: 'accepted' | 'rejected' | 'failed' | 'unknown';
  readonly messageId: string;
  readonly status?: number;
  readonly body?: Json;
  readonly reason?: string;
};

/** What a position waits for. Whatever comes first answers; in a tie the order of `branches` wins. */
export type Wait = {
  readonly kind: 'time' | 'event' | 'runs' | 'join' | 'approval';
  readonly dueAt?: string;
  /** How `dueAt` was counted, where a change of a calendar moves it. */
  readonly plan?: WaitPlan;
  readonly branches?: readonly WaitBranch[];
  /** Events this far back count: an instant, or absent for "from the arrival on". */
  readonly since?: string;
  readonly pausedWhen?: Rule;
  /** Runs, and enrollments whose runs have not started yet. */
  readonly runs?: {
    readonly ids: readonly string[];
    readonly enrollments?: readonly string[];
    readonly mode: 'all' | 'any';
  };
  /** Id of the approval that has news when it ends, or when somebody is asked anew. */
  readonly approval?: string;
  /** Set by the leg itself for a branch that waits at a join. */
  readonly join?: { readonly mode: 'all' | 'any' | number; readonly cancelRest: boolean };
};

export type WaitBranch = {
  readonly id: string;
  readonly event?: string;
  /** With an event: a rule over it. Alone: true of the record, now or after a change. */
  readonly when?: Rule;
  /** Literal by now: any record's event with this property value counts. */
  readonly correlate?: { readonly property: string; readonly value: string | number | boolean };
};

export type WaitAnswer =
  | { readonly by: 'time'; readonly at: string }
  | { readonly by: 'approval'; readonly at: string }
  | { readonly by: 'branch'; readonly branch: string; readonly at: string; readonly event?: JsonObject }
  | {
      readonly by: 'runs';
      readonly at: string;
      /** State of each run. */
      readonly states: JsonObject;
      /** What became of enrollments that had not started. */
      readonly enrollments?: Readonly<Record<string, Settled>>;
    };

/** What became of an enrollment: its run, or why it has none. */
export type Settled = { readonly runId: string | null; readonly reason?: string };

/**
 * Yields an effect and gives its answer with the right type. Use: `const { value } = yield* ask({kind: 'evaluate', rule})`.
 * @throws StepFailure when the outside cannot do it
 */
export function* ask<K extends EffectKind>(effect: EffectOf<K>): Generator<Effect, EffectAnswers[K], unknown> {
  // The driver answers an effect of kind K with EffectAnswers[K]: the one place where this is taken on trust.
  return (yield effect) as EffectAnswers[K];
}

/** A step could not do its work. `retryable` ones follow the step's retry policy, then `error`, then an incident. */
export class StepFailure extends Error {
  readonly code: string;
  readonly retryable: boolean;
  constructor(code: string, message: string, retryable = false) {
    super(message);
    this.name = 'StepFailure';
    this.code = code;
    this.retryable = retryable;
  }
}
