/** Segments that no path may have: they lead out of the data. */
const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** The segments of a path such as `record.status`; of the empty path none. */
export function segmentsOf(path: unknown): readonly string[] {
  return path === null || path === undefined || path === '' ? [] : String(path).split('.');
}

/** Whether a path names one of the keys that lead out of the data. */
export function isForbiddenPath(path: string): boolean {
  return path.split('.').some((segment) => forbidden.has(segment));
}

/** What stands under `key`: own keys of objects and lists only, so nothing inherited is ever seen. */
export function ownValue(value: unknown, key: string): unknown {
  if (value === null || typeof value !== 'object') return undefined;
  // Reading first is faster than asking first, and most keys that are not there are not inherited either.
  const found = (value as Readonly<Record<string, unknown>>)[key];
  return found === undefined || Object.hasOwn(value, key) ? found : undefined;
}

/** The value at a path, undefined where there is none. */
export function valueAt(data: unknown, segments: readonly string[]): unknown {
  let value = data;
  for (const segment of segments) {
    value = ownValue(value, segment);
    if (value === undefined) return undefined;
  }
  return value;
}

/** One more segment of a JSON pointer (RFC 6901). */
export function pointer(base: string, key: string | number): string {
  const text = String(key);
  return `${base}/${/[~/]/.test(text) ? text.replaceAll('~', '~0').replaceAll('/', '~1') : text}`;
}
