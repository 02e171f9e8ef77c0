import type { RecordJson } from '../../domain/records/record.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import { isUuid } from '../../domain/records/uuid.ts';
import type { Queryable } from '../database.ts';
import { type RecordRow, recordOf } from './columns.ts';
import { fieldCatalogue } from './fields.ts';

/** Records by id, whoever asks: missing ones are left out. For the engine; people read through `find-records`. */
export async function readRecords(
  db: Queryable,
  type: RecordTypeKey,
  ids: readonly string[],
): Promise<Map<string, RecordJson>> {
  const wanted = [...new Set(ids.filter(isUuid))];
  if (wanted.length === 0) return new Map();
  const rows = await db.query<RecordRow>(`SELECT * FROM "${recordTypes[type].table}" WHERE id = ANY($1::uuid[])`, [
    wanted,
  ]);
  const fields = (await fieldCatalogue(db)).fieldsOf(type);
  return new Map(rows.map((row) => [row.id, recordOf(type, fields, row)]));
}
