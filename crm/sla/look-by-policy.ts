import { changeCalendar } from '../../domain/sla/clock.ts';
import { placeMarks } from '../../domain/sla/clock-spec.ts';
import type { PolicyClock } from '../../domain/sla/policy.ts';
import type { Calendar } from '../../domain/time/calendar.ts';
import type { Actor } from '../actor.ts';
import type { CompanyTime } from '../settings/company-settings.ts';
import { applyLooks, type Looked } from './apply-looks.ts';
import type { ClockRow } from './clock-row.ts';
import type { Judged } from './judge-policies.ts';

/** What a policy says of a record at a moment, of one of its clocks. */
export type LookByPolicy = {
  readonly moment: { readonly at: Date };
  readonly judged: Judged;
  readonly found: Judged['clocks'][number];
  readonly company: Pick<CompanyTime, 'calendars' | 'calendar'>;
};

/** The calendar of a policy, else of the company; undefined when there is none of that key any more. */
export function calendarOfPolicy({ judged, company }: Pick<LookByPolicy, 'judged' | 'company'>): Calendar | undefined {
  return company.calendars()[judged.policy.calendar ?? company.calendar()];
}

/** Target and marks of a policy's clock. */
export function marksOfPolicy(clock: PolicyClock, place: Parameters<typeof placeMarks>[1]) {
  const levels = (clock.warnings ?? []).map((percent) => ({ id: `warning-${percent}`, percent }));
  return placeMarks({ targets: clock.targets.map(({ target }) => ({ target })), levels }, place);
}

/** A clock after a look at its record by its policy; null while that has no calendar. */
export function lookByPolicy(row: ClockRow, given: LookByPolicy, actor: Actor): Looked | null {
  const { moment, judged, found, company } = given;
  const calendar = calendarOfPolicy(given);
  if (!calendar) return null;
  const at = moment.at.getTime();
  const targetRow = found.row === -1 ? row.targetRow : found.row;
  const { target, marks } = marksOfPolicy(found.clock, {
    row: targetRow,
    startedAt: row.kept.clock.startedAt,
    calendar,
  });
  // What was consumed in another calendar stays as that counted it.
  const before = company.calendars()[row.calendar];
  const clock = before && before.key !== calendar.key ? changeCalendar(row.kept.clock, at, before) : row.kept.clock;
  const now = {
    ...row,
    kept: { ...row.kept, clock },
    policyKey: judged.policy.key,
    clockKey: found.clock.id,
    calendar: calendar.key,
    targetRow,
    marks,
  };
  const looks = [{ at, paused: found.paused, resolved: found.stops, target: target ?? row.kept.clock.target }];
  return applyLooks(now, { looks, endsWithMarks: false, actor }, calendar);
}
