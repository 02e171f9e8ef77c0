import type { JsonObject } from '../../domain/json.ts';
import type { Queryable } from '../database.ts';

const streamKinds = ['run', 'incident', 'settings', 'approval', 'clock', 'task'] as const;
export type StreamKind = (typeof streamKinds)[number];

/** What changed, told to who is looking: at least its id. */
export type StreamItem = JsonObject & { readonly id: string };

/** Tells live views what changed, in the transaction of the change: one row for all of its items. */
export async function announce(tx: Queryable, kind: StreamKind, items: readonly StreamItem[]): Promise<void> {
  if (items.length === 0) return;
  await tx.query('INSERT INTO stream_entry (kind, items) VALUES ($1, $2::jsonb)', [kind, JSON.stringify(items)]);
}

/** Entries are kept this long: whoever was away for longer is told to look at everything again. */
export const keptForMinutes = 60;

/** Forgets old entries; call now and then. */
export async function forgetOldEntries(db: Queryable): Promise<void> {
  await db.query(`DELETE FROM stream_entry WHERE "createdAt" < now() - interval '${keptForMinutes} minutes'`);
}
