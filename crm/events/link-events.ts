import { groupBy } from '../../domain/group-by.ts';
import { isRecordType, type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { Tx } from '../database.ts';
import type { IncomingEvent } from './incoming-event.ts';

/** The records an event is about, the named one first; `missing` is the name of a field that points to nothing. */
export type Linked = { readonly links: readonly RecordKey[]; readonly missing?: 'contactId' | 'recordId' };

/** Finds the records of many events with one query for each record type that is asked for. */
export async function linkEvents(tx: Tx, events: readonly IncomingEvent[]): Promise<Linked[]> {
  const existing = await findNamed(tx, events.flatMap(namedKeys));
  const byAddress = await findByAddress(
    tx,
    'email',
    events.flatMap(({ email }) => (email === undefined ? [] : [addressOf(email)])),
  );
  const byPhone = await findByAddress(
    tx,
    'phone',
    events.flatMap(({ phone }) => phone ?? []),
  );
  return events.map((event) => {
    const { recordId, contactId, email, phone } = event;
    const named = namedKeys(event);
    const absent = named.find((key) => !existing.has(textOf(key)));
    if (absent)
      return {
        links: [],
        missing:
          absent.id === recordId?.toLowerCase() ? 'recordId' : contactId === undefined ? 'recordId' : 'contactId',
      };
    const addressed = email === undefined ? [] : (byAddress.get(addressOf(email)) ?? []);
    const called = phone === undefined ? [] : (byPhone.get(phone) ?? []);
    const links = new Map([...named, ...addressed, ...called].map((key) => [key.id, key]));
    return { links: [...links.values()] };
  });
}

function namedKeys({ recordType, recordId, contactId }: IncomingEvent): RecordKey[] {
  const keys: RecordKey[] = [];
  if (recordType !== undefined && isRecordType(recordType) && recordId !== undefined)
    keys.push({ type: recordType, id: recordId.toLowerCase() });
  if (contactId !== undefined) keys.push({ type: 'contact', id: contactId.toLowerCase() });
  return keys;
}

async function findNamed(tx: Tx, keys: readonly RecordKey[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const [type, group] of groupBy(keys, (key) => key.type)) {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM "${recordTypes[type].table}" WHERE id = ANY($1::uuid[])`,
      [group.map(({ id }) => id)],
    );
    for (const { id } of rows) found.add(textOf({ type, id }));
  }
  return found;
}

/** Contacts before leads, older ones first. */
async function findByAddress(
  tx: Tx,
  field: 'email' | 'phone',
  addresses: readonly string[],
): Promise<Map<string, RecordKey[]>> {
  if (addresses.length === 0) return new Map();
  const rows = await tx.query<{ address: string; type: RecordTypeKey; id: string }>(
    `SELECT ${field} AS address, 'contact' AS type, id FROM contact WHERE ${field} = ANY($1::text[])
     UNION ALL SELECT ${field}, 'lead', id FROM lead WHERE ${field} = ANY($1::text[]) ORDER BY type, id`,
    [[...new Set(addresses)]],
  );
  return groupBy(rows, ({ address }) => address) as Map<string, RecordKey[]>;
}

const addressOf = (email: string) => email.trim().toLowerCase();
const textOf = ({ type, id }: RecordKey) => `${type}:${id}`;
