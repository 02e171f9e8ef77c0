import type { Json } from '../../../domain/json.ts';
import { jsonBreak } from './json-break.ts';

type ParsedText =
  | { readonly sound: true; readonly rule: Json | undefined }
  | { readonly sound: false; readonly line: number; readonly column: number };

/** The rule that a text is, none where it is empty; or the place where it breaks off being JSON. */
export function parsedRule(text: string): ParsedText {
  if (text.trim() === '') return { sound: true, rule: undefined };
  try {
    return { sound: true, rule: JSON.parse(text) as Json };
  } catch {
    const before = text.slice(0, jsonBreak(text)).split('\n');
    return { sound: false, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }
}
