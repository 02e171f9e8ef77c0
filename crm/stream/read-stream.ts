import type { Queryable } from '../database.ts';
import { keptForMinutes, type StreamItem, type StreamKind } from './announce.ts';

/** A place in the stream: transaction, number and when it was read (seconds since 1970), as text `xid.seq.time`. */
export type StreamPlace = string;
export type StreamEntry = {
  readonly place: StreamPlace;
  readonly kind: StreamKind;
  readonly items: readonly StreamItem[];
};

const batch = 200;

/** Where the stream stands now: everything that commits from here on comes after it. */
export async function currentPlace(db: Queryable, now: Date): Promise<StreamPlace> {
  const [row] = await db.query<{ xmin: string }>('SELECT (pg_snapshot_xmin(pg_current_snapshot()))::text AS xmin');
  return placeOf({ xid: row?.xmin ?? '0', seq: 0 }, now);
}

/**
 * The next entries after a place. Numbers are not given in the order of commits, so entries are read in the order of their
 * transactions, and only those older than every transaction still open: nothing can slip in before them later.
 */
export async function readStream(db: Queryable, after: StreamPlace, now: Date): Promise<StreamEntry[]> {
  const [xid = '0', seq = '0'] = after.split('.');
  const rows = await db.query<{ xid: string; seq: number; kind: StreamKind; items: StreamItem[] }>(
    `SELECT xid::text AS xid, seq, kind, items FROM stream_entry
     WHERE (xid, seq) > ($1::xid8, $2::bigint) AND xid < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY xid, seq LIMIT ${batch}`,
    [xid, seq],
  );
  return rows.map(({ kind, items, ...at }) => ({ place: placeOf(at, now), kind, items }));
}

/** Whether everything after a place is still kept; also false for what is no place, as clients may send anything. */
export function isResumable(place: string, now: Date): boolean {
  const [, seconds] = /^\d{1,19}\.\d{1,18}\.(\d{1,12})$/.exec(place) ?? [];
  return seconds !== undefined && now.getTime() / 1000 - Number(seconds) < (keptForMinutes - 1) * 60;
}

function placeOf({ xid, seq }: { xid: string; seq: number }, now: Date): StreamPlace {
  return `${xid}.${seq}.${Math.floor(now.getTime() / 1000)}`;
}
