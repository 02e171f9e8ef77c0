/**
 * Whether PostgreSQL can hold a text: no NUL, no half of a surrogate pair. Texts from outside are checked once, at the
 * edge, so that they are refused with a place instead of failing in the database.
 */
export function isStoredText(text: string): boolean {
  return !text.includes('\u0000') && !loneSurrogate.test(text);
}

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** The path to the first text (value or key) that PostgreSQL cannot hold, undefined when there is none. */
export function unstorablePath(value: unknown, path: readonly PropertyKey[] = []): readonly PropertyKey[] | undefined {
  if (typeof value === 'string') return isStoredText(value) ? undefined : path;
  if (value === null || typeof value !== 'object') return undefined;
  for (const [key, item] of Object.entries(value)) {
    const place = [...path, key];
    if (!isStoredText(key)) return place;
    const found = unstorablePath(item, place);
    if (found) return found;
  }
  return undefined;
}
