import { groupBy } from '../../domain/group-by.ts';
import { compileRule } from '../../domain/logic/compile.ts';
import type { LookupSlot } from '../../domain/logic/slots.ts';
import { truthy } from '../../domain/logic/values.ts';
import type { Relation } from '../../domain/records/field.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import type { Queryable } from '../database.ts';
import { readRecords } from '../records/read.ts';
import type { LookupSubject } from './look-up.ts';

type AggregateSlot = Extract<LookupSlot, { kind: 'aggregate' }>;

/** So many related records of one subject are judged by a rule, or summed up; the oldest. */
const mostJudged = 10_000;

/** Count, sum or some over the related records of each subject. */
export async function lookUpAggregates(
  db: Queryable,
  slot: AggregateSlot,
  subjects: readonly LookupSubject[],
): Promise<unknown[]> {
  const type = subjects[0]?.key.type;
  const relation = type && recordTypes[type].relations.find(({ name }) => name === slot.relation);
  if (!relation) return subjects.map(() => (slot.calculation === 'some' ? false : 0));
  const ids = [...new Set(subjects.map(({ key }) => key.id))];
  const related = relatedSql(type, relation);
  if (slot.rule === undefined && slot.calculation !== 'sum') {
    const counts = await countAll(db, related, ids);
    return subjects.map(({ key }) => (slot.calculation === 'some' ? counts.has(key.id) : (counts.get(key.id) ?? 0)));
  }
  const rows = await db.query<{ subject: string; id: string }>(
    `SELECT q.id AS subject, t.id FROM unnest($1::uuid[]) AS q(id) CROSS JOIN LATERAL (${related} ORDER BY 1 LIMIT ${mostJudged}) t`,
    [ids],
  );
  const records = await readRecords(
    db,
    relation.target,
    rows.map(({ id }) => id),
  );
  const ofSubject = groupBy(rows, ({ subject }) => subject);
  const rule = slot.rule === undefined ? null : compileRule(slot.rule);
  return subjects.map(({ key, now }) => {
    const own = (ofSubject.get(key.id) ?? []).flatMap(({ id }) => records.get(id) ?? []);
    const matching = rule ? own.filter((record) => truthy(rule.evaluate({ record, now: now.toISOString() }))) : own;
    if (slot.calculation === 'some') return matching.length > 0;
    if (slot.calculation === 'count') return matching.length;
    return matching.reduce((sum, record) => sum + numberOf(record[slot.field ?? '']), 0);
  });
}

/** SQL of the ids of the records that stand in a relation to the record `q.id`. */
function relatedSql(type: RecordTypeKey, { target, kind, via, viaType }: Relation): string {
  const to = `"${recordTypes[target].table}"`;
  if (kind === 'one')
    return `SELECT s."${via}" AS id FROM "${recordTypes[type].table}" s JOIN ${to} r ON r.id = s."${via}" WHERE s.id = q.id`;
  return `SELECT r.id FROM ${to} r WHERE r."${via}" = q.id${viaType === undefined ? '' : ` AND r."${viaType}" = '${type}'`}`;
}

async function countAll(db: Queryable, related: string, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ id: string; count: number }>(
    `SELECT q.id, count(*)::int AS count FROM unnest($1::uuid[]) AS q(id) CROSS JOIN LATERAL (${related}) t GROUP BY q.id`,
    [ids],
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}

const numberOf = (value: unknown) => (typeof value === 'number' ? value : 0);
