import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { type Person, reachOf } from '../actor.ts';
import type { Config } from '../config.ts';
import type { Queryable } from '../database.ts';
import { reachSql } from '../records/rights.ts';
import { readCompanySettings } from '../settings/company-settings.ts';
import { isWholeDays } from './whole-days.ts';
import { holidaysWithin } from './working-holidays.ts';

/** One thing that stands in the calendar of people. */
export type AgendaItem = {
  readonly kind: 'task' | 'meeting' | 'absence' | 'holiday';
  /** Of the task, interaction or absence; of a holiday its date. */
  readonly id: string;
  readonly title: string;
  /** An instant; of holidays, which have no zone, a date. */
  readonly start: string;
  /** Exclusive; absent for what has no length. */
  readonly end?: string;
  readonly allDay: boolean;
  readonly personId: string | null;
  readonly personName: string | null;
  /** What a task or meeting is about. */
  readonly recordType?: string;
  readonly recordId?: string;
  readonly state: string;
};

export type AgendaQuery = {
  readonly from: Date;
  readonly to: Date;
  /** Whose: one's own, one's team's with one's own, or everybody's within reach. */
  readonly who: 'mine' | 'team' | 'all';
};

export type Agenda = {
  readonly items: readonly AgendaItem[];
  /** There is more of a kind than is answered at once. */
  readonly truncated: boolean;
};

/** Most items of a kind in one answer. */
const mostOfAKind = 1_000;

type Row = {
  id: string;
  title: string | null;
  start: Date;
  end: Date | null;
  personId: string | null;
  personName: string | null;
  personZone: string | null;
  recordType: string | null;
  recordId: string | null;
  state: string;
};

/** Tasks by their due times, meetings, absences and the holidays of one's own calendar in a period, earliest first, as far as the reader may read them. */
export async function readAgenda(
  db: Queryable,
  presets: Pick<Config, 'zone' | 'mailFrom' | 'twilioFrom'>,
  { actor, now, ...query }: AgendaQuery & { readonly actor: Person; readonly now: Date },
): Promise<Agenda> {
  const company = await readCompanySettings(db, presets);
  const parts = await Promise.all([
    readTasks(db, actor, query),
    readMeetings(db, actor, query, now),
    readAbsences(db, actor, query, { now, zone: company.zone }),
  ]);
  const items = parts.flatMap((part) => part.slice(0, mostOfAKind));
  const holidays = await holidaysWithin(db, { actor, company, ...query });
  const sorted = [...holidays, ...items].sort((a, b) => compare(a.start, b.start) || compare(a.id, b.id));
  return { items: sorted, truncated: parts.some((part) => part.length > mostOfAKind) };
}

async function readTasks(db: Queryable, actor: Person, query: AgendaQuery): Promise<AgendaItem[]> {
  const part = partOf(actor, query, 'task');
  if (part === null) return [];
  const holder = 'coalesce(t."assigneeId", t."ownerId")';
  const rows = await db.query<Row>(
    `SELECT t.id, t.title, t."dueAt" AS start, NULL AS "end", ${holder} AS "personId", u.name AS "personName", NULL AS "personZone",
       t."relatedType" AS "recordType", t."relatedId" AS "recordId", coalesce(t.status, 'open') AS state
     FROM task t LEFT JOIN "user" u ON u.id = ${holder}
     WHERE t."dueAt" >= $1 AND t."dueAt" < $2 AND ${part.reach} AND ${part.among(holder)} ORDER BY t."dueAt", t.id LIMIT ${mostOfAKind + 1}`,
    part.params,
  );
  return rows.map((row) => itemOf('task', row));
}

/** Meetings that somebody holds or is invited to: who is invited sees when and where, whatever their reach. */
async function readMeetings(db: Queryable, actor: Person, query: AgendaQuery, now: Date): Promise<AgendaItem[]> {
  const part = partOf(actor, query, 'interaction');
  if (part === null) return [];
  const invited = (test: string) =>
    `EXISTS (SELECT 1 FROM jsonb_array_elements(CASE jsonb_typeof(t.attendees) WHEN 'array' THEN t.attendees ELSE '[]' END) a WHERE ${test})`;
  const me = part.bind(actor.userId);
  const until = `(t.at + make_interval(mins => least(coalesce(t."durationMinutes", 0), ${longestMeeting})))`;
  const rows = await db.query<Row>(
    `SELECT t.id, t.title, t.at AS start, CASE WHEN t."durationMinutes" > 0 THEN ${until} END AS "end", t."ownerId" AS "personId",
       u.name AS "personName", NULL AS "personZone", t."relatedType" AS "recordType", t."relatedId" AS "recordId",
       coalesce(t.status, CASE WHEN ${until} <= ${part.bind(now)}::timestamptz THEN 'held' ELSE 'planned' END) AS state
     FROM interaction t LEFT JOIN "user" u ON u.id = t."ownerId"
     WHERE t.kind = 'meeting' AND t.at >= $1::timestamptz - interval '${longestMeeting} minutes' AND t.at < $2
       AND (t.at >= $1 OR ${until} > $1) AND (${part.reach} OR ${invited(`a->>'id' = ${me}`)})
       AND (${part.among('t."ownerId"')} OR ${invited(part.among(`a->>'id'`, 'text'))}) ORDER BY t.at, t.id LIMIT ${mostOfAKind + 1}`,
    part.params,
  );
  return rows.map((row) => itemOf('meeting', row));
}

/** In minutes: what is longer is shown as this long. */
const longestMeeting = 7 * 1440;

async function readAbsences(
  db: Queryable,
  actor: Person,
  query: AgendaQuery,
  { now, zone }: { now: Date; zone: string },
): Promise<AgendaItem[]> {
  const reach = reachOf(actor, 'absence:read');
  if (reach === null) return [];
  const params: unknown[] = [query.from, query.to, now];
  const bind = (value: unknown) => `$${params.push(value)}`;
  const within = whoseSql(actor, reach, bind);
  const rows = await db.query<Row>(
    `SELECT a.id, a.note AS title, a."from" AS start, a.until AS "end", a."userId" AS "personId", u.name AS "personName", u.zone AS "personZone",
       NULL AS "recordType", NULL AS "recordId", CASE WHEN a.until <= $3 THEN 'over' WHEN a."from" <= $3 THEN 'running' ELSE 'planned' END AS state
     FROM absence a LEFT JOIN "user" u ON u.id = a."userId"
     WHERE a.until > $1 AND a."from" < $2 AND ${within('a."userId"')} AND ${whoseSql(actor, whoseScope[query.who], bind)('a."userId"')}
     ORDER BY a."from", a.id LIMIT ${mostOfAKind + 1}`,
    params,
  );
  return rows.map((row) => ({
    ...itemOf('absence', { ...row, title: row.title ?? row.personName }),
    allDay: isWholeDays(row.start, row.end, row.personZone ?? zone),
  }));
}

const whoseScope = { mine: 'own', team: 'team', all: 'all' } as const;

/** What a kind of record is narrowed by: the period (`$1`, `$2`), the reader's reach, and whose is asked for. Null without a right. */
function partOf(actor: Person, { from, to, who }: AgendaQuery, type: RecordTypeKey) {
  const params: unknown[] = [from, to];
  const bind = (value: unknown) => `$${params.push(value)}`;
  const reach = reachSql({
    actor,
    action: 'read',
    type,
    column: (name) => `t."${name}"`,
    bind: (id) => `${bind(id)}::uuid`,
  });
  return reach === null ? null : { reach, params, bind, among: whoseSql(actor, whoseScope[who], bind) };
}

/** A condition on the column of a user. */
function whoseSql(
  { userId, teamId }: Person,
  scope: 'own' | 'team' | 'all',
  bind: (value: unknown) => string,
): (column: string, as?: 'uuid' | 'text') => string {
  return (column, as = 'uuid') => {
    if (scope === 'all') return 'true';
    const own = `${column} = ${bind(userId)}::${as}`;
    if (scope === 'own' || teamId === null) return own;
    return `(${own} OR ${column} IN (SELECT id::${as} FROM "user" WHERE "teamId" = ${bind(teamId)}::uuid))`;
  };
}

function itemOf(kind: AgendaItem['kind'], row: Row): AgendaItem {
  const { id, title, start, end, personId, personName, recordType, recordId, state } = row;
  return {
    kind,
    id,
    title: title ?? '',
    start: start.toISOString(),
    ...(end === null ? {} : { end: end.toISOString() }),
    allDay: false,
    personId,
    personName,
    ...(recordType === null || recordId === null ? {} : { recordType, recordId }),
    state,
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
