import { eventChannel } from '../crm/events/notify.ts';
import { carrierChannel } from '../crm/runs/notify-carriers.ts';
import { type LoopDeps, startChores } from './chores.ts';
import { deliverDue } from './deliver-due.ts';
import { dispatchBatch } from './dispatch/dispatcher.ts';
import { createNonMatchSampler } from './dispatch/non-match-sampler.ts';
import { createTriggerIndex } from './dispatch/trigger-index.ts';
import { startListener } from './listener.ts';
import { startLoop } from './loop.ts';
import { relayBatch } from './relay.ts';
import { startTimedLoops } from './timed-loops.ts';

/** What a worker does beside legs: dispatch, relay in both realms, messages without a run, and its chores. */
export async function startLoops(deps: LoopDeps) {
  const { db, sandbox, client, log, engines, hooks } = deps;
  const clock = () => new Date();
  const fault = hooks.fault ? { fault: hooks.fault } : {};
  const loop = (name: string, round: () => Promise<number>) => startLoop({ name, log, pollMs: 1000, round });
  const relay = loop('relay', () => relayBatch({ db, realm: 'live', client, log, ...fault }));
  const testRelay = loop('test-relay', () => relayBatch({ db: sandbox, realm: 'test', client, log }));
  const wakeRelays = () => {
    relay.wake();
    testRelay.wake();
  };
  const { versions, live } = engines;
  const index = createTriggerIndex(versions, ({ key, version }, error) =>
    log.error({ event: 'workflow.unreadable', workflow: key, version, err: error }),
  );
  const sampler = createNonMatchSampler();
  const dispatch = loop('dispatch', () =>
    dispatchBatch({
      db,
      index,
      sampler,
      versions,
      company: live.settings,
      clock,
      renderTexts: live.renderTexts,
      wakeRelay: relay.wake,
      ...fault,
    }),
  );
  const deliver = loop('deliver', () => deliverDue({ db, delivery: live.delivery, clock }));
  const timed = startTimedLoops(deps, { index, wakeDispatch: dispatch.wake });
  const loops = [dispatch, deliver, relay, testRelay, ...timed, ...startChores(deps, wakeRelays)];
  const listener = await startListener({
    db,
    log,
    on: { [eventChannel]: dispatch.wake, [carrierChannel]: wakeRelays },
  });
  return {
    wakeRelays,
    stop: async () => {
      await listener.stop();
      await Promise.all(loops.map(({ stop }) => stop()));
    },
  };
}
