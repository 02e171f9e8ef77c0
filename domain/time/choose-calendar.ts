import type { Calendars } from './calendar.ts';

/**
 * Key of the calendar that counts: the first of `keys` (of the user, their team, a policy, the company: whoever is asked
 * first stands first) that is there; `business` when none is.
 */
export function chooseCalendar(keys: readonly unknown[], calendars: Calendars): string {
  const found = keys.find((key) => typeof key === 'string' && Object.hasOwn(calendars, key));
  return typeof found === 'string' ? found : 'business';
}
