import type { Json } from '../../domain/json.ts';
import type { LedgerEntry } from '../../domain/sending/answers.ts';
import type { MessageClass } from '../../domain/sending/message-class.ts';
import type { MessageState } from '../../domain/sending/message-state.ts';
import type { CallRequest } from '../../domain/steps/effect.ts';
import type { PlacedWindow } from '../../domain/time/send-window.ts';

/** Channels of the ledger; `app` is a user's notification, `webhook` a call of an address. */
export type LedgerChannel = 'email' | 'sms' | 'webhook' | 'app';

/** What of a message has no column of its own. */
export type MessagePayload = {
  /** Sender: an address, or a name and an address. */
  readonly from?: string;
  readonly toName?: string;
  /** Message-ID of a mail, Idempotency-Key of a call: the same on every attempt. */
  readonly key: string;
  /** List-ID of marketing mail. */
  readonly listId?: string;
  readonly preheader?: string;
  /** Addresses that the counted links lead to, by the index in their tokens; absent where nothing is counted. */
  readonly links?: readonly string[];
  /** Opens are counted. */
  readonly pixel?: true;
  /** Ids of documents that go along as files. */
  readonly documents?: readonly string[];
  /** The link of an offer that it brings: `offer_share`. */
  readonly shareId?: string;
  /** Of a call. */
  readonly request?: CallRequest;
  /** What a called address answered. */
  readonly response?: { readonly status: number; readonly body: Json };
  /** When it may leave: outside it is held, also when its time has come late. */
  readonly window?: PlacedWindow;
  /** When its window was to open, ISO: what is tried again counts from then. */
  readonly heldUntil?: string;
  /** The part that calendars read. */
  readonly calendar?: { readonly method: 'REQUEST' | 'CANCEL'; readonly content: string };
  /** Hand-overs that were deferred so far. */
  readonly tries?: number;
  /** The user who wrote it: it is a letter, not an automatic mail. */
  readonly author?: string;
  /** Mails that it answers, as header fields. */
  readonly headers?: { readonly 'In-Reply-To'?: string; readonly References?: string };
  /** Somebody tries a template: it is about nobody, and nothing that is learned about it starts anything. */
  readonly test?: true;
  /** The approval that a notification is about. */
  readonly approval?: string;
};

/** A row of the ledger as the functions of this folder read it. */
export type MessageRow = {
  readonly id: string;
  readonly channel: LedgerChannel;
  readonly state: MessageState;
  readonly reason: string | null;
  readonly class: MessageClass;
  readonly topic: string | null;
  readonly to: string;
  readonly subject: string | null;
  readonly body: string | null;
  readonly html: string | null;
  readonly payload: MessagePayload | null;
  readonly recordType: string | null;
  readonly recordId: string | null;
  readonly personType: string | null;
  readonly personId: string | null;
  readonly runId: string | null;
  readonly stepId: string | null;
  readonly visit: number | null;
  readonly ordinal: number | null;
  readonly attempt: number;
  readonly workflowKey: string | null;
  readonly campaign: string | null;
  readonly template: string | null;
  readonly provider: string | null;
  readonly providerId: string | null;
  readonly response: string | null;
  readonly fence: number | null;
  readonly dueAt: Date | null;
  readonly handOffAt: Date | null;
  readonly leaseUntil: Date | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
};

const columns = [
  'id',
  'channel',
  'state',
  'reason',
  'class',
  'topic',
  'to',
  'subject',
  'body',
  'html',
  'payload',
  'recordType',
  'recordId',
  'personType',
  'personId',
  'runId',
  'stepId',
  'visit',
  'ordinal',
  'attempt',
  'workflowKey',
  'campaign',
  'template',
  'provider',
  'providerId',
  'response',
  'fence',
  'dueAt',
  'handOffAt',
  'leaseUntil',
  'createdAt',
  'sentAt',
] as const satisfies readonly (keyof MessageRow)[];

/** The columns of `MessageRow`, of the table named `m`. */
export const messageColumns = messageColumnsWith({});

/** The same with other SQL for some of them. */
export function messageColumnsWith(others: { readonly [C in keyof MessageRow]?: string }): string {
  return columns.map((column) => `${others[column] ?? `m."${column}"`} AS "${column}"`).join(', ');
}

/** What of a row its step is told. */
export function ledgerEntry(row: MessageRow): LedgerEntry {
  return {
    id: row.id,
    state: row.state,
    reason: row.reason,
    response: row.response,
    answer: row.payload?.response ?? null,
  };
}
