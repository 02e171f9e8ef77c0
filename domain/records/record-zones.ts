import type { JsonObject } from '../json.ts';
import type { RecordKey } from '../steps/effect.ts';
import type { KnownZones } from '../time/resolve-zone.ts';

/** The account whose zone counts for a record where its person has none: itself, the one it names, else that of its person. */
export function accountKeyOf(key: RecordKey, record: JsonObject | null, person: JsonObject | null): RecordKey | null {
  if (key.type === 'account') return key;
  const id = textOf(record?.accountId) ?? textOf(person?.accountId);
  return id === undefined ? null : { type: 'account', id };
}

/** What is around a record when a wait of its run begins; `owner` is a user, `company` the company's zone. */
type Around = {
  readonly contact: JsonObject | null;
  readonly account: JsonObject | null;
  readonly owner: JsonObject | null;
  readonly company: string;
};

/** The zones that are known around a record. */
export function zonesAround({ contact, account, owner, company }: Around): KnownZones {
  return {
    contact: textOf(contact?.timezone),
    account: textOf(account?.timezone),
    owner: textOf(owner?.zone),
    company,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
