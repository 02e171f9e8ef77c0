import { withCommitPoints } from '../crm/commit-points.ts';
import { reachDates } from '../crm/date-triggers/reach-dates.ts';
import { sweepDates } from '../crm/date-triggers/sweep-dates.ts';
import { endLeftClocks, passMarks } from '../crm/sla/pass-marks.ts';
import { tellOverdue } from '../crm/tasks/tell-overdue.ts';
import type { LoopDeps } from './chores.ts';
import { dateTriggers } from './dispatch/date-triggers.ts';
import type { TriggerIndex } from './dispatch/trigger-index.ts';
import { type Loop, startLoop } from './loop.ts';
import { syncSchedules } from './schedules.ts';

/**
 * What time brings by itself: dates of records, marks of clocks, tasks that are overdue, of all of which dispatch is told by
 * events; and schedules, which Temporal keeps.
 */
export function startTimedLoops(
  { db, client, log, engines, hooks }: LoopDeps,
  { index, wakeDispatch }: { index: TriggerIndex; wakeDispatch: () => void },
): readonly Loop[] {
  const { settings } = engines.live;
  const at = (name: 'dates' | 'marks' | 'overdue' | 'schedules') => withCommitPoints(db, name, hooks.fault);
  const told = (count: number) => {
    if (count > 0) wakeDispatch();
    return count;
  };
  const dates = async () => {
    const sweeping = { triggers: dateTriggers(index), company: settings, now: new Date() };
    return told(await reachDates(at('dates'), sweeping)) + (await sweepDates(at('dates'), sweeping));
  };
  const clocks = async () => {
    const given = { company: settings, now: new Date() };
    return told(await passMarks(at('marks'), given)) + (await endLeftClocks(at('marks'), given));
  };
  let rounds = 0;
  const schedules = async () => {
    const given = { db: at('schedules'), client, index, companyZone: () => settings.zone() };
    // Temporal may have been set up anew: now and then it is asked what it still has.
    await syncSchedules(given, { thorough: rounds++ % 300 === 0 });
    return 0;
  };
  return [
    startLoop({ name: 'dates', log, pollMs: 1000, round: dates }),
    startLoop({ name: 'clocks', log, pollMs: 1000, round: clocks }),
    startLoop({
      name: 'overdue',
      log,
      pollMs: 1000,
      round: async () => told(await tellOverdue(at('overdue'), new Date())),
    }),
    startLoop({ name: 'schedules', log, pollMs: 2000, round: schedules }),
  ];
}
