import type sanitizeHtml from 'sanitize-html';
import type { MessageRow } from '../../crm/sending/message-row.ts';
import { escapeHtml } from '../frame/page.ts';

/** A mail is a stranger's page: no script, no form, no frame, nothing loaded but pictures, not even with an origin of its own. */
export const previewPolicy =
  "default-src 'none'; img-src data: https:; style-src 'unsafe-inline'; font-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** The same for mail from outside, which also learns nothing of who looks at it: no picture is fetched. */
export const strangerPolicy = previewPolicy.replace('img-src data: https:', 'img-src data:');

const allowedTags = [
  'a',
  'abbr',
  'address',
  'article',
  'b',
  'blockquote',
  'body',
  'br',
  'caption',
  'center',
  'code',
  'col',
  'colgroup',
  'dd',
  'del',
  'div',
  'dl',
  'dt',
  'em',
  'font',
  'footer',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'header',
  'hr',
  'i',
  'img',
  'ins',
  'li',
  'main',
  'ol',
  'p',
  'pre',
  's',
  'section',
  'small',
  'span',
  'strong',
  'style',
  'sub',
  'sup',
  'table',
  'tbody',
  'td',
  'tfoot',
  'th',
  'thead',
  'tr',
  'u',
  'ul',
];
const looks = [
  'style',
  'class',
  'align',
  'valign',
  'width',
  'height',
  'bgcolor',
  'color',
  'dir',
  'lang',
  'title',
  'role',
];

const options: sanitizeHtml.IOptions = {
  allowedTags,
  allowedAttributes: {
    '*': looks,
    a: ['href', 'target', 'rel'],
    img: ['src', 'alt', 'border'],
    table: ['cellpadding', 'cellspacing', 'border'],
    td: ['colspan', 'rowspan'],
    th: ['colspan', 'rowspan', 'scope'],
    font: ['face', 'size'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['https', 'data', 'cid'] },
  allowProtocolRelative: false,
  // Styles of a mail are what it looks like; the policy keeps them from loading anything.
  allowVulnerableTags: true,
  parseStyleAttributes: false,
  transformTags: {
    a: (tagName, attribs) => ({
      tagName,
      attribs: { ...attribs, target: '_blank', rel: 'noopener noreferrer nofollow' },
    }),
  },
};

/** What a message looks like, with all that could act taken out; texts without HTML as they are. */
export function previewHtml(row: Pick<MessageRow, 'html' | 'body' | 'subject'>, sanitize: typeof sanitizeHtml): string {
  const content =
    row.html === null
      ? `<pre style="white-space:pre-wrap;font:14px/1.5 system-ui,sans-serif">${escapeHtml(row.body ?? '')}</pre>`
      : sanitize(row.html, options);
  return `<!doctype html><html><head><meta charset="utf-8"><title>${escapeHtml(row.subject ?? '')}</title></head><body>${content}</body></html>`;
}
