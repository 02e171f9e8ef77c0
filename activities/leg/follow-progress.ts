import { compiledRule, evaluateMany, type Question } from '../../crm/lookup/evaluate-many.ts';
import { readsProgress } from '../../domain/logic/reads.ts';
import { truthy } from '../../domain/logic/values.ts';
import { isEnded, type Position } from '../../domain/run/state.ts';
import type { Rule, WaitAnswer, WaitBranch } from '../../domain/steps/effect.ts';
import { leavingAfter } from './exit-and-goal.ts';
import type { FinishedLeg, LegContext } from './leg-run.ts';
import { questionAbout } from './question.ts';

/**
 * What legs have made true that no event tells of, because it is read from the variables and results of the run itself: exit
 * and goal, and the conditions that its other branches wait for. Judged once the legs are written, for the few runs that ask.
 * @returns the runs that this changes, as they stand then
 */
export async function followProgress(finished: readonly FinishedLeg[], context: LegContext): Promise<FinishedLeg[]> {
  const going = finished.filter(({ after }) => !isEnded(after.state));
  const left = await leavingAfter(going, context);
  const gone = new Set(left.map(({ after }) => after.id));
  const woken = await wokenWaits(
    going.filter(({ after }) => !gone.has(after.id)),
    context,
  );
  return [...left, ...woken];
}

type Asked = { readonly leg: FinishedLeg; readonly position: Position; readonly question: Question } & (
  | { readonly pauses: true }
  | { readonly pauses: false; readonly branch: string }
);

async function wokenWaits(legs: readonly FinishedLeg[], context: LegContext): Promise<FinishedLeg[]> {
  const asked = legs.filter(hasProgressed).flatMap((leg) => leg.after.positions.flatMap(askedOf(leg, context)));
  if (asked.length === 0) return [];
  const judged = await evaluateMany(
    context.tx,
    asked.map(({ question }) => question),
    { tolerant: true },
  );
  const met = asked.filter((_, n) => truthy(judged[n]?.value));
  const paused = new Set(met.flatMap(({ position, pauses }) => (pauses ? position.id : [])));
  const answers = new Map<string, WaitAnswer>();
  for (const item of met) {
    if (item.pauses || paused.has(item.position.id) || answers.has(item.position.id)) continue;
    answers.set(item.position.id, { by: 'branch', branch: item.branch, at: context.now.toISOString() });
  }
  const woken = new Set(asked.flatMap(({ leg, position }) => (answers.has(position.id) ? leg : [])));
  return [...woken].map(({ run, after }) => ({
    run: { ...run, before: after },
    after: {
      ...after,
      positions: after.positions.map((position) => {
        const outcome = answers.get(position.id);
        return outcome === undefined ? position : { ...position, outcome };
      }),
    },
    records: [],
  }));
}

const hasProgressed = ({ run: { before }, after }: FinishedLeg) =>
  after.vars !== before.vars || after.memory !== before.memory;

const askedOf =
  (leg: FinishedLeg, context: LegContext) =>
  (position: Position): Asked[] => {
    const { state, wait, outcome } = position;
    if (state !== 'waiting' || outcome !== null || wait?.kind !== 'event') return [];
    const { branches = [], pausedWhen } = wait;
    const conditions = branches.filter(isCondition);
    const rules = [...conditions.map(({ when }) => when), ...(pausedWhen === undefined ? [] : [pausedWhen])];
    if (conditions.length === 0 || !rules.some((rule) => readsProgress(compiledRule(rule)))) return [];
    const about = (rule: Rule) => questionAbout({ run: leg.run, scope: leg.after }, context, rule);
    return [
      ...(pausedWhen === undefined ? [] : [{ leg, position, pauses: true as const, question: about(pausedWhen) }]),
      ...conditions.map(({ id, when }) => ({
        leg,
        position,
        pauses: false as const,
        branch: id,
        question: about(when),
      })),
    ];
  };

const isCondition = (branch: WaitBranch): branch is WaitBranch & { readonly when: Rule } =>
  branch.event === undefined && branch.when !== undefined;
