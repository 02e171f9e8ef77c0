import { AppError } from '../../domain/errors.ts';
import { isEnded, type RunData } from '../../domain/run/state.ts';
import { withdrawAbandoned } from '../approvals/withdraw.ts';
import { type AuditedAction, auditActions } from '../audit/record-action.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import type { CompanyTime } from '../settings/company-settings.ts';
import { announce } from '../stream/announce.ts';
import type { Acting } from '../workflows/save-draft.ts';
import type { LiveVersion, VersionCache } from '../workflows/versions.ts';
import { type Applied, applyAction } from './apply-action.ts';
import { cancelRuns, clearEnded } from './cancel-runs.ts';
import { assignCarriers, pokeCarriers } from './carriers.ts';
import { wakeParents } from './child-runs.ts';
import { dropMessages, type VisitKey } from './drop-messages.ts';
import { resolveIncidents } from './incidents.ts';
import { giveUpUnknown } from './known-outcomes.ts';
import { lockRuns } from './load-runs.ts';
import { releaseQueued } from './release-queued.ts';
import { type ActionResult, didOf, type RunAction } from './run-action.ts';
import { runReach } from './run-reach.ts';
import type { RunRow } from './run-row.ts';
import { saveRuns } from './save-runs.ts';

export type Operating = Acting & {
  readonly versions: VersionCache;
  readonly company: CompanyTime;
  readonly now: Date;
};

/** A run and what an action made of it. */
type Change = { readonly run: RunRow; readonly applied: Applied };

/**
 * An operator's action on up to 500 runs, in the caller's transaction: their rows are locked, their fence rises, so a leg that
 * is under way commits nothing more and a message that was not handed over yet is not. Each run gets its result; a refused one
 * leaves the others alone. Call `notifyCarriers` after the commit.
 */
export async function operateRuns(
  tx: Tx,
  ids: readonly string[],
  action: RunAction,
  operating: Operating,
): Promise<ActionResult[]> {
  const runs = new Map((await lockRuns(tx, await withinReach(tx, ids, operating))).map((run) => [run.data.id, run]));
  const context = await readContext(tx, [...runs.values()], action, operating);
  const changes: Change[] = [];
  const results = ids.map((runId): ActionResult => {
    const run = runs.get(runId);
    if (!run) return { kind: 'refused', runId, code: 'run-not-found', detail: `There is no run with the id ${runId}.` };
    const applied = applyAction(run, action, context(run));
    if (applied.kind === 'refused') return { runId, ...applied };
    changes.push({ run, applied });
    return { kind: 'done', runId, did: didOf[action.action], details: applied.details };
  });
  if (action.action === 'migrate' && action.dryRun) return results;
  await write(tx, changes, action, operating);
  return results;
}

/** The same for one run. @throws AppError with the code of the refusal */
export async function operateRun(
  tx: Tx,
  id: string,
  action: RunAction,
  operating: Operating,
): Promise<Extract<ActionResult, { kind: 'done' }>> {
  const [result] = await operateRuns(tx, [id], action, operating);
  if (result?.kind === 'done') return result;
  throw new AppError(result?.code ?? 'internal', result ? { detail: result.detail } : {});
}

async function withinReach(tx: Tx, ids: readonly string[], { actor }: Operating): Promise<string[]> {
  const reach = runReach(actor, 'run:operate', 2);
  if (reach === null) return [];
  const rows = await tx.query<{ id: string }>(`SELECT r.id FROM run r WHERE r.id = ANY($1::uuid[]) AND ${reach.sql}`, [
    ids,
    ...reach.params,
  ]);
  return rows.map(({ id }) => id);
}

async function readContext(tx: Tx, runs: readonly RunRow[], action: RunAction, { versions, now }: Operating) {
  const wanted = 'version' in action ? action.version : undefined;
  const targets = wanted === undefined ? [] : await versionsNumbered(tx, runs, wanted);
  const known = await versions.get(tx, [...runs.map(({ versionId }) => versionId), ...targets.map(({ id }) => id)]);
  const handingOff = new Set(
    (
      await tx.query<{ runId: string }>(
        'SELECT "runId" FROM hand_off WHERE "runId" = ANY($1::uuid[]) AND "leaseUntil" > $2',
        [runs.map(({ data }) => data.id), now],
      )
    ).map(({ runId }) => runId),
  );
  return (run: RunRow) => {
    const version = known.get(run.versionId);
    if (!version) throw new AppError('internal', { detail: `The version ${run.versionId} is gone.` });
    const target = wanted === undefined ? version : targetOf(run, targets, known);
    return { version, target, handingOff: handingOff.has(run.data.id), now: now.toISOString(), newId };
  };
}

type Numbered = { id: string; workflowId: string };

function versionsNumbered(tx: Tx, runs: readonly RunRow[], version: number): Promise<Numbered[]> {
  return tx.query(
    'SELECT id, "workflowId" FROM workflow_version WHERE "workflowId" = ANY($1::uuid[]) AND version = $2',
    [[...new Set(runs.map(({ workflowId }) => workflowId))], version],
  );
}

function targetOf(
  run: RunRow,
  targets: readonly Numbered[],
  known: ReadonlyMap<string, LiveVersion>,
): LiveVersion | null {
  const target = targets.find(({ workflowId }) => workflowId === run.workflowId);
  return (target && known.get(target.id)) ?? null;
}

async function write(tx: Tx, changes: readonly Change[], action: RunAction, operating: Operating): Promise<void> {
  if (changes.length === 0) return;
  const { actor, now } = operating;
  const ids = changes.map(({ run }) => run.data.id);
  if (action.action === 'cancel') await cancelRuns(tx, ids, { now, reason: 'run-ended' });
  else {
    if (action.action === 'retry')
      await giveUpUnknown(
        tx,
        changes.map(({ run }) => run),
      );
    await change(tx, changes, now);
  }
  const ended = changes.filter(({ applied }) => action.action === 'cancel' || isEnded(applied.after.state));
  await leaveBehind(
    tx,
    ended.map(({ run }) => run),
    operating,
  );
  if (['retry', 'skip', 'jump', 'migrate'].includes(action.action)) {
    const going = changes
      .filter(({ applied }) => !applied.after.positions.some(({ state }) => state === 'incident'))
      .map(({ run }) => run.data.id);
    await resolveIncidents(tx, going, { by: actor.id, how: didOf[action.action], now });
  }
  await announce(
    tx,
    'run',
    ids.map((id) => ({ id })),
  );
  await auditActions(
    tx,
    changes.map((item) => auditOf(item, action, operating)),
  );
}

/** Writes runs as the action left them, on their version and with a carrier of that. */
async function change(tx: Tx, changes: readonly Change[], now: Date): Promise<void> {
  const [seen] = await tx.query<{ snapshot: string }>('SELECT pg_current_snapshot()::text AS snapshot');
  const snapshot = seen?.snapshot ?? '';
  await dropMessages(tx, changes.flatMap(leftVisits));
  await saveRuns(
    tx,
    changes.map(({ run, applied }) => ({
      before: run.data,
      after: applied.after,
      fence: run.fence + 1,
      snapshot,
      waitKeys: new Map(),
      records: applied.records.map((record) => ({
        ...record,
        configHash: applied.target.definition.steps.get(record.stepId)?.configHash ?? '',
      })),
    })),
    now,
  );
  await withdrawAbandoned(
    tx,
    changes.map(({ run }) => run.data.id),
    { reason: 'left', now },
  );
  // A run that goes on is due at once: its exit may have come true while it was paused.
  await tx.query(
    `UPDATE run r SET "dueAt" = CASE WHEN r.paused AND NOT p.paused AND r."endedAt" IS NULL THEN $2 ELSE r."dueAt" END,
       paused = p.paused AND r."endedAt" IS NULL, state = CASE WHEN p.paused AND r."endedAt" IS NULL THEN 'paused' ELSE r.state END
     FROM jsonb_to_recordset($1::jsonb) AS p(id uuid, paused boolean) WHERE r.id = p.id`,
    [JSON.stringify(changes.map(({ run, applied }) => ({ id: run.data.id, paused: applied.paused }))), now],
  );
  await moveCarriers(
    tx,
    changes.filter(({ run, applied }) => applied.target.versionId !== run.versionId),
  );
  await pokeCarriers(
    tx,
    changes.map(({ run }) => run.carrierId),
  );
}

/** Visits with messages under way that are over by the action. */
function leftVisits({ run, applied }: Change): VisitKey[] {
  const stays = (id: string) =>
    applied.after.positions.some((position) => position.id === id && position.state === 'sending');
  return run.data.positions
    .filter(({ id, state }) => state === 'sending' && !stays(id))
    .map(({ stepId, visit }) => ({ runId: run.data.id, stepId, visit }));
}

/** A carrier holds runs of one version: those that change theirs get a new one. */
async function moveCarriers(tx: Tx, moved: readonly Change[]): Promise<void> {
  if (moved.length === 0) return;
  const seats = await assignCarriers(
    tx,
    moved.map(({ applied }) => applied.target.versionId),
    moved.length > 50 ? 'bulk' : 'interactive',
  );
  await tx.query(
    `WITH m AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS m(id uuid, "versionId" uuid, version int, "carrierId" uuid)),
       runs AS (UPDATE run r SET "versionId" = m."versionId", version = m.version, "carrierId" = m."carrierId" FROM m WHERE r.id = m.id)
     UPDATE carrier c SET active = c.active + s.n FROM (SELECT "carrierId", count(*)::int AS n FROM m GROUP BY 1) s WHERE c.id = s."carrierId"`,
    [
      JSON.stringify(
        moved.map(({ run, applied: { target } }, n) => ({
          id: run.data.id,
          versionId: target.versionId,
          version: target.version,
          carrierId: seats[n],
        })),
      ),
    ],
  );
}

/** What ended runs leave to others: parents that wait, matches queued behind them. */
async function leaveBehind(tx: Tx, ended: readonly RunRow[], operating: Operating): Promise<void> {
  if (ended.length === 0) return;
  const ids = ended.map(({ data }) => data.id);
  await clearEnded(tx, ids, 'run-ended');
  await wakeParents(tx, ids, operating.now);
  await releaseQueued(tx, ended, operating);
}

function auditOf({ run, applied }: Change, { action }: RunAction, { actor, requestId }: Operating): AuditedAction {
  const stood = (data: RunData) => data.positions.map(({ stepId }) => stepId);
  const changes = {
    ...applied.details,
    workflow: run.workflowKey,
    version: run.version,
    at: { old: stood(run.data), new: action === 'cancel' ? [] : stood(applied.after) },
  };
  return {
    actor,
    action: `run.${didOf[action]}`,
    resource: { type: 'run', id: run.data.id },
    changes,
    ...(requestId === undefined ? {} : { requestId }),
  };
}
