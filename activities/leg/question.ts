import type { Question } from '../../crm/lookup/evaluate-many.ts';
import { personKeyOf } from '../../crm/lookup/record-cache.ts';
import type { Json } from '../../domain/json.ts';
import type { AnyCall, LegContext } from './leg-run.ts';
import { ruleDataOf } from './rule-data.ts';

/** A rule of a run as a question: over its data, looked up for its subject and person. */
export function questionOf(call: AnyCall, { cache, now }: LegContext, rule: Json): Question {
  const { id, startedAt, subject: key } = call.run.row.data;
  const subject = { key, person: personKeyOf(key, cache.record(key)), now, run: { id, startedAt } };
  return { rule, data: ruleDataOf(call.run, cache, now, call.keyed), subject };
}
