import { isComputed } from '../definition/words.ts';
import type { Json, JsonObject } from '../json.ts';
import type { RecordTypeKey } from '../records/record-types.ts';
import { ask, type Effect, type Value } from './effect.ts';
import type { FieldWrite } from './step-type.ts';

/** Values as literals; the outside is only asked when one of them is computed. */
export function* literals(values: Readonly<Record<string, Value>>): Generator<Effect, JsonObject, unknown> {
  if (!Object.values(values).some(isComputed)) return values;
  return (yield* ask({ kind: 'resolve', values })).values;
}

/** What a `set` writes, with the value where it is known beforehand. */
export function writesOf(type: RecordTypeKey | null, set: JsonObject): readonly FieldWrite[] {
  if (type === null) return [];
  return Object.entries(set).map(([field, value]) => write(`${type}.${field}`, value));
}

function write(field: string, value: Json): FieldWrite {
  return isComputed(value) ? { field } : { field, value };
}
