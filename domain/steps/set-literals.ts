import { isComputed } from '../definition/words.ts';
import type { Json, JsonObject } from '../json.ts';
import type { RecordTypeKey } from '../records/record-types.ts';
import { ask, type Effect, type RecordRef, type Value } from './effect.ts';
import type { FieldWrite } from './step-type.ts';

/** Values as literals; the outside is only asked when one of them is computed. */
export function* literals(values: Readonly<Record<string, Value>>): Generator<Effect, JsonObject, unknown> {
  if (!Object.values(values).some(isComputed)) return values;
  return (yield* ask({ kind: 'resolve', values })).values;
}

/** What a `set` writes to the record that `where` tells of, with the value where it is known beforehand. */
export function writesOf(
  type: RecordTypeKey | null,
  set: JsonObject,
  where: Pick<FieldWrite, 'on' | 'made'>,
): readonly FieldWrite[] {
  if (type === null) return [];
  return Object.entries(set).map(([field, value]) => ({ ...where, ...write(`${type}.${field}`, value) }));
}

/** `on` of a step, where it names a record. */
export function onOf(on: RecordRef | undefined): Pick<FieldWrite, 'on'> {
  return on === undefined ? {} : { on };
}

function write(field: string, value: Json): FieldWrite {
  return isComputed(value) ? { field } : { field, value };
}
