import { heartbeat } from '@temporalio/activity';
import { enrollScheduled } from '../crm/schedules/enroll-scheduled.ts';
import type { ScheduledTime } from './activities.ts';
import type { EngineDeps } from './engine.ts';

/** Admits the records that a schedule is for, at one of its times. */
export async function enrollAudience(
  { db, versions, settings, clock, wakeRelay }: EngineDeps,
  time: ScheduledTime,
): Promise<{ count: number }> {
  const beat = setInterval(() => heartbeat(), 3000);
  try {
    return await enrollScheduled(db, time, { versions, company: settings, now: clock() });
  } finally {
    clearInterval(beat);
    wakeRelay();
  }
}
