import type { HtmlElement, HtmlNode } from './parse-html.ts';

/** What pdfmake lays out, as data: the few of its forms that documents need. */
export type PdfContent = string | { readonly [key: string]: unknown } | readonly PdfContent[];

/** Points between the margins of an A4 page, as `pdfPage` has them. */
const lineWidth = 499;

/** Page and text of every document; sizes in points. */
export const pdfPage = {
  pageSize: 'A4',
  pageMargins: [48, 48, 48, 56],
  defaultStyle: { font: 'Roboto', fontSize: 10, lineHeight: 1.25, color: '#1c2430' },
} as const;

const soft = '#5b6472';
const headings: Readonly<Record<string, object>> = {
  h1: { fontSize: 20, bold: true, margin: [0, 0, 0, 10] },
  h2: { fontSize: 14, bold: true, margin: [0, 10, 0, 6] },
  h3: { fontSize: 11, bold: true, margin: [0, 8, 0, 4] },
};
const inlineStyles: Readonly<Record<string, object>> = {
  b: { bold: true },
  strong: { bold: true },
  i: { italics: true },
  em: { italics: true },
  u: { decoration: 'underline' },
  small: { fontSize: 8, color: soft },
};

/** The HTML of a document as content that pdfmake lays out. */
export function pdfContent(nodes: readonly HtmlNode[]): readonly PdfContent[] {
  const content: PdfContent[] = [];
  let line: HtmlNode[] = [];
  const endLine = () => {
    if (line.some((node) => typeof node !== 'string' || node.trim() !== '')) content.push({ text: inlines(line, {}) });
    line = [];
  };
  for (const node of nodes) {
    if (isInline(node)) line.push(node);
    else {
      endLine();
      content.push(block(node));
    }
  }
  endLine();
  return content;
}

function isInline(node: HtmlNode): node is string | HtmlElement {
  return typeof node === 'string' || node.tag === 'br' || Object.hasOwn(inlineStyles, node.tag);
}

function block(node: HtmlNode): PdfContent {
  if (typeof node === 'string') return { text: node };
  const { tag, children } = node;
  if (tag === 'hr') {
    const line = { type: 'line', x1: 0, y1: 0, x2: lineWidth, y2: 0, lineWidth: 0.5, lineColor: '#c4cad4' };
    return { canvas: [line], margin: [0, 6, 0, 8] };
  }
  if (tag === 'table') return table(node);
  if (tag === 'ul' || tag === 'ol') return { [tag]: elements(node, 'li').map(cell), margin: [0, 0, 0, 8] };
  if (tag === 'p') return { text: inlines(children, {}), margin: [0, 0, 0, 8], ...aligned(node) };
  const heading = headings[tag];
  return heading
    ? { text: inlines(children, {}), ...heading, ...aligned(node) }
    : { stack: pdfContent(children), ...aligned(node) };
}

/** Texts with what the tags around them say; runs of white space are one blank. */
function inlines(nodes: readonly HtmlNode[], style: object): PdfContent[] {
  return nodes.flatMap((node): PdfContent[] => {
    if (typeof node === 'string') return [{ text: node.replace(/[ \t\r\n]+/g, ' '), ...style }];
    if (node.tag === 'br') return [{ text: '\n' }];
    return inlines(node.children, { ...style, ...inlineStyles[node.tag] });
  });
}

function table(node: HtmlElement): PdfContent {
  const head = elements(node, 'thead').flatMap((part) => elements(part, 'tr'));
  const rows = [...head, ...elements(node, 'tr'), ...elements(node, 'tbody').flatMap((part) => elements(part, 'tr'))];
  const cells = rows.map((row) => row.children.flatMap((child) => (isCell(child) ? [child] : [])));
  const columns = Math.max(1, ...cells.map((row) => row.reduce((sum, item) => sum + spanOf(item), 0)));
  const widths = [...Array(columns).keys()].map((column) => widthOf(cells[0]?.[column]));
  const body = cells.map((row) =>
    filled(
      row.flatMap((item) => [tableCell(item), ...blanks(spanOf(item) - 1)]),
      columns,
    ),
  );
  if (body.length === 0) return { text: '' };
  const layout = node.attributes.class === 'plain' ? 'noBorders' : 'lightHorizontalLines';
  return { table: { headerRows: head.length, dontBreakRows: true, widths, body }, layout, margin: [0, 4, 0, 10] };
}

function tableCell(node: HtmlElement): PdfContent {
  const bold = node.tag === 'th' ? { bold: true } : {};
  const span = spanOf(node) > 1 ? { colSpan: spanOf(node) } : {};
  return { ...cell(node), ...aligned(node), ...bold, ...span };
}

/** What stands in a cell or an item of a list. */
function cell(node: HtmlElement): { readonly [key: string]: unknown } {
  return node.children.every(isInline) ? { text: inlines(node.children, {}) } : { stack: pdfContent(node.children) };
}

const blanks = (count: number): PdfContent[] => Array.from({ length: Math.max(0, count) }, () => ({ text: '' }));
const filled = (row: readonly PdfContent[], columns: number) => [...row, ...blanks(columns - row.length)];
const isCell = (node: HtmlNode): node is HtmlElement =>
  typeof node !== 'string' && (node.tag === 'td' || node.tag === 'th');

function elements(node: HtmlElement, tag: string): HtmlElement[] {
  return node.children.flatMap((child) => (typeof child !== 'string' && child.tag === tag ? [child] : []));
}

function spanOf({ attributes }: HtmlElement): number {
  const span = Number(attributes.colspan ?? 1);
  return Number.isInteger(span) && span >= 1 && span <= 20 ? span : 1;
}

/** A width in points or percent; without one a column takes what is left. */
function widthOf(node: HtmlElement | undefined): string | number {
  const width = node?.attributes.width ?? '';
  if (/^[1-9]\d?%$/.test(width)) return width;
  return /^[1-9]\d{0,2}$/.test(width) ? Number(width) : '*';
}

function aligned({ attributes: { align, class: kind } }: HtmlElement): object {
  return {
    ...(align === 'right' || align === 'center' || align === 'left' ? { alignment: align } : {}),
    ...(kind === 'soft' ? { color: soft } : {}),
  };
}
