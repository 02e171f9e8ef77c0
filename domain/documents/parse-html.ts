/** A text, or an element of the HTML that documents are made of. */
export type HtmlNode = string | HtmlElement;
export type HtmlElement = {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly HtmlNode[];
};

/** The body of a document, or why it is none. */
export type ParsedHtml =
  | { readonly ok: true; readonly children: readonly HtmlNode[] }
  | { readonly ok: false; readonly message: string };

/** The tags of documents: there are no others, so that nothing in a template can reach out of it. */
export const documentTags: readonly string[] = [
  'h1',
  'h2',
  'h3',
  'p',
  'div',
  'hr',
  'br',
  'ul',
  'ol',
  'li',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
  'b',
  'strong',
  'i',
  'em',
  'u',
  'small',
];

/** Around the whole document, and without a meaning for it. */
const frame: ReadonlySet<string> = new Set(['html', 'body']);
const known: ReadonlySet<string> = new Set([...documentTags, ...frame]);
const empty: ReadonlySet<string> = new Set(['hr', 'br']);
const mostNodes = 20_000;
const deepest = 30;

type Open = { readonly tag: string; readonly attributes: Record<string, string>; readonly children: HtmlNode[] };

const token =
  /<!--[\s\S]*?-->|<!doctype[^<>]*>|<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>|([^<]+)|</gi;

/** Takes the HTML of a document apart. It is strict: what is not closed, or not among the tags, is told rather than guessed. */
export function parseDocumentHtml(html: string): ParsedHtml {
  const root: Open = { tag: '', attributes: {}, children: [] };
  const stack = [root];
  let nodes = 0;
  for (const [all, slash, name, attributes = '', text] of html.matchAll(token)) {
    nodes += 1;
    if (nodes > mostNodes) return problem(`It has more than ${mostNodes} tags and texts.`);
    const top = stack.at(-1) ?? root;
    if (text !== undefined) top.children.push(decoded(text));
    else if (all === '<') return problem('A "<" stands alone: write &lt;.');
    else if (name !== undefined) {
      const objection = slash === '' ? open(stack, name.toLowerCase(), attributes) : close(stack, name.toLowerCase());
      if (objection !== undefined) return problem(objection);
    }
  }
  const left = stack.at(-1);
  return left !== undefined && left !== root
    ? problem(`<${left.tag}> is not closed.`)
    : { ok: true, children: root.children };
}

function open(stack: Open[], tag: string, attributes: string): string | undefined {
  if (!known.has(tag)) return `<${tag}> is no tag of documents: there are ${documentTags.join(', ')}.`;
  if (stack.length > deepest) return `Tags stand more than ${deepest} deep.`;
  const element: Open = { tag, attributes: attributesOf(attributes), children: [] };
  if (!frame.has(tag)) stack.at(-1)?.children.push(element);
  if (!empty.has(tag) && !frame.has(tag)) stack.push(element);
  return undefined;
}

function close(stack: Open[], tag: string): string | undefined {
  if (frame.has(tag)) return undefined;
  const top = stack.at(-1);
  if (!known.has(tag) || stack.length === 1) return `</${tag}> closes nothing.`;
  if (top?.tag !== tag) return `<${top?.tag}> is closed by </${tag}>.`;
  stack.pop();
  return undefined;
}

function attributesOf(text: string): Record<string, string> {
  const found = text.matchAll(/([a-z][a-z-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi);
  return Object.fromEntries([...found].map(([, name = '', a, b]) => [name.toLowerCase(), decoded(a ?? b ?? '')]));
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  euro: '€',
  ndash: '–',
  mdash: '—',
};

function decoded(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]+));/gi, (all, hex, decimal, name) => {
    if (name !== undefined) return named[String(name).toLowerCase()] ?? all;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : all;
  });
}

function problem(message: string): ParsedHtml {
  return { ok: false, message };
}
