import { reachDates } from '../crm/date-triggers/reach-dates.ts';
import { sweepDates } from '../crm/date-triggers/sweep-dates.ts';
import { eventChannel } from '../crm/events/notify.ts';
import { carrierChannel } from '../crm/runs/notify-carriers.ts';
import { endLeftClocks, passMarks } from '../crm/sla/pass-marks.ts';
import { tellOverdue } from '../crm/tasks/tell-overdue.ts';
import { type LoopDeps, startChores } from './chores.ts';
import { deliverDue } from './deliver-due.ts';
import { dateTriggers } from './dispatch/date-triggers.ts';
import { dispatchBatch } from './dispatch/dispatcher.ts';
import { createNonMatchSampler } from './dispatch/non-match-sampler.ts';
import { createTriggerIndex } from './dispatch/trigger-index.ts';
import { startListener } from './listener.ts';
import { startLoop } from './loop.ts';
import { relayBatch } from './relay.ts';
import { syncSchedules } from './schedules.ts';

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
  const sweeping = () => ({ triggers: dateTriggers(index), company: live.settings, now: clock() });
  const dates = loop('dates', async () => {
    const reached = await reachDates(db, sweeping());
    if (reached > 0) dispatch.wake();
    return reached + (await sweepDates(db, sweeping()));
  });
  let round = 0;
  const schedules = startLoop({
    name: 'schedules',
    log,
    pollMs: 2000,
    // Temporal may have been set up anew: now and then it is asked what it still has.
    round: async () => {
      const given = { db, client, index, companyZone: () => live.settings.zone() };
      await syncSchedules(given, { thorough: round++ % 300 === 0 });
      return 0;
    },
  });
  const clocks = loop('clocks', async () => {
    const given = { company: live.settings, now: clock() };
    const passed = await passMarks(db, given);
    if (passed > 0) dispatch.wake();
    return passed + (await endLeftClocks(db, given));
  });
  const overdue = loop('overdue', async () => {
    const told = await tellOverdue(db, clock());
    if (told > 0) dispatch.wake();
    return told;
  });
  const loops = [
    clocks,
    overdue,
    dispatch,
    dates,
    schedules,
    deliver,
    relay,
    testRelay,
    ...startChores(deps, wakeRelays),
  ];
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
