import type { Json } from '../../../domain/json.ts';

type ParsedText =
  | { readonly sound: true; readonly rule: Json | undefined }
  | { readonly sound: false; readonly line: number; readonly column: number };

/** The rule that a text is, none where it is empty; or the place where it breaks off being JSON. */
export function parsedRule(text: string): ParsedText {
  if (text.trim() === '') return { sound: true, rule: undefined };
  try {
    return { sound: true, rule: JSON.parse(text) as Json };
  } catch (error) {
    return { sound: false, ...placeIn(text, error instanceof Error ? error.message : '') };
  }
}

/** Browsers tell the place in different ways, some not at all: it is the end then. */
function placeIn(text: string, message: string): { readonly line: number; readonly column: number } {
  const [, line, column] = /line (\d+) column (\d+)/.exec(message) ?? [];
  if (line !== undefined) return { line: Number(line), column: Number(column) };
  const [, position] = /position (\d+)/.exec(message) ?? [];
  const lines = text.slice(0, position === undefined ? text.length : Number(position)).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
