import type { Actor } from '../actor.ts';
import { replanApprovals } from '../approvals/replan-approvals.ts';
import type { Database, Tx } from '../database.ts';
import { replanDates } from '../date-triggers/replan-dates.ts';
import { newId } from '../ids.ts';
import type { CompanyTime } from '../settings/company-settings.ts';
import { replanClocks } from '../sla/replan-clocks.ts';
import { replanWaits } from './replan-waits.ts';

/** What changed: a calendar, or whose calendar is which. `about`: key of the calendar or policy, id of the user or team. */
export type CalendarChange = {
  readonly kind: 'calendar' | 'user' | 'team' | 'policy' | 'company';
  readonly about: string;
};

/** The calendars as they are, or with `trial` as they would be, when nothing is written. */
export type Replanning = {
  readonly company: CompanyTime;
  readonly now: Date;
  readonly actor: Actor;
  readonly trial?: true;
};

/** Counts anew what stands in the database and is due by a calendar, in batches of its own. @returns how many were (with `trial`: would be) moved */
export type Replanner = (db: Database, given: Replanning) => Promise<number>;

/** Everything that is due by calendars: what is counted in them has a line here, and an audit line tells how many it moved. */
export const replanners: Readonly<Record<string, Replanner>> = {
  waits: replanWaits,
  dates: replanDates,
  clocks: replanClocks,
  approvals: replanApprovals,
};

/** Has everything that is due by calendars counted anew by the worker, once this transaction has committed. */
export async function noteCalendarChange(tx: Tx, { kind, about }: CalendarChange, actor: Actor): Promise<void> {
  await tx.query('INSERT INTO calendar_change (id, kind, about, "actorType", "actorId") VALUES ($1, $2, $3, $4, $5)', [
    newId(),
    kind,
    about,
    actor.type,
    actor.id,
  ]);
}
