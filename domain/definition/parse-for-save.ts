import type { ErrorCode, Issue } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { definitionLimits } from './limits.ts';
import { findUnstorable } from './unstorable.ts';
import { keySchema } from './words.ts';

export type SaveError = { readonly code: ErrorCode; readonly detail: string; readonly issues: readonly Issue[] };
export type SaveResult = { readonly document: JsonObject } | { readonly error: SaveError };

/**
 * Reads a definition to be saved as a draft. Refused are only: what is not JSON, is over 256 KiB, has another format or another
 * key than `key`, or cannot be stored (`__proto__` and its like). Everything else is a matter for `validateDefinition`.
 */
export function parseForSave(text: string, { key }: { readonly key?: string } = {}): SaveResult {
  const bytes = bytesOf(text);
  if (bytes > definitionLimits.bytes) {
    return refusal(
      'too-large',
      `A definition is at most ${definitionLimits.bytes / 1024} KiB; this one has ${Math.ceil(bytes / 1024)}.`,
    );
  }
  const parsed = parse(text);
  if (!parsed) return refusal('not-json', 'The body is not JSON.');
  const document = parsed.value;
  if (!isObject(document))
    return refusal('invalid-definition', 'A definition is a JSON object.', { code: 'not-a-definition', path: '' });
  const unstorable = findUnstorable(document);
  if (unstorable) return refusal('invalid-definition', unstorable.message, unstorable);
  if (document.format !== 1) {
    return refusal('invalid-definition', '"format" is 1; other formats are not known here.', {
      code: 'foreign-format',
      path: '/format',
    });
  }
  return withKey(document, key);
}

function withKey(document: JsonObject, key: string | undefined): SaveResult {
  const own = keySchema.safeParse(document.key);
  if (!own.success) {
    return refusal('invalid-definition', 'A definition has a "key" of small letters, digits and hyphens.', {
      code: 'foreign-key',
      path: '/key',
    });
  }
  if (key !== undefined && own.data !== key) {
    return refusal('invalid-definition', `The definition has the key "${own.data}", and the address names "${key}".`, {
      code: 'foreign-key',
      path: '/key',
    });
  }
  return { document };
}

function refusal(
  code: ErrorCode,
  detail: string,
  place?: { readonly code: string; readonly path: string },
): SaveResult {
  const issues: Issue[] = place ? [{ severity: 'error', code: place.code, path: place.path, message: detail }] : [];
  return { error: { code, detail, issues } };
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Length of a text in UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
