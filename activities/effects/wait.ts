import { hasNews } from '../../crm/approvals/look-at-approval.ts';
import { readApprovals } from '../../crm/approvals/store.ts';
import { evaluateMany, type Question } from '../../crm/lookup/evaluate-many.ts';
import { childrenStates } from '../../crm/runs/child-runs.ts';
import { type EventRow, eventMatches, eventsForKeys } from '../../crm/runs/wait-events.ts';
import { conditionRecords, type Waiting, type WaitKeys, waitKeysOf } from '../../crm/runs/wait-keys.ts';
import { lockWaitKeys } from '../../crm/runs/wake.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { JsonObject } from '../../domain/json.ts';
import { truthy } from '../../domain/logic/values.ts';
import type { Wait, WaitAnswer } from '../../domain/steps/effect.ts';
import { type EffectCall, type EffectHandler, type LegContext, later, value } from '../leg/leg-run.ts';
import { questionOf } from '../leg/question.ts';

type WaitCall = EffectCall<'wait'>;

const none: WaitKeys = { events: [], conditions: [] };

/**
 * Registers waits. Those for events lock their keys first, as dispatch does, and then look at events that are there already
 * and at the records as they are by then: what commits meanwhile is either seen here or finds the wait, never neither.
 */
export const beginWaits: EffectHandler<'wait'> = async (calls, context) => {
  const keys = new Map(calls.map((call) => [call, waitKeysOf(waitingOf(call, context))]));
  await lockWaitKeys(
    context.tx,
    [...keys.values()].flatMap(({ events, conditions }) => [...events, ...conditions]),
  );
  await context.cache.reload(calls.flatMap((call) => conditionRecords(waitingOf(call, context))));
  const answers = new Map<WaitCall, WaitAnswer>();
  for (const [kind, group] of groupBy(calls, ({ effect }) => effect.wait.kind)) {
    if (kind === 'event') await answerByEvents(group, keys, { context, answers });
    if (kind === 'runs') await answerByRuns(group, { context, answers });
    if (kind === 'approval') await answerByApprovals(group, { context, answers });
  }
  return calls.map((call) => {
    const answer = answers.get(call);
    if (answer) return value(answer);
    const { events, conditions } = keys.get(call) ?? none;
    if (events.length + conditions.length > 0)
      context.waitKeys.set(call.keyed.positionId, [...new Set([...events, ...conditions])]);
    return later;
  });
};

function waitingOf({ run, effect: { wait } }: WaitCall, { cache }: LegContext): Waiting {
  const { subject } = run.row.data;
  return { wait, subject, record: cache.record(subject) };
}

type EventQuestion = {
  readonly call: WaitCall;
  readonly branch: string;
  readonly question: Question;
  readonly event: EventRow | null;
};
type Answering = { readonly context: LegContext; readonly answers: Map<WaitCall, WaitAnswer> };

async function answerByEvents(
  calls: readonly WaitCall[],
  keys: ReadonlyMap<WaitCall, WaitKeys>,
  { context, answers }: Answering,
): Promise<void> {
  const events = await eventsForKeys(
    context.tx,
    calls.map((call) => ({
      keys: keys.get(call)?.events ?? [],
      positionId: call.keyed.positionId,
      snapshot: context.snapshot,
      since: call.effect.wait.since ?? null,
    })),
  );
  const questions = calls.flatMap((call, n) =>
    (call.effect.wait.branches ?? []).flatMap((branch): EventQuestion[] => {
      const question = questionOf(call, context, branch.when ?? true);
      if (branch.event === undefined)
        return branch.when === undefined ? [] : [{ call, branch: branch.id, question, event: null }];
      return (events[n] ?? [])
        .filter((event) => eventMatches(branch, event))
        .map((event) => ({
          call,
          branch: branch.id,
          event,
          question: { ...question, data: { ...question.data, event: eventData(event) } },
        }));
    }),
  );
  const judged = await evaluateMany(
    context.tx,
    questions.map(({ question }) => question),
  );
  questions.forEach(({ call, branch, event }, index) => {
    // The questions of a call are in the order of its branches: the first true one wins.
    if (!truthy(judged[index]?.value) || answers.has(call)) return;
    answers.set(call, {
      by: 'branch',
      branch,
      at: context.now.toISOString(),
      ...(event === null ? {} : { event: eventData(event) }),
    });
  });
}

const eventData = ({ type, at, properties }: EventRow): JsonObject => ({ type, at: at.toISOString(), properties });

/** What was decided, moved or fell due while the mails were on their way. The run's lock keeps others from deciding meanwhile. */
async function answerByApprovals(calls: readonly WaitCall[], { context, answers }: Answering): Promise<void> {
  const at = context.now.toISOString();
  const ids = calls.flatMap(({ effect }) => effect.wait.approval ?? []);
  const stored = new Map((await readApprovals(context.tx, ids)).map((item) => [item.id, item]));
  for (const call of calls) {
    const found = stored.get(call.effect.wait.approval ?? '');
    if (!found || hasNews(found, at)) answers.set(call, { by: 'approval', at });
  }
}

async function answerByRuns(calls: readonly WaitCall[], { context, answers }: Answering): Promise<void> {
  for (const call of calls) {
    const { runs } = call.effect.wait as Wait;
    if (!runs) continue;
    const { done, ...stand } = await childrenStates(context.tx, runs);
    if (done) answers.set(call, { by: 'runs', at: context.now.toISOString(), ...stand });
  }
}
