import { Context } from '@temporalio/activity';
import { advance } from '../../activities/advance.ts';
import type { EngineDeps } from '../../activities/engine.ts';
import { createLogger } from '../../crm/log.ts';
import { dispatchBatch } from '../../worker/dispatch/dispatcher.ts';
import { carrierWorkflowId, relayBatch } from '../../worker/relay.ts';
import { createEngineWorld } from './engine-world.ts';
import { openTestTemporal } from './test-workflows.ts';
import { until } from './until.ts';

/**
 * The engine with a real Temporal server: carriers run, their timers are real and can be skipped. Legs take the time at
 * which Temporal scheduled them, which follows the skipping.
 */
export async function createTemporalWorld(options: { zone?: string } = {}) {
  const temporal = await openTestTemporal();
  const world = await createEngineWorld({ ...options, start: new Date().toISOString() });
  const virtual: EngineDeps = { ...world.deps, clock: () => new Date(Context.current().info.scheduledTimestampMs) };
  const queues = {
    carriers: temporal.taskQueue,
    interactive: temporal.taskQueue,
    bulk: temporal.taskQueue,
    test: temporal.taskQueue,
  };
  await temporal.startWorker({
    activities: { advance: (input: Parameters<typeof advance>[1]) => advance(virtual, input) },
  });
  const log = createLogger({ name: 'test', level: 'silent' });
  const relay = () =>
    relayBatch({ db: world.db, realm: 'live', client: temporal.client, log, queues, allowLone: false });
  return {
    ...world,
    temporal,
    relay,
    log,
    queues,
    /** Dispatches what is undone and starts carriers. */
    async start() {
      while (
        (await dispatchBatch({
          db: world.db,
          index: world.index,
          versions: world.versions,
          company: world.deps.settings,
          clock: () => new Date(),
          wakeRelay: () => {},
        })) > 0
      );
      // A busy server may not answer in the time that a worker gives it: a worker, too, asks again then.
      await until('carriers are told', async () => (await relay()) >= 0);
    },
    /** Waits for the carrier of a run to end, its timers skipped. */
    async finish(carrierId: string) {
      await temporal.skipTime(carrierWorkflowId(carrierId));
      await temporal.client.workflow.getHandle(carrierWorkflowId(carrierId)).result();
    },
    async close() {
      await temporal.close();
      await world.close();
    },
  };
}

export type TemporalWorld = Awaited<ReturnType<typeof createTemporalWorld>>;
