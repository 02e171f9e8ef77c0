import type { MessageState } from '../../domain/sending/message-state.ts';
import type { Queryable } from '../database.ts';
import type { LedgerChannel } from './message-row.ts';

export type MessageCount = { readonly channel: LedgerChannel; readonly state: MessageState; readonly count: number };

/** Messages planned since a time, by channel and state. */
export function countRecent(db: Queryable, since: Date): Promise<MessageCount[]> {
  return db.query<MessageCount>(
    'SELECT channel, state, count(*) AS count FROM message WHERE "createdAt" > $1 GROUP BY channel, state',
    [since],
  );
}

/** Messages of any age that somebody may have to look at: deferred, unknown. */
export function countDoubtful(db: Queryable): Promise<MessageCount[]> {
  return db.query<MessageCount>(
    `SELECT channel, state, count(*) AS count FROM message WHERE doubtful GROUP BY channel, state`,
  );
}
