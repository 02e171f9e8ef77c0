import type { ErrorCode, Issue } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';

/** Something that happened, as a caller reports it. */
export type IncomingEvent = {
  /** The caller's own id: reported again, it is the same event. */
  readonly id?: string;
  readonly type: string;
  /** ISO 8601; default now. */
  readonly at?: string;
  /** Links every lead and contact that has this address. */
  readonly email?: string;
  /** Links every lead and contact that has this number, in E.164. */
  readonly phone?: string;
  readonly contactId?: string;
  readonly recordType?: string;
  readonly recordId?: string;
  readonly properties?: JsonObject;
};

/** What became of a reported event; `links` are the records it is about. */
export type AcceptResult =
  | {
      readonly kind: 'accepted';
      readonly eventId: string;
      readonly duplicate: boolean;
      readonly links: readonly RecordKey[];
    }
  | { readonly kind: 'issues'; readonly code: ErrorCode; readonly issues: readonly Issue[] };
