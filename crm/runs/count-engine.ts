import type { Queryable } from '../database.ts';

export type StateCount = { readonly state: string; readonly count: number };

/** Runs that have not ended, by state. */
export function countLiveRuns(db: Queryable): Promise<StateCount[]> {
  return db.query<StateCount>(
    `SELECT state, count(*) AS count FROM run WHERE phase IN ('open', 'paused', 'incident') GROUP BY state ORDER BY state`,
  );
}

/** Runs that started after an instant, by the state they are in now. */
export function countStartedRuns(db: Queryable, since: Date): Promise<StateCount[]> {
  return db.query<StateCount>(
    'SELECT state, count(*) AS count FROM run WHERE "startedAt" > $1 GROUP BY state ORDER BY state',
    [since],
  );
}

/** Steps that runs have done since there are any: the number that the last one was given. */
export function countSteps(db: Queryable): Promise<number> {
  return lastNumber(db, 'run_step_n_seq');
}

/** Legs that were begun since there are any. */
export function countLegs(db: Queryable): Promise<number> {
  return lastNumber(db, 'leg_n_seq');
}

async function lastNumber(db: Queryable, sequence: 'run_step_n_seq' | 'leg_n_seq'): Promise<number> {
  const [row] = await db.query<{ last: number }>(
    `SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS last FROM ${sequence}`,
  );
  return row?.last ?? 0;
}

/** Incidents that wait for a person, by kind. */
export function countOpenIncidents(db: Queryable): Promise<{ kind: string; count: number }[]> {
  return db.query(
    'SELECT kind, count(*) AS count FROM incident WHERE "resolvedAt" IS NULL GROUP BY kind ORDER BY kind',
  );
}

/** Events that wait to be dispatched, and for how many seconds the oldest does; those that failed are incidents. */
export async function outboxLag(db: Queryable): Promise<{ readonly events: number; readonly seconds: number }> {
  const [row] = await db.query<{ events: number; seconds: number }>(
    `SELECT count(*) AS events, coalesce(extract(epoch FROM now() - min("createdAt")), 0)::float8 AS seconds
     FROM event WHERE "doneAt" IS NULL AND "failedAt" IS NULL`,
  );
  return row ?? { events: 0, seconds: 0 };
}
