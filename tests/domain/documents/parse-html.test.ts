import { parseDocumentHtml } from '../../../domain/documents/parse-html.ts';
import { pdfContent } from '../../../domain/documents/pdf-content.ts';

const contentOf = (html: string) => {
  const parsed = parseDocumentHtml(html);
  return parsed.ok ? pdfContent(parsed.children) : parsed.message;
};

test('texts keep their marks, blanks are one, references are characters', () => {
  expect(contentOf('<p align="right">a  &lt;b&gt;\n <b>c &amp; <i>d</i></b><br>&#322;</p>')).toEqual([
    {
      text: [
        { text: 'a <b> ' },
        { text: 'c & ', bold: true },
        { text: 'd', bold: true, italics: true },
        { text: '\n' },
        { text: 'ł' },
      ],
      margin: [0, 0, 0, 8],
      alignment: 'right',
    },
  ]);
});

test('rows of a table are filled up, heads repeat, spans cover their columns', () => {
  const [table] = contentOf(
    '<table><thead><tr><th width="50">a</th><th>b</th><th width="20%">c</th></tr></thead><tr><td colspan="2">d</td></tr></table>',
  ) as { table: { headerRows: number; widths: unknown; body: unknown[][] } }[];
  expect(table?.table).toMatchObject({ headerRows: 1, widths: [50, '*', '20%'] });
  expect(table?.table.body.map((row) => row.length)).toEqual([3, 3]);
});

test.each([
  ['<script>x</script>', /<script> is no tag/],
  ['<p><b>x</p></b>', /<b> is closed by <\/p>/],
  ['<p>x', /<p> is not closed/],
  ['</p>', /closes nothing/],
  ['a < b', /stands alone/],
  ['<div>'.repeat(40), /30 deep/],
  ['<br>'.repeat(20_001), /more than 20000/],
])('%.20s is told', (html, message) => {
  expect(contentOf(html)).toMatch(message);
});
