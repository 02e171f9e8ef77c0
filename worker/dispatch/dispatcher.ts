import { voidByEvents } from '../../crm/approvals/void-by-events.ts';
import type { Database, Tx } from '../../crm/database.ts';
import { followRecords } from '../../crm/date-triggers/follow-records.ts';
import { createRecordCache } from '../../crm/lookup/record-cache.ts';
import { enroll } from '../../crm/runs/enroll.ts';
import { raiseIncidents } from '../../crm/runs/incidents.ts';
import { wakeByEvents } from '../../crm/runs/wake-by-events.ts';
import type { CompanyTime } from '../../crm/settings/company-settings.ts';
import { followClocks } from '../../crm/sla/follow-clocks.ts';
import type { VersionCache } from '../../crm/workflows/versions.ts';
import { touchRuns } from './affected-runs.ts';
import { claimEvent, claimEvents, finishEvents, type OutboxEvent } from './claim-events.ts';
import { dateTriggersOf } from './date-triggers.ts';
import type { RenderTexts } from './event-values.ts';
import { matchTriggers } from './match-triggers.ts';
import type { NonMatchSampler } from './non-match-sampler.ts';
import type { TriggerIndex } from './trigger-index.ts';

export type DispatchDeps = {
  readonly db: Database;
  readonly versions: VersionCache;
  readonly company: CompanyTime;
  readonly index: TriggerIndex;
  readonly clock: () => Date;
  /** Picks the events that matched nothing whose judgement is kept; without it none is. */
  readonly sampler?: NonMatchSampler;
  /** Renders texts in the settings of triggers; without it they mean nothing. */
  readonly renderTexts?: RenderTexts;
  /** Called after a commit that made or woke carriers. */
  readonly wakeRelay: () => void;
  readonly fault?: (point: 'before-dispatch-commit' | 'after-dispatch-commit') => void | Promise<void>;
};

const batchSize = 200;
/** Failures of one event after which it becomes an incident and frees its record. */
const mostAttempts = 5;

/**
 * Takes one batch of undone events through waits, exits, goals and triggers. What they cause and "event done" commit
 * together. A batch that fails is taken event by event, so that one bad event holds up nobody else.
 * @returns how many events were taken
 */
export async function dispatchBatch(deps: DispatchDeps): Promise<number> {
  const { db, index } = deps;
  await index.refresh(db);
  const taken: string[] = [];
  try {
    await db.transaction(async (tx) => {
      taken.length = 0;
      const events = await claimEvents(tx, batchSize);
      taken.push(...events.map(({ id }) => id));
      if (events.length > 0) await dispatch(tx, deps, events);
    });
  } catch (error) {
    if (taken.length === 0) throw error;
    for (const id of taken) await dispatchAlone(deps, id);
  }
  if (taken.length > 0) {
    await deps.fault?.('after-dispatch-commit');
    deps.wakeRelay();
  }
  return taken.length;
}

async function dispatch(
  tx: Tx,
  { versions, company, index, clock, sampler, renderTexts, fault }: DispatchDeps,
  events: readonly OutboxEvent[],
): Promise<void> {
  const now = clock();
  const cache = createRecordCache(tx);
  // A workflow published before one of these events was written is in the index by now.
  await index.refresh(tx);
  // Rows of runs are locked before the keys of waits, as legs do.
  await voidByEvents(tx, events, now);
  await touchRuns(tx, events, { versions, company, index, now });
  await wakeByEvents(
    tx,
    events.map(({ id }) => id),
    { now, versions },
  );
  await followRecords(tx, events, { cache, company, now, triggersOf: dateTriggersOf(index) });
  const requests = await matchTriggers(tx, events, { index, cache, now, sampler, renderTexts });
  await followClocks(
    tx,
    events.map(({ id }) => id),
    { company, now },
  );
  await enroll(tx, requests, { cache, now, company, queue: requests.length > 50 ? 'bulk' : 'interactive' });
  await finishEvents(
    tx,
    events.map(({ id }) => id),
  );
  await fault?.('before-dispatch-commit');
}

async function dispatchAlone(deps: DispatchDeps, id: string): Promise<void> {
  const { db } = deps;
  try {
    await db.transaction(async (tx) => {
      const events = await claimEvent(tx, id);
      if (events.length > 0) await dispatch(tx, deps, events);
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await db.transaction(async (tx) => {
      const [row] = await tx.query<{ attempts: number; type: string }>(
        'UPDATE event SET attempts = attempts + 1 WHERE id = $1 AND "doneAt" IS NULL RETURNING attempts, type',
        [id],
      );
      if (!row || row.attempts < mostAttempts) return;
      await tx.query('UPDATE event SET "doneAt" = now(), "failedAt" = now() WHERE id = $1', [id]);
      await raiseIncidents(tx, [
        {
          kind: 'event',
          code: 'event-failed',
          eventId: id,
          message: `The event ${row.type} could not be dispatched: ${message}`,
        },
      ]);
    });
  }
}
