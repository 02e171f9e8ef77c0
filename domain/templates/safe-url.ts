/** Attributes that hold an address which is opened, loaded or sent to. */
export const URL_ATTRIBUTES: ReadonlySet<string> = new Set([
  'href',
  'src',
  'action',
  'formaction',
  'background',
  'poster',
  'cite',
  'data',
  'longdesc',
  'xlink:href',
  'manifest',
  'icon',
]);

const SCHEMES = new Set(['http', 'https', 'mailto', 'tel', 'sms', 'cid']);

/**
 * Whether an address leads where a reader expects: a web, mail, phone or inline-part address, or one relative to the page. Browsers
 * drop control characters and leading blanks before they read the scheme, so that is done first (WHATWG URL, section 4.4).
 */
export function isSafeUrl(url: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are dropped by browsers
  const read = url.replace(/[\u0000-\u0020\u007F-\u00A0\u200B-\u200F\u2028-\u202F\uFEFF]/g, '');
  const scheme = /^([^/?#:]*):/.exec(read)?.[1];
  return scheme === undefined || SCHEMES.has(scheme.toLowerCase());
}

/** An attribute value as a browser reads it: numeric and the usual named references decoded. */
export function decodeAttribute(value: string): string {
  return value
    .replace(/&#(?:x([0-9a-f]+)|(\d+));?/gi, (_, hex: string | undefined, decimal: string | undefined) =>
      character(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)),
    )
    .replace(/&(colon|tab|newline|amp|lt|gt|quot|apos|sol);?/gi, (_, name: string) => NAMED[name.toLowerCase()] ?? '');
}

const NAMED: Readonly<Record<string, string>> = {
  colon: ':',
  tab: '\t',
  newline: '\n',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  sol: '/',
};

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
