import type { Queryable } from '../database.ts';

/** On which whoever makes or wakes carriers outside the worker tells its relay. */
export const carrierChannel = 'cadenza_carriers';

/** Wakes the relays after a commit that made or poked carriers. A lost wake-up costs a second: they look by themselves. */
export function notifyCarriers(db: Queryable): void {
  db.query('SELECT pg_notify($1, $2)', [carrierChannel, db.schema]).catch(() => undefined);
}
