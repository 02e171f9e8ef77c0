import { compileRule } from '../../domain/logic/compile.ts';
import type { LookupSlot } from '../../domain/logic/slots.ts';
import { recordTypes } from '../../domain/records/record-types.ts';
import type { Queryable } from '../database.ts';
import { readRecords } from '../records/read.ts';
import type { LookupSubject } from './look-up.ts';

type AggregateSlot = Extract<LookupSlot, { kind: 'aggregate' }>;

/** More related records of one subject than this are counted, but not judged by a rule. */
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
  const table = `"${recordTypes[relation.target].table}"`;
  const typed = relation.viaType === undefined ? '' : ` AND t."${relation.viaType}" = '${type}'`;
  const rows =
    relation.kind === 'many'
      ? await db.query<{ subject: string; id: string }>(
          `SELECT t."${relation.via}" AS subject, t.id FROM ${table} t WHERE t."${relation.via}" = ANY($1::uuid[])${typed} LIMIT ${mostJudged}`,
          [ids],
        )
      : await db.query<{ subject: string; id: string }>(
          `SELECT s.id AS subject, s."${relation.via}" AS id FROM "${recordTypes[type].table}" s WHERE s.id = ANY($1::uuid[]) AND s."${relation.via}" IS NOT NULL`,
          [ids],
        );
  const records = await readRecords(
    db,
    relation.target,
    rows.map(({ id }) => id),
  );
  const rule = slot.rule === undefined ? null : compileRule(slot.rule);
  return subjects.map(({ key, now }) => {
    const own = rows.filter(({ subject }) => subject === key.id).flatMap(({ id }) => records.get(id) ?? []);
    const matching = rule ? own.filter((record) => rule.evaluate({ record, now: now.toISOString() })) : own;
    if (slot.calculation === 'some') return matching.length > 0;
    if (slot.calculation === 'count') return matching.length;
    return matching.reduce((sum, record) => sum + numberOf(record[slot.field ?? '']), 0);
  });
}

const numberOf = (value: unknown) => (typeof value === 'number' ? value : 0);
