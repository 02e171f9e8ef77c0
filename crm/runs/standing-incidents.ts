import type { JsonObject } from '../../domain/json.ts';
import type { Database, Tx } from '../database.ts';
import { announce } from '../stream/announce.ts';
import { type NewIncident, raiseIncidents } from './incidents.ts';

/** An incident that lasts as long as what it tells; `about` says which of its code it is. */
export type StandingIncident = Omit<NewIncident, 'details'> & {
  readonly details: JsonObject & { readonly about: string };
};

/** Any number that nothing else locks: of two workers one raises. */
const incidentLock = 7_223_395;

/**
 * Has exactly these incidents of a code open: new ones are raised, and those that do not hold any more are closed. Those that stop a run
 * for the same reason say nothing of `about`, and are not touched.
 */
export async function holdIncidents(
  db: Database,
  { code, wanted, now }: { code: string; wanted: readonly StandingIncident[]; now: Date },
): Promise<void> {
  const isAbout = (about: string) => (incident: StandingIncident) => incident.details.about === about;
  const read = `SELECT id, details->>'about' AS about FROM incident WHERE code = $1 AND "resolvedAt" IS NULL AND details ? 'about'`;
  const known = await db.query<{ about: string }>(read, [code]);
  const isAsWanted = known.length === wanted.length && known.every(({ about }) => wanted.some(isAbout(about)));
  if (isAsWanted) return;
  await db.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [incidentLock]);
    const open = await tx.query<{ id: string; about: string }>(read, [code]);
    await raiseIncidents(
      tx,
      wanted.filter(({ details }) => !open.some(({ about }) => about === details.about)),
    );
    const over = open.filter(({ about }) => !wanted.some(isAbout(about)));
    await closeIncidents(
      tx,
      over.map(({ id }) => id),
      now,
    );
  });
}

/** Closes open incidents whose cause is over. */
export async function closeIncidents(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx.query(
    `UPDATE incident SET "resolvedAt" = $2, resolution = 'over' WHERE id = ANY($1::uuid[]) AND "resolvedAt" IS NULL`,
    [ids, now],
  );
  await announce(
    tx,
    'incident',
    ids.map((id) => ({ id })),
  );
}
