import type { Json } from '../../domain/json.ts';
import type { Database, Queryable, Tx } from '../database.ts';
import { readSetting, writeSetting } from '../settings/stored-setting.ts';
import { raiseIncidents } from './incidents.ts';
import { isRestored, lockPause, pauseAll } from './pause-all.ts';

/** What carriers know that the rows do not: some of them, and until when they had seen their runs go on. */
export type Gap = { readonly carriers: readonly string[]; readonly seenUntil: Date };

const releasedKey = 'restore.released';

/**
 * The rows say less than carriers have seen: the database was restored from a backup, and what was sent since would be
 * sent once more. Everything is paused and one incident of the kind `restore` reports the gap; closing it lets everything
 * go on. A gap that lies before the last such release is known and changes nothing.
 * @returns whether this was news
 */
export function holdRestored(db: Database, { carriers, seenUntil }: Gap): Promise<boolean> {
  return db.transaction(async (tx) => {
    await lockPause(tx);
    if (seenUntil <= (await releasedAt(tx)) || (await isRestored(tx))) return false;
    await pauseAll(tx, true);
    const details = { rowsUntil: await lastChange(tx), seenUntil: seenUntil.toISOString(), carriers: [...carriers] };
    await raiseIncidents(tx, [{ kind: 'restore', code: 'database-restored', message: explain(details), details }]);
    return true;
  });
}

/** Until when gaps are known and accepted. */
export async function releasedAt(db: Queryable): Promise<Date> {
  return new Date((await readSetting<string>(db, releasedKey)) ?? 0);
}

/** An operator accepts the gap: everything goes on from what the rows say. Call `notifyCarriers` after the commit. */
export async function releaseRestored(tx: Tx, now: Date): Promise<void> {
  await writeSetting(tx, releasedKey, now.toISOString());
  await pauseAll(tx, false);
}

async function lastChange(tx: Tx): Promise<string | null> {
  const [row] = await tx.query<{ at: Date | null }>(
    `SELECT GREATEST((SELECT "createdAt" FROM event ORDER BY id DESC LIMIT 1), (SELECT max("createdAt") FROM message)) AS at`,
  );
  return row?.at?.toISOString() ?? null;
}

function explain({ rowsUntil, seenUntil }: { readonly rowsUntil: Json; readonly seenUntil: string }): string {
  return [
    `Runs had gone on until ${seenUntil}, and the database does not know of it: it ends at ${rowsUntil ?? 'its first row'} and was restored from a backup.`,
    'Whatever was sent in between would be sent again, so everything is paused. Compare with the logs of your providers, cancel the runs that',
    'must not go on, then close this incident: everything goes on from what the database says.',
  ].join(' ');
}
