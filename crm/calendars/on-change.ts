import type { Actor } from '../actor.ts';
import { replanApprovals } from '../approvals/replan-approvals.ts';
import type { Database, Tx } from '../database.ts';
import { replanDates } from '../date-triggers/replan-dates.ts';
import { newId } from '../ids.ts';
import type { CompanyTime } from '../settings/company-settings.ts';
import { replanClocks } from '../sla/replan-clocks.ts';
import { retargetClocks } from '../sla/retarget-clocks.ts';
import { replanWaits } from './replan-waits.ts';

/** What changed: a calendar, whose calendar is which, or a policy. `about`: key of the calendar or policy, id of the user or team. */
export type CalendarChange = {
  readonly kind: 'calendar' | 'user' | 'team' | 'policy' | 'company';
  readonly about: string;
};

/** By what the time of a person is counted: their zone, and key of the calendar of their own or their team. */
export type PersonalTime = { readonly zone: string | null; readonly calendar: string | null };

/** The calendars as they are, or with `trial` as they would be, when nothing is written. */
export type Replanning = {
  readonly company: CompanyTime;
  readonly now: Date;
  readonly actor: Actor;
  readonly trial?: true;
  /** People who have another calendar or zone than is stored, by id. */
  readonly supposed?: ReadonlyMap<string, PersonalTime>;
  /** Policies that were stored, by key, with who did it: their clocks get the targets as they are now. */
  readonly policies?: ReadonlyMap<string, Actor>;
};

/** Counts anew what stands in the database and is due by a calendar, in batches of its own. @returns how many were (with `trial`: would be) moved */
export type Replanner = (db: Database, given: Replanning) => Promise<number>;

/** Everything that is due by calendars: what is counted in them has a line here, and an audit line tells how many it moved. */
const replanners: Readonly<Record<string, Replanner>> = {
  waits: replanWaits,
  dates: replanDates,
  clocks: replanClocks,
  targets: retargetClocks,
  approvals: replanApprovals,
};

/** Counts everything anew that is due by calendars. @returns how many were (with `trial`: would be) moved, by what they are */
export async function replanAll(db: Database, given: Replanning): Promise<Readonly<Record<string, number>>> {
  const moved: Record<string, number> = {};
  for (const [what, replan] of Object.entries(replanners)) moved[what] = await replan(db, given);
  return moved;
}

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
