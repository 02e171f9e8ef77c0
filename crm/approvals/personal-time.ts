import { addDuration } from '../../domain/time/add-duration.ts';
import { chooseCalendar } from '../../domain/time/choose-calendar.ts';
import type { Duration } from '../../domain/time/duration.ts';
import { isZone } from '../../domain/time/zone.ts';
import type { CompanyTime } from '../settings/company-settings.ts';
import type { PeopleAtWork } from './people.ts';

/** An instant after a duration as a person counts it: in their zone and calendar, else the company's. ISO. */
export function afterForPerson(
  since: string,
  duration: Duration,
  { userId, people, company }: { userId: string; people: PeopleAtWork; company: CompanyTime },
): string {
  const { zone, calendar } = people.clockOf(userId);
  const calendars = company.calendars();
  const at = addDuration(Date.parse(since), duration, {
    zone: zone !== null && isZone(zone) ? zone : company.zone(),
    calendars,
    calendar: chooseCalendar([calendar, company.calendar()], calendars),
  });
  return new Date(at).toISOString();
}

/** The same for several people: when the time is over for the last of them. */
export function afterForPeople(
  since: string,
  duration: Duration,
  { userIds, ...given }: { userIds: readonly string[]; people: PeopleAtWork; company: CompanyTime },
): string {
  const times = userIds.map((userId) => afterForPerson(since, duration, { userId, ...given })).sort();
  return times.at(-1) ?? afterForPerson(since, duration, { userId: '', ...given });
}
