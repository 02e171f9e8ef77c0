import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake from 'pdfmake';
import { parseDocumentHtml } from '../../domain/documents/parse-html.ts';
import { pdfContent, pdfPage } from '../../domain/documents/pdf-content.ts';
import type { RenderFailure } from '../templates/render-failure.ts';
import type { PdfInfo } from '../templates/render-item.ts';

const fonts = join(dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')), 'fonts', 'Roboto');
const font = (name: string) => join(fonts, `Roboto-${name}.ttf`);

// A document reads its fonts and nothing else, neither from the disk nor from anywhere.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => path.startsWith(fonts));
pdfmake.setFonts({
  Roboto: { normal: font('Regular'), bold: font('Medium'), italics: font('Italic'), bolditalics: font('MediumItalic') },
});

/**
 * The PDF of a document's HTML in base64, or why there is none. The same HTML and `createdAt` give the same bytes: the ids in a
 * PDF follow from its time of creation, and nothing else of it is left to chance. Runs in the rendering thread.
 */
export async function layOutPdf(
  html: string,
  { title, author, createdAt, maxOutput }: PdfInfo & { maxOutput: number },
): Promise<string | RenderFailure> {
  const parsed = parseDocumentHtml(html);
  if (!parsed.ok) return { code: 'document-html', message: parsed.message };
  const definition: unknown = {
    ...pdfPage,
    info: { title, author, creator: 'Cadenza', producer: 'Cadenza', creationDate: new Date(createdAt) },
    content: pdfContent(parsed.children),
    footer: (page: number, pages: number) => ({
      text: `${title} · ${page} / ${pages}`,
      alignment: 'center',
      fontSize: 8,
      color: '#5b6472',
      margin: [0, 16, 0, 0],
    }),
  };
  // Plain data of the few forms that `pdfContent` makes.
  const bytes = await pdfmake.createPdf(definition as Parameters<typeof pdfmake.createPdf>[0]).getBuffer();
  const text = Buffer.from(bytes).toString('base64');
  if (text.length <= maxOutput) return text;
  return { code: 'output-too-large', message: `The document has more than ${maxOutput} characters.` };
}
