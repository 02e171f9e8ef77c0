import { personKeyOf, type RecordCache } from '../../crm/lookup/record-cache.ts';
import { loadSubjects, subjectData } from '../../crm/lookup/subject-data.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { KeyedEffect } from '../../domain/run/state.ts';
import type { LegRun, RuleData } from './leg-run.ts';

const needsOf = (run: LegRun) => ({ key: run.row.data.subject, relations: run.definition.needs.relations });

/** Reads what the rules and texts of the runs may look at. */
export function loadRuleData(cache: RecordCache, runs: readonly LegRun[]): Promise<void> {
  return loadSubjects(cache, runs.map(needsOf));
}

/** What a rule or a template of the run sees. */
export function ruleDataOf(
  run: LegRun,
  cache: RecordCache,
  now: Date,
  scope: Pick<KeyedEffect, 'vars' | 'memory'>,
): RuleData {
  const { data, origin, workflowKey, version } = run.row;
  const about = subjectData(needsOf(run), cache, now);
  return {
    record: about.record,
    related: about.related,
    contact: about.contact,
    owner: about.owner,
    now: about.now,
    previous: origin.previous ?? null,
    event: origin.event ?? null,
    vars: scope.vars,
    // Step results are JSON objects; the type of the memory only names their keys.
    steps: scope.memory as unknown as JsonObject,
    run: { id: data.id, workflow: workflowKey, version, startedAt: data.startedAt, input: origin.input ?? {} },
  };
}

/** The key of splits: the person behind the subject, else the subject. */
export function splitKeyOf(run: LegRun, cache: RecordCache): string {
  return personKeyOf(run.row.data.subject, cache.record(run.row.data.subject))?.id ?? run.row.data.subject.id;
}
