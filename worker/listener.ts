import type { Database } from '../crm/database.ts';
import type { Logger } from '../crm/log.ts';

/** Pause before a lost connection is opened again, in ms. Nothing is missed meanwhile: loops also poll. */
const reconnectAfter = 1000;

/** Listens to the database's notifications on a connection of its own, which is opened again when it is lost. */
export async function startListener({
  db,
  log,
  on,
}: {
  db: Database;
  log: Logger;
  on: Readonly<Record<string, () => void>>;
}) {
  let stopped = false;
  let client: Awaited<ReturnType<Database['connect']>> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const open = async (): Promise<void> => {
    if (stopped) return;
    try {
      const next = await db.connect();
      client = next;
      next.on('notification', ({ channel }) => on[channel]?.());
      next.on('end', again);
      for (const channel of Object.keys(on)) await next.query(`LISTEN ${channel}`);
      for (const wake of Object.values(on)) wake();
    } catch (error) {
      log.warn({ event: 'listener.failed', err: error });
      again();
    }
  };
  function again(): void {
    if (stopped || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      void open();
    }, reconnectAfter);
  }
  await open();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
