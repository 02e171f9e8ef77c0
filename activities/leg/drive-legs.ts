import { newId } from '../../crm/ids.ts';
import { groupBy } from '../../domain/group-by.ts';
import { type LegResult, runLeg } from '../../domain/run/leg.ts';
import type { Answer, KeyedEffect } from '../../domain/run/state.ts';
import { handleEffects } from '../effects/effect-handlers.ts';
import type { EffectCall, FinishedLeg, LegContext, LegRun } from './leg-run.ts';
import { splitKeyOf } from './rule-data.ts';

type Lane = { readonly run: LegRun; readonly leg: Generator<KeyedEffect, LegResult, Answer>; asked: KeyedEffect };

/**
 * Runs the legs of many runs in lockstep: each round, the effects that all of them ask for are carried out kind by kind,
 * as one statement where the kind allows it, and every leg goes on with its answer.
 */
export async function driveLegs(runs: readonly LegRun[], context: LegContext): Promise<FinishedLeg[]> {
  const finished: FinishedLeg[] = [];
  let lanes: Lane[] = [];
  const go = (run: LegRun, leg: Lane['leg'], turn: IteratorResult<KeyedEffect, LegResult>) => {
    if (turn.done) finished.push({ run, after: turn.value.run, records: turn.value.records });
    else lanes.push({ run, leg, asked: turn.value });
  };
  for (const run of runs) {
    const personKey = splitKeyOf(run, context.cache);
    const leg = runLeg({
      definition: run.definition,
      run: run.row.data,
      now: context.now.toISOString(),
      newId,
      personKey,
    });
    go(run, leg, leg.next());
  }
  while (lanes.length > 0) {
    const asking = lanes;
    lanes = [];
    const answers = new Map<Lane, Answer>();
    for (const [kind, group] of groupBy(asking, ({ asked }) => asked.effect.kind)) {
      const calls = group.map(({ run, asked }): EffectCall => ({ run, keyed: asked, effect: asked.effect }));
      const results = await handleEffects(kind, calls, context);
      for (const [index, lane] of group.entries()) answers.set(lane, results[index] ?? missingAnswer(kind));
    }
    for (const lane of asking)
      go(lane.run, lane.leg, lane.leg.next(answers.get(lane) ?? missingAnswer(lane.asked.effect.kind)));
  }
  return finished;
}

function missingAnswer(kind: string): Answer {
  return {
    kind: 'failure',
    error: { code: 'internal', message: `No answer for the effect ${kind}.`, retryable: false },
  };
}
