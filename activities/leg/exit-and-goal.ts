import type { Queryable } from '../../crm/database.ts';
import { newId } from '../../crm/ids.ts';
import { evaluateMany } from '../../crm/lookup/evaluate-many.ts';
import { createRecordCache, personKeyOf } from '../../crm/lookup/record-cache.ts';
import { loadRuns } from '../../crm/runs/load-runs.ts';
import { readsProgress } from '../../domain/logic/reads.ts';
import { truthy } from '../../domain/logic/values.ts';
import { exitRun } from '../../domain/run/operate.ts';
import type { RunData } from '../../domain/run/state.ts';
import type { EngineDeps } from '../engine.ts';
import type { FinishedLeg, LegContext, LegRun } from './leg-run.ts';
import { loadRuleData, ruleDataOf } from './rule-data.ts';

/** Set in a run's memory once its exit or goal has sent it on to a step: it leaves by the same door once. */
export const leftBy = { exited: '$exit', goal: '$goal' } as const;

/** Ends the runs whose exit or goal is true now, before their leg does anything. */
export async function leaveByExit(
  runs: readonly LegRun[],
  context: LegContext,
): Promise<{ finished: FinishedLeg[]; staying: LegRun[] }> {
  const met = await openDoors(context.tx, runs, context);
  const finished: FinishedLeg[] = [];
  const staying: LegRun[] = [];
  for (const run of runs) {
    const door = met.get(run);
    if (!door) {
      staying.push(run);
      continue;
    }
    const left = through(door, run, context.now);
    if (door.then === undefined) finished.push({ run, after: left, records: [] });
    else staying.push({ ...run, row: { ...run.row, data: left } });
  }
  return { finished, staying };
}

/** Of runs whose leg is written, those that leave now because exit or goal reads what the leg itself has made. */
export async function leavingAfter(legs: readonly FinishedLeg[], context: LegContext): Promise<FinishedLeg[]> {
  const runs = legs.filter(({ run }) => followsItself(run.definition)).map(standingNow);
  if (runs.length === 0) return [];
  const met = await openDoors(context.tx, runs, context);
  return [...met].map(([run, door]) => ({ run, after: through(door, run, context.now), records: [] }));
}

const standingNow = ({ run, after }: FinishedLeg): LegRun => ({
  ...run,
  row: { ...run.row, data: after },
  before: after,
});

function followsItself({ enrollment: { exit, goal } }: LegRun['definition']): boolean {
  return [exit, goal].some((stop) => stop !== undefined && readsProgress(stop.compiled));
}

type Door = { readonly kind: 'exited' | 'goal'; readonly then: string | undefined };

/** The run as it leaves: ended, or at the step where it goes on. */
function through({ kind, then }: Door, { row: { data }, definition }: LegRun, now: Date): RunData {
  const left = exitRun(data, { definition, now: now.toISOString(), newId }, { kind, then });
  return then === undefined
    ? left
    : { ...left, memory: { ...left.memory, [leftBy[kind]]: { outlet: null, visit: 1 } } };
}

/** Of these runs, those whose exit or goal is true now: nothing of theirs should leave before a leg has judged it. */
export async function leavingNow(
  { db, versions, clock }: Pick<EngineDeps, 'db' | 'versions' | 'clock'>,
  runIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await loadRuns(db, runIds);
  const known = await versions.get(
    db,
    rows.map(({ versionId }) => versionId),
  );
  const runs = rows.flatMap((row): LegRun[] => {
    const definition = known.get(row.versionId)?.definition;
    return definition ? [{ row, before: row.data, definition }] : [];
  });
  const cache = createRecordCache(db);
  await loadRuleData(cache, runs);
  const met = await openDoors(db, runs, { cache, now: clock() });
  return new Set([...met.keys()].map(({ row }) => row.data.id));
}

/** The exit or goal that is true for a run; where both are, the exit. */
async function openDoors(db: Queryable, runs: readonly LegRun[], { cache, now }: Pick<LegContext, 'cache' | 'now'>) {
  const asked = runs.flatMap((run) => {
    const { exit, goal } = run.definition.enrollment;
    const { memory, vars, id, startedAt, subject: key } = run.row.data;
    const subject = { key, person: personKeyOf(key, cache.record(key)), now, run: { id, startedAt } };
    const data = () => ruleDataOf(run, cache, now, { vars, memory });
    return [
      ...(exit && !(leftBy.exited in memory)
        ? [{ run, kind: 'exited' as const, then: exit.then, rule: exit.rule, data: data(), subject }]
        : []),
      ...(goal && !(leftBy.goal in memory)
        ? [{ run, kind: 'goal' as const, then: goal.then, rule: goal.rule, data: data(), subject }]
        : []),
    ];
  });
  const judged = await evaluateMany(db, asked);
  const met = new Map<LegRun, (typeof asked)[number]>();
  asked.forEach((question, n) => {
    if (truthy(judged[n]?.value) && !met.has(question.run)) met.set(question.run, question);
  });
  return met;
}
