import { newId } from '../../crm/ids.ts';
import { evaluateMany } from '../../crm/lookup/evaluate-many.ts';
import { personKeyOf } from '../../crm/lookup/record-cache.ts';
import { truthy } from '../../domain/logic/values.ts';
import { exitRun } from '../../domain/run/operate.ts';
import type { FinishedLeg, LegContext, LegRun } from './leg-run.ts';
import { ruleDataOf } from './rule-data.ts';

/** Set in a run's memory once its exit or goal has sent it on to a step: it leaves by the same door once. */
export const leftBy = { exited: '$exit', goal: '$goal' } as const;

/** Ends the runs whose exit or goal is true now, before their leg does anything. */
export async function leaveByExit(
  runs: readonly LegRun[],
  context: LegContext,
): Promise<{ finished: FinishedLeg[]; staying: LegRun[] }> {
  const asked = runs.flatMap((run) => {
    const { exit, goal } = run.definition.enrollment;
    const { memory, vars, id, startedAt, subject: key } = run.row.data;
    const subject = {
      key,
      person: personKeyOf(key, context.cache.record(key)),
      now: context.now,
      run: { id, startedAt },
    };
    const data = () => ruleDataOf(run, context.cache, context.now, { vars, memory });
    return [
      ...(exit && !(leftBy.exited in memory)
        ? [{ run, kind: 'exited' as const, then: exit.then, rule: exit.rule, data: data(), subject }]
        : []),
      ...(goal && !(leftBy.goal in memory)
        ? [{ run, kind: 'goal' as const, then: goal.then, rule: goal.rule, data: data(), subject }]
        : []),
    ];
  });
  const judged = await evaluateMany(context.tx, asked);
  const met = new Map<LegRun, (typeof asked)[number]>();
  asked.forEach((question, n) => {
    if (truthy(judged[n]?.value) && !met.has(question.run)) met.set(question.run, question);
  });
  const finished: FinishedLeg[] = [];
  const staying: LegRun[] = [];
  for (const run of runs) {
    const door = met.get(run);
    if (!door) {
      staying.push(run);
      continue;
    }
    const left = exitRun(run.row.data, { definition: run.definition, now: context.now.toISOString(), newId }, door);
    if (door.then === undefined) finished.push({ run, after: left, records: [] });
    else
      staying.push({
        ...run,
        row: {
          ...run.row,
          data: { ...left, memory: { ...left.memory, [leftBy[door.kind]]: { outlet: null, visit: 1 } } },
        },
      });
  }
  return { finished, staying };
}
