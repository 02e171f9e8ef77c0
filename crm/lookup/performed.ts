import { DateTime, Duration } from 'luxon';
import type { Json, JsonObject } from '../../domain/json.ts';
import { type CompiledRule, compileRule } from '../../domain/logic/compile.ts';
import { isTooCostly } from '../../domain/logic/limits.ts';
import type { LookupSlot } from '../../domain/logic/slots.ts';
import { truthy } from '../../domain/logic/values.ts';
import type { Queryable } from '../database.ts';
import { linksOf, propertiesOf } from '../events/links-of-events.ts';
import type { LookupSubject } from './look-up.ts';

type PerformedSlot = Extract<LookupSlot, { kind: 'performed' }>;
type Found = { n: number; type: string; at: Date; properties: JsonObject };

/** Whether each subject, or its person, has done one of the events often enough. One query for all of them. */
export async function lookUpPerformed(
  db: Queryable,
  slot: PerformedSlot,
  subjects: readonly LookupSubject[],
): Promise<boolean[]> {
  const since = await sinceOf(db, slot, subjects);
  const asked = subjects.map(({ key, person, run }, n) => ({
    n,
    since: since[n] ?? null,
    runId: run?.id ?? null,
    a: key.id,
    b: person?.id ?? key.id,
  }));
  const ids = [...new Set(asked.flatMap(({ a, b }) => [a, b]))];
  const from = `
    FROM jsonb_to_recordset($1::jsonb) AS q(n int, since timestamptz, "runId" text, a uuid, b uuid)
    JOIN ${linksOf(slot.events)} l ON l."recordId" = ANY($4::uuid[]) AND l."recordId" IN (q.a, q.b) AND l.type = ANY($2::text[])
      AND (q.since IS NULL OR l.at >= q.since) AND ($3 OR NOT l.bot)
    ${slot.step === undefined ? '' : `JOIN event e ON e.id = l."eventId" AND e.properties->>'stepId' = $5 AND e.properties->>'runId' = q."runId"`}`;
  const params = [JSON.stringify(asked), slot.events, slot.bots, ids, ...(slot.step === undefined ? [] : [slot.step])];
  const counts = await (slot.where === undefined
    ? countAll(db, from, params)
    : countHeld(db, { from, params, where: slot.where }));
  return subjects.map((_, n) => (counts.get(n) ?? 0) >= slot.count);
}

type Counts = ReadonlyMap<number, number>;

async function countAll(db: Queryable, from: string, params: readonly unknown[]): Promise<Counts> {
  const rows = await db.query<{ n: number; count: number }>(
    `SELECT q.n, count(DISTINCT l."eventId")::int AS count ${from} GROUP BY q.n`,
    params,
  );
  return new Map(rows.map(({ n, count }) => [n, count]));
}

/** Counts the events for which a rule over them holds; one that carries more than a rule may look at does not count. */
async function countHeld(
  db: Queryable,
  { from, params, where }: { from: string; params: readonly unknown[]; where: Json },
): Promise<Counts> {
  const rows = await db.query<Found>(
    `SELECT o.n, e.type, e.at, ${propertiesOf('e')} AS properties FROM (SELECT DISTINCT q.n, l."eventId" ${from}) o JOIN event e ON e.id = o."eventId"`,
    params,
  );
  const rule = compileRule(where);
  const counts = new Map<number, number>();
  for (const { n, type, at, properties } of rows)
    if (holds(rule, { event: { type, at: at.toISOString(), properties } })) counts.set(n, (counts.get(n) ?? 0) + 1);
  return counts;
}

function holds(rule: CompiledRule, data: object): boolean {
  try {
    return truthy(rule.evaluate(data));
  } catch (error) {
    if (isTooCostly(error)) return false;
    throw error;
  }
}

/** From when on events count, ISO: the later of `within` and `since`. */
async function sinceOf(
  db: Queryable,
  slot: PerformedSlot,
  subjects: readonly LookupSubject[],
): Promise<(string | null)[]> {
  const within = (now: Date) =>
    slot.within === undefined
      ? null
      : DateTime.fromJSDate(now, { zone: 'utc' }).minus(Duration.fromISO(slot.within)).toJSDate().toISOString();
  const starts = await startsOf(db, slot, subjects);
  return subjects.map(({ now }, n) => {
    const bounds = [within(now), starts[n] ?? null].filter((bound) => bound !== null);
    return bounds.sort().at(-1) ?? null;
  });
}

async function startsOf(
  db: Queryable,
  { since }: PerformedSlot,
  subjects: readonly LookupSubject[],
): Promise<(string | null)[]> {
  if (since === undefined) return [];
  // Before there is a run nothing has happened since.
  if (since === 'run') return subjects.map(({ run, now }) => run?.startedAt ?? now.toISOString());
  const ids = subjects.flatMap(({ run }) => run?.id ?? []);
  const rows = await db.query<{ runId: string; startedAt: Date }>(
    `
    SELECT DISTINCT ON (s."runId") s."runId", s."startedAt" FROM (
      SELECT "runId", "startedAt" FROM run_step WHERE "runId" = ANY($1::uuid[]) AND "stepId" = $2
      UNION ALL SELECT "runId", since FROM run_position WHERE "runId" = ANY($1::uuid[]) AND "stepId" = $2) s
    ORDER BY s."runId", s."startedAt" DESC`,
    [ids, since.step],
  );
  const starts = new Map(rows.map(({ runId, startedAt }) => [runId, startedAt.toISOString()]));
  return subjects.map(({ run }) => (run === undefined ? null : (starts.get(run.id) ?? null)));
}
