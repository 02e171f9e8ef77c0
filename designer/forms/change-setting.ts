import type { Json, JsonObject } from '../../domain/json.ts';

/** The object with a setting changed, all others as they are and in their order; undefined takes it out. */
export function withSetting(object: JsonObject, key: string, value: Json | undefined): JsonObject {
  if (value === undefined) return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
  if (!Object.hasOwn(object, key)) return { ...object, [key]: value };
  return Object.fromEntries(Object.entries(object).map(([name, item]) => [name, name === key ? value : item]));
}

/** The list with an item changed; undefined takes it out. */
export function withItem(list: readonly Json[], index: number, value: Json | undefined): readonly Json[] {
  return list.flatMap((item, n) => (n === index ? (value === undefined ? [] : [value]) : [item]));
}
