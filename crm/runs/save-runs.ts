import { isEnded, type RunData, type StepRecord } from '../../domain/run/state.ts';
import type { Tx } from '../database.ts';
import { rowSet } from '../row-set.ts';

/** A run as a leg or an operator left it, with what the leg did. */
export type RunChange = {
  readonly before: RunData;
  readonly after: RunData;
  readonly fence: number;
  readonly records: readonly (StepRecord & { readonly configHash: string })[];
  /** Transactions visible when the leg began: events of others are later than its arrivals. */
  readonly snapshot: string;
  /** Keys of the waits that the leg began, by position. */
  readonly waitKeys: ReadonlyMap<string, readonly string[]>;
};

/**
 * Writes the changes of many runs: one statement, and few more where waits for events or forks are touched. The caller
 * holds the rows' locks. Also resets the count of flights and sets each run's next due time.
 */
export async function saveRuns(tx: Tx, changes: readonly RunChange[], now: Date): Promise<void> {
  if (changes.length === 0) return;
  const { gone, changed } = movedPositions(changes);
  await clearWaitKeys(tx, changes, [...gone, ...changed.map(({ id }) => id)]);
  await tx.query(saving, [
    savedRuns.of(
      changes.map(({ before, after, fence }) => ({
        id: after.id,
        fence,
        state: after.state,
        vars: after.vars === before.vars ? null : after.vars,
        learnt: learnt(before.memory, after.memory),
        error: after.error,
        endedAt: after.endedAt,
        dueAt: dueOf(after, now),
      })),
    ),
    JSON.stringify(changes.map(({ after }) => ({ id: after.id, state: after.state }))),
    savedSteps.of(changes.flatMap(({ after, records }) => records.map((record) => ({ runId: after.id, ...record })))),
    gone,
    savedPositions.of(changed),
    changes.map(({ after }) => after.id),
  ]);
  await saveWaitKeys(tx, changes);
  await saveForks(tx, changes);
}

/** `vars` only where they changed; of the memory what was added, as it grows with every step. */
const savedRuns = rowSet({
  id: 'uuid',
  fence: 'bigint',
  state: 'text',
  vars: 'jsonb',
  learnt: 'jsonb',
  error: 'jsonb',
  endedAt: 'timestamptz',
  dueAt: 'timestamptz',
});

const savedSteps = rowSet({
  runId: 'uuid',
  stepId: 'text',
  visit: 'int',
  type: 'text',
  outlet: 'text',
  configHash: 'text',
  startedAt: 'timestamptz',
  endedAt: 'timestamptz',
  detail: 'jsonb',
  result: 'jsonb',
  error: 'jsonb',
});

const savedPositions = rowSet({
  id: 'uuid',
  runId: 'uuid',
  stepId: 'text',
  visit: 'int',
  forkId: 'uuid',
  branch: 'text',
  state: 'text',
  since: 'timestamptz',
  dueAt: 'timestamptz',
  snapshot: 'text',
  attempt: 'int',
  progress: 'jsonb',
  wait: 'jsonb',
  outcome: 'jsonb',
  error: 'jsonb',
});

/** The ids stand beside the rows as well: whatever a plan knows of the table's size, it looks them up by their keys. */
const saving = `
  WITH announced AS (INSERT INTO stream_entry (kind, items) VALUES ('run', $2::jsonb)),
  stepped AS (
    INSERT INTO run_step ("runId", "stepId", visit, type, outlet, "configHash", "startedAt", "endedAt", detail, result, error)
    SELECT s."runId", s."stepId", s.visit, s.type, s.outlet, s."configHash", s."startedAt", s."endedAt", s.detail, s.result, s.error
    FROM ${savedSteps.from('$3')} s ORDER BY s.n
    ON CONFLICT ("runId", "stepId", visit) DO UPDATE SET outlet = excluded.outlet, "configHash" = excluded."configHash",
      "endedAt" = excluded."endedAt", detail = excluded.detail, result = excluded.result, error = excluded.error),
  gone AS (DELETE FROM run_position WHERE id = ANY($4::uuid[])),
  placed AS (
    INSERT INTO run_position (id, "runId", "stepId", visit, "forkId", branch, state, since, "dueAt", snapshot, attempt, progress, wait, outcome, error)
    SELECT p.id, p."runId", p."stepId", p.visit, p."forkId", p.branch, p.state, p.since, p."dueAt", p.snapshot, p.attempt, p.progress, p.wait, p.outcome, p.error
    FROM ${savedPositions.from('$5')} p
    ON CONFLICT (id) DO UPDATE SET "stepId" = excluded."stepId", visit = excluded.visit, "forkId" = excluded."forkId", branch = excluded.branch,
      state = excluded.state, since = excluded.since, "dueAt" = excluded."dueAt", attempt = excluded.attempt, progress = excluded.progress,
      wait = excluded.wait, outcome = excluded.outcome, error = excluded.error)
  UPDATE run r SET fence = c.fence, state = c.state, vars = coalesce(c.vars, r.vars),
    memory = CASE WHEN c.learnt IS NULL THEN r.memory ELSE r.memory || c.learnt END, error = c.error,
    flights = 0, "endedAt" = c."endedAt", "dueAt" = c."dueAt"
  FROM ${savedRuns.from('$1')} c
  WHERE r.id = c.id AND r.id = ANY($6::uuid[])`;

/** What a memory knows that it did not know before, if anything: it forgets nothing. */
function learnt(before: RunData['memory'], after: RunData['memory']): RunData['memory'] | null {
  const news = Object.entries(after).filter(([stepId, memory]) => before[stepId] !== memory);
  return news.length === 0 ? null : Object.fromEntries(news);
}

/** When the next leg of a run is due: at once for positions that can go on, else its earliest wait. */
export function dueOf(run: RunData, now: Date): string | null {
  if (isEnded(run.state)) return null;
  const times = run.positions.flatMap((position) => {
    if (position.state === 'incident') return [];
    if (position.outcome !== null || (position.state === 'ready' && position.dueAt === null))
      return [now.toISOString()];
    return position.dueAt ?? [];
  });
  return times.sort()[0] ?? null;
}

function movedPositions(changes: readonly RunChange[]) {
  const gone = changes.flatMap(({ before, after }) => {
    const kept = new Set(after.positions.map(({ id }) => id));
    return before.positions.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  });
  const changed = changes.flatMap(({ before, after, snapshot }) =>
    after.positions
      .filter((position) => !before.positions.includes(position))
      .map((position) => ({ runId: after.id, snapshot, ...position })),
  );
  return { gone, changed };
}

async function clearWaitKeys(tx: Tx, changes: readonly RunChange[], stale: readonly string[]): Promise<void> {
  const keyed = changes.some(({ before }) =>
    before.positions.some(({ wait }) => wait?.kind === 'event' || wait?.kind === 'runs'),
  );
  if (keyed && stale.length > 0) await tx.query('DELETE FROM wait_key WHERE "positionId" = ANY($1::uuid[])', [stale]);
}

async function saveWaitKeys(tx: Tx, changes: readonly RunChange[]): Promise<void> {
  const keys = changes.flatMap(({ after, waitKeys }) =>
    [...waitKeys].flatMap(([positionId, list]) =>
      after.positions.some(({ id }) => id === positionId)
        ? list.map((key) => ({ positionId, key, runId: after.id }))
        : [],
    ),
  );
  if (keys.length === 0) return;
  await tx.query(
    `INSERT INTO wait_key ("positionId", key, "runId") SELECT k."positionId", k.key, k."runId"
     FROM jsonb_to_recordset($1::jsonb) AS k("positionId" uuid, key text, "runId" uuid) ON CONFLICT DO NOTHING`,
    [JSON.stringify(keys)],
  );
}

async function saveForks(tx: Tx, changes: readonly RunChange[]): Promise<void> {
  const touched = changes.filter(({ before, after }) => before.forks.length > 0 || after.forks.length > 0);
  if (touched.length === 0) return;
  await tx.query('DELETE FROM run_fork WHERE "runId" = ANY($1::uuid[])', [touched.map(({ after }) => after.id)]);
  const rows = touched.flatMap(({ after }) => after.forks.map((fork) => ({ runId: after.id, ...fork })));
  if (rows.length === 0) return;
  await tx.query(
    `
    INSERT INTO run_fork (id, "runId", "parentId", branch, "stepId", visit, arrived, joined)
    SELECT f.id, f."runId", f."parentId", f.branch, f."stepId", f.visit, f.arrived, f.joined
    FROM jsonb_to_recordset($1::jsonb) AS f(id uuid, "runId" uuid, "parentId" uuid, branch text, "stepId" text, visit int, arrived int, joined boolean)`,
    [JSON.stringify(rows)],
  );
}
