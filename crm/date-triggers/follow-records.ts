import { groupBy } from '../../domain/group-by.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { calendarOf } from '../../domain/time/duration.ts';
import type { DateSettings } from '../../domain/triggers/date-moments.ts';
import type { Tx } from '../database.ts';
import type { Cause } from '../runs/run-row.ts';
import { type DatePlanning, type LiveDateTrigger, planDates } from './plan-dates.ts';

/** A change of a record, as its event tells it. */
export type RecordEvent = {
  readonly type: string;
  readonly recordType: RecordTypeKey | null;
  readonly recordId: string | null;
  readonly changes: Readonly<Record<string, unknown>> | null;
  /** The runs that led to it. */
  readonly cause: Cause;
};

/**
 * Plans date triggers anew for records that were made, or whose date changed, or the owner by whose time it is counted; drops
 * what was planned for records that are gone.
 */
export async function followRecords(
  tx: Tx,
  events: readonly RecordEvent[],
  { triggersOf, ...planning }: DatePlanning & { triggersOf: (type: RecordTypeKey) => readonly LiveDateTrigger[] },
): Promise<void> {
  const changed = events.filter(({ type, recordId }) => type.startsWith('record.') && recordId !== null);
  const gone = changed.flatMap(({ type, recordId }) => (type === 'record.deleted' && recordId ? [recordId] : []));
  for (const [type, group] of groupBy(changed, ({ recordType }) => recordType)) {
    if (type === null) continue;
    for (const trigger of triggersOf(type)) {
      const causes = new Map(
        group.flatMap((event) =>
          event.recordId && moves(event, trigger.settings) ? [[event.recordId, event.cause] as const] : [],
        ),
      );
      await planDates(tx, trigger, { ids: [...causes.keys()].sort(), causes, planning });
    }
  }
  if (gone.length > 0) await tx.query('DELETE FROM date_plan WHERE "recordId" = ANY($1::uuid[])', [gone]);
}

function moves({ type, changes }: RecordEvent, settings: DateSettings): boolean {
  if (type === 'record.created') return true;
  if (type !== 'record.updated') return false;
  return fieldsOf(settings).some((field) => Object.hasOwn(changes ?? {}, field));
}

/** Fields of the record that move its moment. */
function fieldsOf({ field, offset, at }: DateSettings): readonly string[] {
  const byOwner = at?.zone === 'owner' || durationsOf(offset).some((duration) => calendarOf(duration, '') === '');
  const byPerson = at === undefined || at.zone === 'contact';
  return [field, ...(byOwner ? ['ownerId'] : []), ...(byPerson ? ['timezone', 'contactId', 'accountId'] : [])];
}

const durationsOf = (offset: DateSettings['offset']) => Object.values(offset ?? {});
