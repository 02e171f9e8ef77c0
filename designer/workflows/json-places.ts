/** Line (from 1) of every place of a JSON text, by JSON pointer. Reading ends quietly where the text is broken. */
export function linesOfPlaces(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const reader = { text, at: 0, line: 1 };
  readValue(reader, '', lines);
  return lines;
}

/** The line of a place, or of the nearest place around it; 1 when there is none. */
export function lineOf(lines: ReadonlyMap<string, number>, pointer: string): number {
  for (let path = pointer; path !== ''; path = path.slice(0, Math.max(path.lastIndexOf('/'), 0))) {
    const line = lines.get(path);
    if (line !== undefined) return line;
  }
  return lines.get('') ?? 1;
}

type Reader = { readonly text: string; at: number; line: number };

function skipSpace(reader: Reader): string | undefined {
  for (;;) {
    const char = reader.text[reader.at];
    if (char === '\n') reader.line += 1;
    else if (char === undefined || !/\s/.test(char)) return char;
    reader.at += 1;
  }
}

function readText(reader: Reader): string | null {
  const match = /^"(?:[^"\\\n]|\\.)*"/.exec(reader.text.slice(reader.at));
  if (!match) return null;
  reader.at += match[0].length;
  try {
    return JSON.parse(match[0]) as string;
  } catch {
    return null;
  }
}

/** Reads a value at the reader's place; false where the text is broken. */
function readValue(reader: Reader, pointer: string, lines: Map<string, number>): boolean {
  const char = skipSpace(reader);
  if (!lines.has(pointer)) lines.set(pointer, reader.line);
  if (char === '{' || char === '[') return readMembers(reader, pointer, lines, char === '{');
  if (char === '"') return readText(reader) !== null;
  const scalar = /^[^\s,\]}]+/.exec(reader.text.slice(reader.at, reader.at + 64));
  if (!scalar) return false;
  reader.at += scalar[0].length;
  return true;
}

function readMembers(reader: Reader, pointer: string, lines: Map<string, number>, object: boolean): boolean {
  const close = object ? '}' : ']';
  reader.at += 1;
  for (let index = 0; ; index += 1) {
    const char = skipSpace(reader);
    if (char === close) {
      reader.at += 1;
      return true;
    }
    if (char === undefined) return false;
    let key = String(index);
    if (object) {
      const name = readText(reader);
      if (name === null || skipSpace(reader) !== ':') return false;
      reader.at += 1;
      key = name.replaceAll('~', '~0').replaceAll('/', '~1');
      lines.set(`${pointer}/${key}`, reader.line);
    }
    if (!readValue(reader, `${pointer}/${key}`, lines)) return false;
    if (skipSpace(reader) === ',') reader.at += 1;
  }
}
