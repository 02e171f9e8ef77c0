import type { Json, JsonObject } from '../json.ts';

/** The fields of a record that an approval is bound to, as they are; absent ones are null. */
export function boundFields(record: JsonObject | null, bind: readonly string[]): JsonObject {
  return Object.fromEntries([...bind].sort().map((field) => [field, record?.[field] ?? null]));
}

/** Content as one text that is the same for the same values, whatever the order of keys: what its hash is taken of. */
export function contentText(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(contentText).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${contentText(item)}`).join(',')}}`;
}

/** What of the bound content is different now: `{field: {old, new}}`; null when nothing is. */
export function boundDiff(bound: JsonObject, record: JsonObject | null): JsonObject | null {
  const changed = Object.entries(bound).flatMap(([field, old]) => {
    const now = record?.[field] ?? null;
    return contentText(old) === contentText(now) ? [] : [[field, { old, new: now }] as const];
  });
  return changed.length === 0 ? null : Object.fromEntries(changed);
}
