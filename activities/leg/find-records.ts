import { evaluateMany } from '../../crm/lookup/evaluate-many.ts';
import { relatedKeyOf } from '../../crm/lookup/record-cache.ts';
import { readRecords } from '../../crm/records/read.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { isRecordType, recordTypes } from '../../domain/records/record-types.ts';
import type { RecordKey, RecordRef } from '../../domain/steps/effect.ts';
import { recordInResult } from '../../domain/steps/step-result.ts';
import type { AnyCall, LegContext } from './leg-run.ts';
import { questionOf } from './question.ts';

/** More records than this are never started or changed by one step. */
const mostRelated = 10_000;

/** The records that a reference of a run means; with `where`, those of a many-relation that the rule holds for. */
export async function findRecords(
  call: AnyCall,
  context: LegContext,
  ref: RecordRef,
  where?: Json,
): Promise<RecordKey[]> {
  const { subject } = call.run.row.data;
  if (ref === 'subject') return [subject];
  if (typeof ref.related === 'string')
    return related(call, context, { name: ref.related, ...(where === undefined ? {} : { where }) });
  if (typeof ref.type !== 'string' || !isRecordType(ref.type)) return [];
  if (typeof ref.step === 'string') {
    const made = recordInResult(call.keyed.memory[ref.step]?.result, ref.type);
    return made ? [made] : [];
  }
  const id = await literalId(call, context, ref);
  if (typeof id !== 'string') return [];
  const found = await readRecords(context.tx, ref.type, [id]);
  return found.has(id) ? [{ type: ref.type, id }] : [];
}

async function literalId(call: AnyCall, context: LegContext, ref: JsonObject): Promise<unknown> {
  const { id } = ref;
  if (id === null || typeof id !== 'object' || Array.isArray(id)) return id;
  const rule = (id as JsonObject).rule;
  return rule === undefined ? undefined : (await evaluateMany(context.tx, [questionOf(call, context, rule)]))[0]?.value;
}

async function related(
  call: AnyCall,
  context: LegContext,
  { name, where }: { name: string; where?: Json },
): Promise<RecordKey[]> {
  const { subject } = call.run.row.data;
  const relation = recordTypes[subject.type].relations.find((item) => item.name === name);
  if (!relation) return [];
  if (relation.kind === 'one') {
    const key = relatedKeyOf(subject, context.cache.record(subject), name);
    return key ? [key] : [];
  }
  const typed = relation.viaType === undefined ? '' : ` AND "${relation.viaType}" = '${subject.type}'`;
  const rows = await context.tx.query<{ id: string }>(
    `SELECT id FROM "${recordTypes[relation.target].table}" WHERE "${relation.via}" = $1${typed} ORDER BY "createdAt", id LIMIT ${mostRelated}`,
    [subject.id],
  );
  const keys = rows.map(({ id }): RecordKey => ({ type: relation.target, id }));
  if (where === undefined) return keys;
  const records = await readRecords(
    context.tx,
    relation.target,
    keys.map(({ id }) => id),
  );
  const judged = await evaluateMany(
    context.tx,
    keys.map((key) => ({
      rule: where,
      data: { record: records.get(key.id) ?? null, now: context.now.toISOString() },
      subject: { key, person: null, now: context.now },
    })),
  );
  return keys.filter((_, n) => judged[n]?.value === true);
}
