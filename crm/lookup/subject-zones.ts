import { accountKeyOf, zonesAround } from '../../domain/records/record-zones.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import { chooseCalendar } from '../../domain/time/choose-calendar.ts';
import type { KnownZones } from '../../domain/time/resolve-zone.ts';
import { isZone } from '../../domain/time/zone.ts';
import type { CompanyTime } from '../settings/company-settings.ts';
import { personKeyOf, type RecordCache } from './record-cache.ts';

/** Reads the accounts whose zones count for records that the cache holds: those of persons without a zone of their own. */
export async function loadAccountZones(cache: RecordCache, subjects: readonly RecordKey[]): Promise<void> {
  const accounts = subjects.flatMap((key) => {
    const person = personOf(key, cache);
    const account = accountKeyOf(key, cache.record(key), person);
    return account === null || isZone(String(person?.timezone ?? '')) ? [] : [account];
  });
  await cache.load(accounts);
}

/** Zones known around a record that the cache holds: of its person, its account, its owner, and the company's. */
export function subjectZones(key: RecordKey, cache: RecordCache, company: string): KnownZones {
  const record = cache.record(key);
  const contact = personOf(key, cache);
  const account = cache.record(accountKeyOf(key, record, contact));
  return zonesAround({ contact, account, owner: cache.user(record?.ownerId), company });
}

/** The user whose calendar counts for a record that the cache holds, its owner, and the key of that calendar, else of the company's. */
export function subjectCalendar(
  key: RecordKey,
  cache: RecordCache,
  company: Pick<CompanyTime, 'calendars' | 'calendar'>,
): { readonly userId: string | null; readonly calendar: string } {
  const owner = cache.user(cache.record(key)?.ownerId);
  const calendar = chooseCalendar([owner?.calendar, company.calendar()], company.calendars());
  return { userId: typeof owner?.id === 'string' ? owner.id : null, calendar };
}

const personOf = (key: RecordKey, cache: RecordCache) => cache.record(personKeyOf(key, cache.record(key)));
