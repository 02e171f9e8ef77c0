import type { Replanner } from '../calendars/on-change.ts';

/** Has the date triggers swept anew: their moments follow calendars and zones. They count as moved by the sweep itself. */
export const replanDates: Replanner = async (db, { trial }) => {
  if (trial) return (await db.query('SELECT 1 FROM date_trigger')).length;
  const rows = await db.query('UPDATE date_trigger SET cursor = NULL, "plannedAt" = NULL RETURNING "triggerId"');
  return rows.length;
};
