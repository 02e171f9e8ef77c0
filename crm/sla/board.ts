import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { remainingAt } from '../../domain/sla/clock.ts';
import type { Calendars } from '../../domain/time/calendar.ts';
import type { Actor } from '../actor.ts';
import type { Queryable } from '../database.ts';
import { readRecords } from '../records/read.ts';
import { aboutReadable } from '../records/readable.ts';

export const boardStates = ['at-risk', 'breached', 'paused', 'running'] as const;
export type BoardState = (typeof boardStates)[number];

export type BoardQuestion = {
  readonly actor: Actor;
  readonly state?: BoardState | undefined;
  readonly type?: RecordTypeKey | undefined;
  readonly team?: string | undefined;
  readonly calendars: Calendars;
  readonly now: Date;
  readonly limit: number;
};

type Row = {
  readonly id: string;
  readonly recordType: RecordTypeKey;
  readonly recordId: string;
  readonly kind: string;
  readonly name: string;
  readonly policyKey: string | null;
  readonly runId: string | null;
  readonly calendar: string;
  readonly state: 'running' | 'paused';
  readonly target: number;
  readonly consumed: number;
  readonly since: Date | null;
  readonly startedAt: Date;
  readonly dueAt: Date | null;
  readonly breachedAt: Date | null;
  readonly atRisk: boolean;
};

/** What a clock that has passed a mark, or has an hour left by the wall clock, is: at risk. */
const atRisk = `(c.state = 'running' AND c."breachedAt" IS NULL AND (c.passed <> '[]' OR c."dueAt" < $1::timestamptz + interval '1 hour'))`;

const conditions: { readonly [S in BoardState]: string } = {
  'at-risk': atRisk,
  breached: 'c."breachedAt" IS NOT NULL',
  paused: `c.state = 'paused'`,
  running: `c.state = 'running'`,
};

/** Open clocks of records that the reader may see, those with the least working time left first; paused ones after the running ones. */
export async function readBoard(db: Queryable, question: BoardQuestion) {
  const { actor, state, type, team, calendars, now, limit } = question;
  const reach = aboutReadable(actor, { type: 'c."recordType"', id: 'c."recordId"', first: 5 });
  const rows = await db.query<Row>(
    `SELECT c.*, ${atRisk} AS "atRisk" FROM sla_clock c
     WHERE c."endedAt" IS NULL AND ${state === undefined ? 'true' : conditions[state]} AND ($2::text IS NULL OR c."recordType" = $2) AND ${reach.sql}
       AND ($3::uuid IS NULL OR EXISTS (SELECT 1 FROM "case" s WHERE s.id = c."recordId" AND s."teamId" = $3)
         OR EXISTS (SELECT 1 FROM "lead" s WHERE s.id = c."recordId" AND s."teamId" = $3)
         OR EXISTS (SELECT 1 FROM "deal" s WHERE s.id = c."recordId" AND s."teamId" = $3))
     ORDER BY c."dueAt" NULLS LAST, c.target - c.consumed, c.id LIMIT $4`,
    [now, type ?? null, team ?? null, limit, ...reach.params],
  );
  const titles = await titlesOf(db, rows);
  return rows.map((row) => boardItem(row, { title: titles.get(row.recordId) ?? {}, calendars, now }));
}

async function titlesOf(db: Queryable, rows: readonly Row[]) {
  const found = new Map<
    string,
    { number?: unknown; title?: unknown; priority?: unknown; status?: unknown; ownerId?: unknown }
  >();
  for (const type of new Set(rows.map(({ recordType }) => recordType))) {
    const ids = rows.filter(({ recordType }) => recordType === type).map(({ recordId }) => recordId);
    for (const [id, record] of await readRecords(db, type, ids)) found.set(id, record);
  }
  return found;
}

type Titled = {
  readonly title: { number?: unknown; title?: unknown; priority?: unknown; status?: unknown; ownerId?: unknown };
  readonly calendars: Calendars;
  readonly now: Date;
};
const textOr = (value: unknown) => (typeof value === 'string' ? value : null);

function boardItem(row: Row, { title, calendars, now }: Titled) {
  const calendar = calendars[row.calendar];
  const clock = {
    state: row.state,
    target: row.target,
    consumed: row.consumed,
    since: row.since?.getTime() ?? null,
    startedAt: row.startedAt.getTime(),
    endedAt: null,
  };
  const remaining = calendar ? remainingAt(clock, now.getTime(), calendar) : row.target - row.consumed;
  return {
    id: row.id,
    recordType: row.recordType,
    recordId: row.recordId,
    number: textOr(title.number),
    title: textOr(title.title),
    priority: textOr(title.priority),
    status: textOr(title.status),
    ownerId: textOr(title.ownerId),
    kind: row.kind,
    name: row.name,
    policy: row.policyKey,
    runId: row.runId,
    calendar: row.calendar,
    state: row.breachedAt !== null ? ('breached' as const) : row.atRisk ? ('at-risk' as const) : row.state,
    targetSeconds: Math.round(row.target / 1000),
    remainingSeconds: Math.round(remaining / 1000),
    startedAt: row.startedAt.toISOString(),
    dueAt: row.dueAt?.toISOString() ?? null,
    breachedAt: row.breachedAt?.toISOString() ?? null,
  };
}
