import type { Question } from '../../crm/lookup/evaluate-many.ts';
import { personKeyOf } from '../../crm/lookup/record-cache.ts';
import type { Json } from '../../domain/json.ts';
import type { KeyedEffect } from '../../domain/run/state.ts';
import type { AnyCall, LegContext, LegRun } from './leg-run.ts';
import { ruleDataOf } from './rule-data.ts';

/** A rule of a run as a question: over its data, looked up for its subject and person. */
export function questionOf(call: AnyCall, context: LegContext, rule: Json): Question {
  return questionAbout({ run: call.run, scope: call.keyed }, context, rule);
}

/** The same for any time of the run: `scope` are its variables and results by then. */
export function questionAbout(
  { run, scope }: { run: LegRun; scope: Pick<KeyedEffect, 'vars' | 'memory'> },
  { cache, now }: Pick<LegContext, 'cache' | 'now'>,
  rule: Json,
): Question {
  const { id, startedAt, subject: key } = run.row.data;
  const subject = { key, person: personKeyOf(key, cache.record(key)), now, run: { id, startedAt } };
  return { rule, data: ruleDataOf(run, cache, now, scope), subject };
}
