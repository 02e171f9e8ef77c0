/**
 * Whether PostgreSQL can hold a text: no NUL, no half of a surrogate pair. Texts from outside are checked once, at the
 * edge, so that they are refused with a place instead of failing in the database.
 */
export function isStoredText(text: string): boolean {
  return !text.includes('\u0000') && !loneSurrogate.test(text);
}

/** The text without what PostgreSQL cannot hold: NUL goes, half a surrogate pair becomes U+FFFD. For what comes from strangers. */
export function storableText(text: string): string {
  return text.replaceAll('\u0000', '').replace(loneSurrogates, '\uFFFD');
}

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
const loneSurrogates = new RegExp(loneSurrogate, 'g');

/** Deeper nesting than this says nothing that a person or a program meant, and exhausts what walks it by recursion. */
export const deepestJson = 200;

/** What of a JSON value cannot be kept, and where. */
export type Unkeepable = {
  readonly code: 'invalid-text' | 'hostile-key' | 'too-deep';
  readonly path: readonly string[];
};

/**
 * The first thing in a JSON value that no database can hold (a text or key), that leads out of its data (`__proto__`) or that
 * is nested without measure; undefined when there is none. Works without recursion, so depth does no harm.
 */
export function findUnkeepable(value: unknown): Unkeepable | undefined {
  const open: { readonly value: unknown; readonly path: readonly string[] }[] = [{ value, path: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: item, path } = next;
    if (typeof item === 'string' && !isStoredText(item)) return { code: 'invalid-text', path };
    if (item === null || typeof item !== 'object') continue;
    if (path.length >= deepestJson) return { code: 'too-deep', path: path.slice(0, 10) };
    for (const [key, child] of Object.entries(item)) {
      if (!isStoredText(key)) return { code: 'invalid-text', path };
      if (key === '__proto__') return { code: 'hostile-key', path: [...path, key] };
      // Most values are plain: only what has to be looked into, or at, is put aside.
      if (typeof child === 'string' || (child !== null && typeof child === 'object'))
        open.push({ value: child, path: [...path, key] });
    }
  }
  return undefined;
}
