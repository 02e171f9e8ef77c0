/** A piece of JSON: a text, a number or word, or a sign. */
const piece =
  /\s*(?:("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])|([{}[\],:]))/uy;

type Expected = 'value' | 'firstItem' | 'key' | 'firstKey' | 'colon' | 'next';

/** Where a text stops being JSON; its end, where it only is not complete. Browsers do not tell. */
export function jsonBreak(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    piece.lastIndex = at;
    const match = piece.exec(text);
    const begin = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
    if (match === null) return begin;
    const [all, quoted, , sign] = match;
    const kind = quoted === undefined ? (sign ?? 'scalar') : 'text';
    const next = after(kind, expected, open);
    if (next === null) return begin;
    expected = next;
    at += all.length;
  }
}

/** What may follow a piece, and null where it may not stand; what it opens and closes is noted in `open`. */
function after(kind: string, expected: Expected, open: string[]): Expected | null {
  const isValue = expected === 'value' || expected === 'firstItem';
  if (kind === 'text' && (expected === 'key' || expected === 'firstKey')) return 'colon';
  if (kind === 'text' || kind === 'scalar') return isValue ? 'next' : null;
  if (kind === '{' || kind === '[') {
    if (!isValue) return null;
    open.push(kind);
    return kind === '{' ? 'firstKey' : 'firstItem';
  }
  if (kind === ':') return expected === 'colon' ? 'value' : null;
  const inObject = open.at(-1) === '{';
  if (kind === ',') return expected === 'next' && open.length > 0 ? (inObject ? 'key' : 'value') : null;
  const closes = kind === '}' ? inObject : open.at(-1) === '[';
  const isFirst = expected === (kind === '}' ? 'firstKey' : 'firstItem');
  if (!closes || (expected !== 'next' && !isFirst)) return null;
  open.pop();
  return 'next';
}
