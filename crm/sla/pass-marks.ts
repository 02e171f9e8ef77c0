import { cancelClock } from '../../domain/sla/clock.ts';
import { systemActor } from '../actor.ts';
import { auditActions } from '../audit/record-action.ts';
import type { Database } from '../database.ts';
import type { CompanyTime } from '../settings/company-settings.ts';
import { applyLooks, auditOf } from './apply-looks.ts';
import { type ClockRow, lockClocks, saveClocks } from './clock-row.ts';
import { tellNews } from './tell-news.ts';

type Passing = { readonly company: Pick<CompanyTime, 'calendars'>; readonly now: Date };
const batch = 200;

/**
 * Clocks of policies that have come to a mark: it is noted and told as an event, once. Those whose record has changes that are not
 * dispatched yet are left to these.
 * @returns how many had come to one
 */
export async function passMarks(db: Database, { company, now }: Passing): Promise<number> {
  return db.transaction(async (tx) => {
    const rows = await lockClocks(
      tx,
      `c."policyKey" IS NOT NULL AND c.state = 'running' AND c."nextAt" <= $1
       AND NOT EXISTS (SELECT 1 FROM event e WHERE e."recordId" = c."recordId" AND e."doneAt" IS NULL AND e.record IS NOT NULL)`,
      [now],
      { limit: batch, skip: true },
    );
    const looked = rows.flatMap((row) => {
      const calendar = company.calendars()[row.calendar];
      const looks = [{ at: now.getTime(), paused: false, resolved: false, target: row.kept.clock.target }];
      return calendar ? [applyLooks(row, { looks, endsWithMarks: false, actor: systemActor }, calendar)] : [];
    });
    await saveClocks(
      tx,
      looked.map(({ row }) => row),
    );
    await auditActions(
      tx,
      looked.flatMap(({ audit }) => audit),
    );
    await tellNews(tx, looked, now);
    return looked.length;
  });
}

/** Clocks of steps that nobody waits for any more: their run has left the step in another way. @returns how many */
export async function endLeftClocks(db: Database, { company, now }: Passing): Promise<number> {
  return db.transaction(async (tx) => {
    const rows = await lockClocks(
      tx,
      `c."runId" IS NOT NULL AND c."endedAt" IS NULL
       AND NOT EXISTS (SELECT 1 FROM run_position p WHERE p."runId" = c."runId" AND p."stepId" = c."stepId" AND p.visit = c.visit)`,
      [],
      { limit: batch, skip: true },
    );
    const ended = rows.flatMap((row): ClockRow[] => {
      const calendar = company.calendars()[row.calendar];
      if (!calendar) return [];
      const clock = cancelClock(row.kept.clock, now.getTime(), calendar);
      return [{ ...row, kept: { ...row.kept, clock }, nextAt: null, dueAt: null }];
    });
    await saveClocks(tx, ended);
    await auditActions(
      tx,
      ended.map((row) => auditOf(row, { what: 'cancelled', at: now.getTime() }, systemActor)),
    );
    return ended.length;
  });
}
