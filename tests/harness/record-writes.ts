import { systemActor } from '../../crm/actor.ts';
import type { Database } from '../../crm/database.ts';
import { acceptEvents, type IncomingEvent } from '../../crm/events/accept.ts';
import type { Change } from '../../crm/records/change.ts';
import { writeRecords } from '../../crm/records/write.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';

/** Changes of records and behaviour, as if somebody else had made them. */
export function recordWrites(db: Database, clock: () => Date) {
  const by = { actor: systemActor, cause: [] };
  const write = (...changes: readonly Change[]) =>
    db.transaction((tx) => writeRecords(tx, { ...by, automations: true, now: clock() }, changes));
  const one = async (change: Change) => {
    const [result] = await write(change);
    if (result?.kind !== 'ok') throw new Error(JSON.stringify(result));
    return result.record;
  };
  return {
    write,
    create: (type: RecordTypeKey, fields: JsonObject) => one({ kind: 'create', type, fields }),
    change: (type: RecordTypeKey, id: string, set: JsonObject) => one({ kind: 'update', type, id, change: { set } }),
    happen: (...events: readonly IncomingEvent[]) =>
      db.transaction((tx) => acceptEvents(tx, { ...by, now: clock() }, events)),
  };
}
