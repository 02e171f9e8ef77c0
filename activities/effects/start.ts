import { queuedBehindAncestors } from '../../crm/runs/child-runs.ts';
import { type EnrollRequest, type EnrollResult, enroll } from '../../crm/runs/enroll.ts';
import { liveVersionByKey } from '../../crm/workflows/live-version.ts';
import { hopLimit } from '../../domain/enrollment/hop-limit.ts';
import { type EffectCall, type EffectHandler, failure, type LegContext, value } from '../leg/leg-run.ts';
import { causeOf } from '../leg/run-actor.ts';

/** Starts runs of other workflows; the key of the effect makes a repeat start nothing. */
export const startRuns: EffectHandler<'start'> = async (calls, context) => {
  const answers = [];
  for (const call of calls) answers.push(await start(call, context));
  return answers;
};

async function start(call: EffectCall<'start'>, context: LegContext) {
  const { run, keyed, effect } = call;
  // A test run starts no other workflow; its step goes on as in a simulation.
  if (context.deps.realm === 'test')
    return value({ started: effect.subjects.map(({ id }) => ({ recordId: id, runId: null, reason: 'simulated' })) });
  const chain = causeOf(run);
  if (chain.length >= hopLimit)
    return failure(
      'hop-limit',
      `The chain of workflows has ${hopLimit} runs already: ${chain.map(({ workflow }) => workflow).join(' → ')}.`,
    );
  const found = await liveVersionByKey(context.tx, context.deps.versions, effect.workflow);
  if (!found) return failure('workflow-not-active', `The workflow ${effect.workflow} is not active.`);
  if (effect.subjects.some(({ type }) => type !== found.version.definition.subject)) {
    return failure('wrong-subject', `The workflow ${effect.workflow} is about a ${found.version.definition.subject}.`);
  }
  const requests = effect.subjects.map(
    (subject): EnrollRequest => ({
      version: found.version,
      triggerId: 'run',
      subject,
      paused: found.paused,
      chain,
      cause: `run:${run.row.data.id}:${keyed.stepId}:${keyed.visit}:${keyed.ordinal}`,
      origin: { by: 'run', input: effect.input, initiator: run.row.origin.initiator ?? null },
      parent: { runId: run.row.data.id, key: keyed.stepId },
    }),
  );
  const queue = requests.length > 1 ? ('bulk' as const) : ('interactive' as const);
  const { tx, cache, now, deps } = context;
  const results = await enroll(tx, requests, { cache, now, company: deps.settings, queue });
  const waiting = results.flatMap((result) => enrollmentThatWaits(result) ?? []);
  const behind = await queuedBehindAncestors(tx, run.row.data.id, waiting);
  return value({
    started: results.map((result, n) => {
      const recordId = effect.subjects[n]?.id ?? '';
      if ('runId' in result && result.runId !== null) return { recordId, runId: result.runId };
      const enrollmentId = enrollmentThatWaits(result);
      return {
        recordId,
        runId: null,
        ...('reason' in result ? { reason: result.reason ?? result.kind } : {}),
        ...(enrollmentId === null || behind.has(enrollmentId) ? {} : { enrollmentId }),
      };
    }),
  });
}

/** The enrollment of which a run may start later: it is held by a pause, or queued behind another run. */
function enrollmentThatWaits(result: EnrollResult): string | null {
  if (result.kind === 'queued' || result.kind === 'held') return result.enrollmentId;
  if (result.kind !== 'duplicate') return null;
  return result.state === 'queued' || result.state === 'held' ? result.enrollmentId : null;
}
