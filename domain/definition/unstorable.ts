import { jsonPointer } from '../json-pointer.ts';
import { isStoredText } from '../records/stored-text.ts';
import { definitionLimits } from './limits.ts';

/** What cannot be kept as a document, with its place. */
export type Unstorable = {
  readonly code: 'hostile-key' | 'hostile-text' | 'too-deep';
  readonly path: string;
  readonly message: string;
};

const hostileKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

type Open = { readonly value: unknown; readonly path: readonly string[] };

/**
 * Looks through parsed JSON for keys that lead out of the data, for texts that no database keeps (the character 0, halves of
 * characters), for numbers that are none any more, and for nesting without measure. Without recursion, so that depth does no harm.
 */
export function findUnstorable(document: unknown): Unstorable | undefined {
  const open: Open[] = [{ value: document, path: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path } = next;
    const problem = problemOf(value, path);
    if (problem) return problem;
    if (value === null || typeof value !== 'object') continue;
    for (const [key, child] of Object.entries(value)) {
      const at = [...path, key];
      if (hostileKeys.has(key))
        return {
          code: 'hostile-key',
          path: jsonPointer(at),
          message: `The key "${key}" is not allowed anywhere. Name it otherwise.`,
        };
      if (!isStoredText(key))
        return {
          code: 'hostile-text',
          path: jsonPointer(path),
          message: 'A key holds a character that cannot be stored.',
        };
      open.push({ value: child, path: at });
    }
  }
  return undefined;
}

function problemOf(value: unknown, path: readonly string[]): Unstorable | undefined {
  if (path.length > definitionLimits.depth) {
    return {
      code: 'too-deep',
      path: jsonPointer(path.slice(0, 10)),
      message: `Objects and lists stand more than ${definitionLimits.depth} deep in one another.`,
    };
  }
  if (typeof value === 'string' && !isStoredText(value)) {
    return {
      code: 'hostile-text',
      path: jsonPointer(path),
      message: 'The text holds a character that cannot be stored: the character 0 or half a character.',
    };
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { code: 'hostile-text', path: jsonPointer(path), message: 'The number is too large to be kept.' };
  }
  return undefined;
}
