import { type RecordTypeKey, recordTypeKeys, recordTypes } from '../../domain/records/record-types.ts';
import type { ClockKind } from '../../domain/sla/policy.ts';
import type { Calendars } from '../../domain/time/calendar.ts';
import type { Actor } from '../actor.ts';
import type { Queryable } from '../database.ts';
import { readRecords } from '../records/read.ts';
import { aboutReadable } from '../records/readable.ts';
import { byTimeLeft, type CountedClock } from './by-time-left.ts';
import { type ClockViewRow, clockView, shownState } from './clock-view.ts';

export const boardStates = ['at-risk', 'breached', 'paused', 'running'] as const;
export type BoardState = (typeof boardStates)[number];

export type BoardFilter = {
  readonly type?: RecordTypeKey | undefined;
  readonly team?: string | undefined;
  /** Id of a user; `none` for records without an owner. */
  readonly owner?: string | undefined;
  readonly queue?: string | undefined;
  readonly policy?: string | undefined;
  readonly kind?: ClockKind | undefined;
};

export type BoardQuestion = {
  readonly actor: Actor;
  readonly filter: BoardFilter;
  readonly now: Date;
};

/**
 * Ids of the open clocks of records that the reader may see: running ones with the least working time left first, then those that stand,
 * in the same order. All of them are compared, as one that is due later in its calendar may have less left than one of another.
 */
export async function orderBoard(
  db: Queryable,
  { state, calendars, ...question }: BoardQuestion & { state?: BoardState | undefined; calendars: Calendars },
): Promise<readonly string[]> {
  const open = openClocks(question);
  const stateIs = state === undefined ? 'true' : `${shownState('$1')} = '${state}'`;
  // The time, which only a state asks for, has to stand somewhere for its type to be known.
  const all = await db.query<CountedClock>(
    `SELECT c.id, c.calendar, c.target, c.consumed, c.since, $1::timestamptz AS at FROM sla_clock c WHERE ${open.sql} AND ${stateIs}`,
    open.params,
  );
  return byTimeLeft(all, { calendars, now: question.now });
}

/** Clocks as the board shows them, in the order of their ids. */
export async function showBoard(
  db: Queryable,
  ids: readonly string[],
  { calendars, now }: { calendars: Calendars; now: Date },
) {
  const rows = await db.query<ClockViewRow>(
    `SELECT c.*, ${shownState('$1')} AS shown FROM unnest($2::uuid[]) WITH ORDINALITY AS i(id, n) JOIN sla_clock c ON c.id = i.id ORDER BY i.n`,
    [now, ids],
  );
  const records = await recordsOf(db, rows);
  return rows.map((row) => ({
    ...titleOf(records.get(row.recordId) ?? {}),
    ...clockView(row, { calendars, now }),
  }));
}

/** How many clocks of the board are in each state. */
export async function countBoard(db: Queryable, question: BoardQuestion): Promise<Record<BoardState, number>> {
  const open = openClocks(question);
  const rows = await db.query<{ shown: BoardState; n: number }>(
    `SELECT ${shownState('$1')} AS shown, count(*)::int AS n FROM sla_clock c WHERE ${open.sql} GROUP BY 1`,
    open.params,
  );
  const counts = { 'at-risk': 0, breached: 0, paused: 0, running: 0 };
  for (const { shown, n } of rows) counts[shown] = n;
  return counts;
}

/** Open clocks that a question is about; `$1` is the time. */
function openClocks({ actor, filter, now }: BoardQuestion): { readonly sql: string; readonly params: unknown[] } {
  const { type, team, owner, queue, policy, kind } = filter;
  const params: unknown[] = [now];
  const bind = (value: unknown) => `$${params.push(value)}`;
  const parts = ['c."endedAt" IS NULL'];
  if (type !== undefined) parts.push(`c."recordType" = ${bind(type)}`);
  if (policy !== undefined) parts.push(`c."policyKey" = ${bind(policy)}`);
  if (kind !== undefined) parts.push(`c.kind = ${bind(kind)}`);
  if (team !== undefined) parts.push(ofRecord('teamId', `= ${bind(team)}::uuid`));
  if (owner !== undefined) parts.push(ofRecord('ownerId', owner === 'none' ? 'IS NULL' : `= ${bind(owner)}::uuid`));
  if (queue !== undefined) parts.push(ofRecord('queue', `= ${bind(queue)}`, ['case', 'task']));
  const reach = aboutReadable(actor, { type: 'c."recordType"', id: 'c."recordId"', first: params.length + 1 });
  return { sql: [...parts, reach.sql].join(' AND '), params: [...params, ...reach.params] };
}

/** That a column of the clock's record is so, whatever its type. */
function ofRecord(column: string, is: string, types: readonly RecordTypeKey[] = recordTypeKeys): string {
  const parts = types.map(
    (type) =>
      `(c."recordType" = '${type}' AND EXISTS (SELECT 1 FROM "${recordTypes[type].table}" s WHERE s.id = c."recordId" AND s."${column}" ${is}))`,
  );
  return `(${parts.join(' OR ')})`;
}

type Shown = Readonly<Record<string, unknown>>;

async function recordsOf(db: Queryable, rows: readonly ClockViewRow[]): Promise<ReadonlyMap<string, Shown>> {
  const found = new Map<string, Shown>();
  for (const type of new Set(rows.map(({ recordType }) => recordType))) {
    const ids = rows.filter(({ recordType }) => recordType === type).map(({ recordId }) => recordId);
    for (const [id, record] of await readRecords(db, type, [...new Set(ids)])) found.set(id, record);
  }
  return found;
}

const textOr = (value: unknown) => (typeof value === 'string' ? value : null);
const numberOr = (value: unknown) => (typeof value === 'number' ? value : null);

/** What a board says of a record beside its clock. */
function titleOf(record: Shown) {
  return {
    number: textOr(record.number),
    title: textOr(record.title),
    priority: textOr(record.priority),
    status: textOr(record.status),
    queue: textOr(record.queue),
    escalationLevel: numberOr(record.escalationLevel),
    ownerId: textOr(record.ownerId),
    recordVersion: numberOr(record.version),
  };
}
