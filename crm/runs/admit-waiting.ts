import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { Tx } from '../database.ts';
import { createRecordCache } from '../lookup/record-cache.ts';
import type { CompanyTime } from '../settings/company-settings.ts';
import { liveVersionByKey } from '../workflows/live-version.ts';
import type { VersionCache } from '../workflows/versions.ts';
import { wakeParentsOfRefused } from './child-runs.ts';
import { type EnrollRequest, type EnrollResult, enroll } from './enroll.ts';
import { refuseWaiting } from './refuse-waiting.ts';
import type { Cause, RunOrigin } from './run-row.ts';

/** A match that was held by a pause, or queued behind a run. */
export type WaitingMatch = {
  readonly id: string;
  readonly workflowKey: string;
  readonly state: 'held' | 'queued';
  readonly triggerId: string;
  readonly cause: string;
  readonly subjectType: RecordTypeKey;
  readonly subjectId: string;
  readonly payload: {
    readonly origin: RunOrigin;
    readonly chain: Cause;
    readonly parent: { readonly runId: string; readonly key: string } | null;
  };
};

export type Admitting = { readonly versions: VersionCache; readonly company: CompanyTime; readonly now: Date };

type Live = NonNullable<Awaited<ReturnType<typeof liveVersionByKey>>>;

/**
 * Judges matches whose time has come as if they were made now: by the rules and the version of this moment, over the record as it
 * is. What belongs to a workflow or a record that is gone is refused. Runs that wait for a match that is refused wake.
 * @returns what became of each, by its id
 */
export async function admitWaiting(
  tx: Tx,
  matches: readonly WaitingMatch[],
  { versions, company, now }: Admitting,
): Promise<ReadonlyMap<string, EnrollResult['kind']>> {
  const live = await liveVersions(tx, versions, matches);
  const cache = createRecordCache(tx);
  await cache.load(matches.map(subjectOf));
  const inactive = matches.filter(({ workflowKey }) => !live.has(workflowKey));
  const gone = matches.filter((match) => !inactive.includes(match) && cache.record(subjectOf(match)) === null);
  await refuseWaiting(tx, { ids: inactive.map(({ id }) => id) }, { reason: 'workflow-not-active', now });
  await refuseWaiting(tx, { ids: gone.map(({ id }) => id) }, { reason: 'record-gone', now });
  const admitted = matches.flatMap((match) => {
    const found = live.get(match.workflowKey);
    return found && !gone.includes(match) ? [{ match, request: requestOf(match, found) }] : [];
  });
  const results = await enroll(
    tx,
    admitted.map(({ request }) => request),
    { cache, now, company, queue: admitted.length > 50 ? 'bulk' : 'interactive' },
  );
  const kinds = new Map<string, EnrollResult['kind']>(matches.map(({ id }) => [id, 'refused']));
  admitted.forEach(({ match }, n) => {
    kinds.set(match.id, results[n]?.kind ?? 'refused');
  });
  const disappointed = admitted.filter(({ match }) => match.payload.parent && kinds.get(match.id) === 'refused');
  await wakeParentsOfRefused(
    tx,
    disappointed.map(({ match }) => match.id),
    now,
  );
  return kinds;
}

async function liveVersions(tx: Tx, versions: VersionCache, matches: readonly WaitingMatch[]) {
  const live = new Map<string, Live>();
  for (const key of new Set(matches.map(({ workflowKey }) => workflowKey))) {
    const found = await liveVersionByKey(tx, versions, key);
    if (found) live.set(key, found);
  }
  return live;
}

const subjectOf = ({ subjectType, subjectId }: WaitingMatch): RecordKey => ({ type: subjectType, id: subjectId });

function requestOf(match: WaitingMatch, { version, paused }: Live): EnrollRequest {
  const { id, state, triggerId, cause, payload } = match;
  const { origin, chain, parent } = payload;
  return {
    version,
    triggerId,
    cause,
    origin,
    chain,
    enrollmentId: id,
    // What was queued has its turn though the workflow is paused: its run stands still like the others.
    paused: paused && state === 'held',
    subject: subjectOf(match),
    ...(parent ? { parent } : {}),
  };
}
