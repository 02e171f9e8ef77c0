import type { JsonObject } from '../../domain/json.ts';
import type { Invitation } from '../../domain/meetings/invitation.ts';
import type { CallRequest, MessageRequest, SendAnswer } from '../../domain/steps/effect.ts';
import type { PlacedWindow } from '../../domain/time/send-window.ts';
import type { SlotTokenContent } from '../tracking/tokens.ts';
import type { LedgerChannel, MessageRow } from './message-row.ts';

/** The key of an effect: the same in every retry of its leg. */
export type EffectKey = {
  readonly runId: string;
  readonly stepId: string;
  readonly visit: number;
  readonly ordinal: number;
};

type Request = {
  readonly key: EffectKey;
  readonly workflowKey: string;
  readonly subject: { readonly type: string; readonly id: string };
  readonly fence: number;
};

/** What a message is to say, and to whom. */
export type MessageWish = {
  /** The record of the person behind the subject, with its type and id; null when there is none. */
  readonly person: JsonObject | null;
  readonly message: MessageRequest;
  /** What templates see: record, contact, owner, vars, event, steps. Links are added. */
  readonly context: JsonObject;
  /** The slot that the reader's own link opens, where the message asks somebody to decide or to answer. */
  readonly slot?: SlotTokenContent;
  readonly hold?: SendHold;
  /** The meeting that it invites to. */
  readonly invitation?: Invitation;
};

/** A window in which a message may leave. */
export type SendHold = {
  readonly window: PlacedWindow;
  /** When it opens next. */
  readonly opens: Date | 'now' | 'never';
  /** It is the company's, for marketing alone. */
  readonly marketingOnly: boolean;
};

/** A message that a run wants to send. */
export type SendRequest = Request & MessageWish;

/** A call of an address that a run wants to make. */
export type PlannedCallRequest = Request & { readonly request: CallRequest };

/**
 * What planning made of a request. `planned` is to be delivered after the commit, with its row where it was just written; `answered` and `skipped` are final:
 * the step goes on at once; `failed` is a failure of the step, with nothing reserved.
 */
export type Plan =
  | {
      readonly kind: 'planned';
      readonly messageId: string;
      readonly channel: LedgerChannel;
      readonly row?: MessageRow;
    }
  | { readonly kind: 'skipped'; readonly messageId: string; readonly reason: string }
  | { readonly kind: 'answered'; readonly messageId: string; readonly answer: SendAnswer }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };
