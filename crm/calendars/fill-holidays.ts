import { systemActor } from '../actor.ts';
import { auditAction } from '../audit/record-action.ts';
import type { Database } from '../database.ts';
import type { HolidaySource } from './calendar-row.ts';
import { noteCalendarChange } from './on-change.ts';
import { publicHolidays } from './public-holidays.ts';
import type { FilledHolidays } from './save-calendar.ts';

/** Years ahead for which public holidays are kept: longer than the longest business duration. */
const yearsAhead = 10;

/** The public holidays of a source from last year on. @throws AppError invalid for a country or region that is not known */
export async function holidaysOf(source: HolidaySource | null, now: Date): Promise<FilledHolidays> {
  if (source === null) return { publicHolidays: [], filledThrough: null };
  const year = now.getUTCFullYear();
  const filledThrough = year + yearsAhead;
  return { publicHolidays: await publicHolidays({ ...source, from: year - 1, through: filledThrough }), filledThrough };
}

/** Gives calendars with a source the holidays of the years that have come into sight. @returns how many calendars got some */
export async function fillHolidays(db: Database, now: Date): Promise<number> {
  const due = await db.query<{ key: string; source: HolidaySource; filledThrough: number }>(
    'SELECT key, source, "filledThrough" FROM calendar WHERE source IS NOT NULL AND "filledThrough" < $1',
    [now.getUTCFullYear() + yearsAhead],
  );
  for (const { key, source, filledThrough: before } of due) {
    const filled = await holidaysOf(source, now);
    await db.transaction(async (tx) => {
      const rows = await tx.query(
        `UPDATE calendar SET "publicHolidays" = $2::jsonb, "filledThrough" = $3, "updatedAt" = now()
         WHERE key = $1 AND source = $4::jsonb AND "filledThrough" = $5 RETURNING key`,
        [key, JSON.stringify(filled.publicHolidays), filled.filledThrough, JSON.stringify(source), before],
      );
      if (rows.length === 0) return;
      await auditAction(tx, {
        actor: systemActor,
        action: 'calendar.holidays-filled',
        resource: { type: 'calendar', id: key },
        changes: { through: { old: before, new: filled.filledThrough } },
      });
      await noteCalendarChange(tx, { kind: 'calendar', about: key }, systemActor);
    });
  }
  return due.length;
}
