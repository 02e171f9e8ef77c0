import { evaluateMany } from '../../crm/lookup/evaluate-many.ts';
import { relatedKeyOf } from '../../crm/lookup/record-cache.ts';
import { readRecords } from '../../crm/records/read.ts';
import { isComputed } from '../../domain/definition/words.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { truthy } from '../../domain/logic/values.ts';
import type { Relation } from '../../domain/records/field.ts';
import { isRecordType, recordTypes } from '../../domain/records/record-types.ts';
import type { RecordKey, RecordRef } from '../../domain/steps/effect.ts';
import { recordInResult } from '../../domain/steps/step-result.ts';
import type { AnyCall, LegContext } from './leg-run.ts';
import { questionOf } from './question.ts';
import { ruleDataOf } from './rule-data.ts';

/** More records than this are never started or changed by one step. */
const mostRelated = 10_000;

/** The records that a reference of a run means; with `where`, those of a relation that the rule holds for. */
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

/** A text that cannot be rendered names no record. */
async function literalId(call: AnyCall, context: LegContext, ref: JsonObject): Promise<unknown> {
  const { id = null } = ref;
  if (id === null || typeof id !== 'object' || !isComputed(id)) return id;
  if ('rule' in id) return (await evaluateMany(context.tx, [questionOf(call, context, id.rule)]))[0]?.value;
  const data = ruleDataOf(call.run, context.cache, context.now, call.keyed);
  const [rendered] = await context.deps.renderTexts([{ text: id.text, data }]);
  return rendered?.ok ? rendered.text.trim() : undefined;
}

async function related(
  call: AnyCall,
  context: LegContext,
  { name, where }: { name: string; where?: Json },
): Promise<RecordKey[]> {
  const { subject } = call.run.row.data;
  const relation = recordTypes[subject.type].relations.find((item) => item.name === name);
  if (!relation) return [];
  const keys = await keysOf(subject, relation, context);
  return where === undefined ? keys : matching(keys, where, context);
}

async function keysOf(subject: RecordKey, relation: Relation, context: LegContext): Promise<RecordKey[]> {
  if (relation.kind === 'one') {
    const key = relatedKeyOf(subject, context.cache.record(subject), relation.name);
    return key ? [key] : [];
  }
  const typed = relation.viaType === undefined ? '' : ` AND "${relation.viaType}" = '${subject.type}'`;
  const rows = await context.tx.query<{ id: string }>(
    `SELECT id FROM "${recordTypes[relation.target].table}" WHERE "${relation.via}" = $1${typed} ORDER BY "createdAt", id LIMIT ${mostRelated}`,
    [subject.id],
  );
  return rows.map(({ id }): RecordKey => ({ type: relation.target, id }));
}

/** Those of records of one type that a rule holds for. */
async function matching(keys: readonly RecordKey[], where: Json, context: LegContext): Promise<RecordKey[]> {
  const [first] = keys;
  if (first === undefined) return [];
  const records = await readRecords(
    context.tx,
    first.type,
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
  return keys.filter((_, n) => truthy(judged[n]?.value));
}
