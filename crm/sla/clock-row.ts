import type { ClockState } from '../../domain/sla/clock.ts';
import type { KeptClock } from '../../domain/sla/keep-clock.ts';
import type { Mark } from '../../domain/sla/marks.ts';
import type { Queryable, Tx } from '../database.ts';
import { rowSet } from '../row-set.ts';
import { announce } from '../stream/announce.ts';

/** A clock as it is stored, with whose it is. */
export type ClockRow = {
  readonly id: string;
  readonly recordType: string;
  readonly recordId: string;
  readonly policyKey: string | null;
  readonly clockKey: string | null;
  readonly runId: string | null;
  readonly stepId: string | null;
  readonly visit: number | null;
  readonly kind: 'first-response' | 'next-response' | 'resolve' | 'custom';
  readonly name: string;
  readonly calendar: string;
  readonly kept: KeptClock;
  /** Which of its targets counts; -1 for none of them. */
  readonly targetRow: number;
  readonly marks: readonly Mark[];
  readonly breachedAt: number | null;
  /** When it comes to its next mark, and to its target (ms), as it runs now. */
  readonly nextAt: number | null;
  readonly dueAt: number | null;
  /** Number of the last event of its record that was taken into account. */
  readonly seenSeq: number;
};

type StoredClock = Omit<ClockRow, 'kept' | 'breachedAt' | 'nextAt' | 'dueAt'> & {
  readonly state: ClockState;
  readonly target: number;
  readonly consumed: number;
  readonly since: Date | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly breachedAt: Date | null;
  readonly nextAt: Date | null;
  readonly dueAt: Date | null;
  readonly passed: readonly string[];
};

const ms = (time: Date | null) => time?.getTime() ?? null;
const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString());

function readRow(row: StoredClock): ClockRow {
  const { state, target, consumed, since, startedAt, endedAt, breachedAt, nextAt, dueAt, passed, ...rest } = row;
  const clock = { state, target, consumed, since: ms(since), startedAt: startedAt.getTime(), endedAt: ms(endedAt) };
  return { ...rest, kept: { clock, passed }, breachedAt: ms(breachedAt), nextAt: ms(nextAt), dueAt: ms(dueAt) };
}

/** Clocks that a condition over `sla_clock c` means, by id. */
export async function readClocks(
  db: Queryable,
  condition: string,
  params: readonly unknown[],
  { limit }: { limit: number },
): Promise<ClockRow[]> {
  const rows = await db.query<StoredClock>(
    `SELECT c.* FROM sla_clock c WHERE ${condition} ORDER BY c.id LIMIT ${limit}`,
    [...params],
  );
  return rows.map(readRow);
}

/** Clocks that a condition over `sla_clock c` means, locked until the transaction ends. */
export async function lockClocks(
  tx: Tx,
  condition: string,
  params: readonly unknown[],
  { limit, skip = false }: { limit?: number; skip?: boolean } = {},
): Promise<ClockRow[]> {
  const rows = await tx.query<StoredClock>(
    `SELECT c.* FROM sla_clock c WHERE ${condition} ORDER BY c.id ${limit === undefined ? '' : `LIMIT ${limit}`} FOR UPDATE ${skip ? 'SKIP LOCKED' : ''}`,
    [...params],
  );
  return rows.map(readRow);
}

const columns = rowSet({
  id: 'uuid',
  recordType: 'text',
  recordId: 'uuid',
  policyKey: 'text',
  clockKey: 'text',
  runId: 'uuid',
  stepId: 'text',
  visit: 'int',
  kind: 'text',
  name: 'text',
  calendar: 'text',
  state: 'text',
  target: 'bigint',
  consumed: 'bigint',
  since: 'timestamptz',
  startedAt: 'timestamptz',
  endedAt: 'timestamptz',
  breachedAt: 'timestamptz',
  targetRow: 'int',
  marks: 'jsonb',
  passed: 'jsonb',
  nextAt: 'timestamptz',
  dueAt: 'timestamptz',
  seenSeq: 'bigint',
});
const names = `id, "recordType", "recordId", "policyKey", "clockKey", "runId", "stepId", visit, kind, name, calendar, state, target, consumed, since,
  "startedAt", "endedAt", "breachedAt", "targetRow", marks, passed, "nextAt", "dueAt", "seenSeq"`;

/** Writes clocks as they are by now, new ones and known ones, and tells live views. */
export async function saveClocks(db: Queryable, rows: readonly ClockRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db.query(
    `INSERT INTO sla_clock (${names}) SELECT ${names} FROM ${columns.from('$1')} AS c
     ON CONFLICT (id) DO UPDATE SET "policyKey" = excluded."policyKey", "clockKey" = excluded."clockKey", name = excluded.name,
       calendar = excluded.calendar, state = excluded.state, target = excluded.target, consumed = excluded.consumed, since = excluded.since,
       "endedAt" = excluded."endedAt", "breachedAt" = excluded."breachedAt", "targetRow" = excluded."targetRow", marks = excluded.marks,
       passed = excluded.passed, "nextAt" = excluded."nextAt", "dueAt" = excluded."dueAt", "seenSeq" = excluded."seenSeq"`,
    [columns.of(rows.map(storedOf))],
  );
  await announce(
    db,
    'clock',
    rows.map(({ id, recordType, recordId }) => ({ id, recordType, recordId })),
  );
}

function storedOf({ kept: { clock, passed }, ...row }: ClockRow) {
  return {
    ...row,
    state: clock.state,
    target: clock.target,
    consumed: clock.consumed,
    since: iso(clock.since),
    startedAt: iso(clock.startedAt),
    endedAt: iso(clock.endedAt),
    passed,
    breachedAt: iso(row.breachedAt),
    nextAt: iso(row.nextAt),
    dueAt: iso(row.dueAt),
  };
}
