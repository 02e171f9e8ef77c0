import type { Json, JsonObject } from '../json.ts';
import { isRecordType, type RecordTypeKey } from '../records/record-types.ts';
import type { RecordKey } from './effect.ts';

/** The result of a step that made records: what `{"step": id, "type": type}` refers to later. */
export function madeRecords(records: readonly RecordKey[], more: JsonObject = {}): JsonObject {
  return { ...more, records: records.map(({ type, id }) => ({ type, id })) };
}

/** The record of a type in the result of a step; undefined when it made none. */
export function recordInResult(result: Json | undefined, type: RecordTypeKey): RecordKey | undefined {
  const records = isObject(result) ? result.records : undefined;
  if (!Array.isArray(records)) return undefined;
  return records.filter(isRecordKey).find((record) => record.type === type);
}

function isRecordKey(value: Json): value is { type: RecordTypeKey; id: string } {
  return isObject(value) && typeof value.id === 'string' && typeof value.type === 'string' && isRecordType(value.type);
}

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
