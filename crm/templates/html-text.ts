import { compile } from 'html-to-text';
import { parseTemplate } from '../../domain/templates/parse-template.ts';

const convert = compile({
  wordwrap: false,
  preserveNewlines: false,
  selectors: [
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['<', '>'] } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'img', format: 'skip' },
    // Most tables in mails are layout: a row is a line, cells have a blank between them.
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    ...['td', 'th'].map((selector) => ({ selector, format: 'inlineSurround', options: { suffix: ' ' } })),
  ],
});

/** The plain text of HTML: what a mail's text part says. */
export function textOfHtml(html: string): string {
  return convert(html).replace(/ +$/gm, '').trim();
}

const TAG = /\{\{[^{][\s\S]*?\}\}/g;
const FIRST_MARK = 0xf0000;
const MARKS = 0xfff0;

/**
 * The text part of an HTML template as a template of its own, so that the HTML is taken apart once and not for every mail.
 * Undefined where that is not certain: then the rendered HTML is taken apart.
 */
export function textTemplateOf(html: string): string | undefined {
  const tags = html.match(TAG) ?? [];
  if (tags.length > MARKS || /[\u{F0000}-\u{FFFFD}]/u.test(html)) return undefined;
  let count = 0;
  // Each tag becomes one private-use character, which the conversion carries through as it is.
  const marked = html.replace(TAG, () => String.fromCodePoint(FIRST_MARK + count++));
  const text = textOfHtml(marked);
  const kept = marksIn(text);
  const lost = [...Array(count).keys()].filter((index) => !kept.includes(index));
  const insideTags = new Set((marked.match(/<[^<>]*>/g) ?? []).flatMap(marksIn));
  if (lost.some((index) => !insideTags.has(index))) return undefined;
  const template = text.replace(
    /[\u{F0000}-\u{FFFFD}]/gu,
    (mark) => tags[(mark.codePointAt(0) ?? 0) - FIRST_MARK] ?? '',
  );
  return parseTemplate(template).issues.length === 0 ? template : undefined;
}

function marksIn(text: string): number[] {
  return (text.match(/[\u{F0000}-\u{FFFFD}]/gu) ?? []).map((mark) => (mark.codePointAt(0) ?? 0) - FIRST_MARK);
}
