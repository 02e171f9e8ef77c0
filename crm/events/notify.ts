import type { Database } from '../database.ts';

/** The channel on which dispatchers are woken. */
export const eventChannel = 'cadenza_event';

/** NOTIFY takes a lock on every commit that holds it, so it runs beside the writes and at most this often. */
const quietMs = 50;

type Waiting = { lastAt: number; timer: NodeJS.Timeout | undefined };

const states = new WeakMap<object, Waiting>();

/**
 * Wakes dispatchers after the commit of something that made events: at once, but at most once in 50 ms and process, on a
 * connection of its own. A lost wake-up costs a second: they look by themselves that often.
 */
export function notifyEvents(db: Database): void {
  const state = states.get(db.home) ?? { lastAt: 0, timer: undefined };
  states.set(db.home, state);
  if (state.timer) return;
  const send = () => {
    state.timer = undefined;
    state.lastAt = performance.now();
    db.query('SELECT pg_notify($1, $2)', [eventChannel, db.schema]).catch(() => undefined);
  };
  const wait = state.lastAt + quietMs - performance.now();
  if (state.lastAt === 0 || wait <= 0) send();
  else state.timer = setTimeout(send, wait).unref();
}
