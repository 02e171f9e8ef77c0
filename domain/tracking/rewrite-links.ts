/** A link of a mail: its place among the links that are tracked, from 0, and where it leads. */
export type TrackedLink = { readonly index: number; readonly url: string };

/** How `rewriteLinks` asks for the address that stands in for a link. */
export type LinkAddress = (link: TrackedLink) => string;

const openTag = /^<(a|area)(?=[\s/>])/i;
const attribute = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;
/** Elements whose content is no markup. */
const rawElements = /^<(script|style|title|textarea|xmp|noscript)(?=[\s/>])/i;

/**
 * Leads the links of a mail through a counting address. Only `http` and `https` links are touched, and of these not
 * the ones that `skip` names (the unsubscribe link, which must lead where it says) and none marked `data-notrack`.
 * Works on the text, in one pass: what is no link stays as it was, byte for byte.
 * @returns the new HTML and the links in the order of their indexes
 */
export function rewriteLinks(html: string, options: { addressOf: LinkAddress; skip?: (url: string) => boolean }) {
  const links: TrackedLink[] = [];
  let out = '';
  let at = 0;
  while (at < html.length) {
    const start = html.indexOf('<', at);
    if (start < 0) break;
    out += html.slice(at, start);
    const end = endOfMarkup(html, start);
    const tag = html.slice(start, end);
    out += openTag.test(tag) ? rewriteTag(tag, links, options) : tag;
    at = end;
  }
  return { html: out + html.slice(at), links: links as readonly TrackedLink[] };
}

/** Puts the counting picture of an open at the end of the body, or of the text when there is no body. */
export function addOpenPixel(html: string, address: string): string {
  const pixel = `<img src="${escapeAttribute(address)}" width="1" height="1" alt="" style="display:none">`;
  const body = html.toLowerCase().lastIndexOf('</body>');
  return body < 0 ? html + pixel : html.slice(0, body) + pixel + html.slice(body);
}

function rewriteTag(
  tag: string,
  links: TrackedLink[],
  options: { addressOf: LinkAddress; skip?: (url: string) => boolean },
): string {
  const attributes = [...tag.matchAll(attribute)].slice(1);
  if (attributes.some(([, name]) => name?.toLowerCase() === 'data-notrack')) return tag;
  const href = attributes.find(([, name]) => name?.toLowerCase() === 'href');
  if (!href) return tag;
  const url = decodeEntities(href[2] ?? href[3] ?? href[4] ?? '').trim();
  if (!/^https?:\/\/[^\s/]/i.test(url) || options.skip?.(url)) return tag;
  const link = { index: links.length, url };
  links.push(link);
  return `${tag.slice(0, href.index)}href="${escapeAttribute(options.addressOf(link))}"${tag.slice(href.index + href[0].length)}`;
}

/** Where the comment, the raw element or the tag that begins at `start` ends. Quotes are minded: `>` may stand in them. */
function endOfMarkup(html: string, start: number): number {
  if (html.startsWith('<!--', start)) return after(html, '-->', start + 4);
  const raw = rawElements.exec(html.slice(start, start + 12))?.[1];
  const end = endOfTag(html, start);
  if (raw === undefined) return end;
  const close = html.slice(end).search(new RegExp(`</${raw}`, 'i'));
  return close < 0 ? html.length : end + close;
}

function endOfTag(html: string, start: number): number {
  // A lone `<` is text.
  if (!/[a-z!/?]/i.test(html.charAt(start + 1))) return start + 1;
  let quote = '';
  for (let at = start + 1; at < html.length; at++) {
    const character = html.charAt(at);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if ((character === '"' || character === "'") && /=\s*$/.test(html.slice(Math.max(start, at - 20), at)))
      quote = character;
    else if (character === '>') return at + 1;
  }
  return html.length;
}

function after(html: string, text: string, from: number): number {
  const found = html.indexOf(text, from);
  return found < 0 ? html.length : found + text.length;
}

const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  colon: ':',
  sol: '/',
  period: '.',
  num: '#',
  quest: '?',
  equals: '=',
};

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, decimal, hexadecimal, name) => {
    if (name !== undefined) return entities[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function escapeAttribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
