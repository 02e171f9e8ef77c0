import type { Json } from '../../domain/json.ts';
import type { Field } from '../../domain/records/field.ts';

/** Values a new record begins with: the defaults of its fields that people may write. */
export function defaultsOf(fields: readonly Field[]): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    fields.flatMap(({ key, default: value, readOnly }) => (value === undefined || readOnly ? [] : [[key, value]])),
  );
}
