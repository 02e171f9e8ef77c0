import { z } from 'zod';
import { sourceOf, textValue, word } from '../definition/words.ts';
import { defineStep } from './define-step.ts';
import { ask } from './effect.ts';
import { sentence } from './sentence.ts';
import { literals } from './set-literals.ts';

const config = z.strictObject({
  template: word.documentTemplate('Template'),
  on: word.record('Record').optional(),
  fileName: word.header('File name', 'The number of the record when empty').optional(),
});

/** Makes a PDF of a record and keeps it there. */
export const generateDocument = defineStep<z.infer<typeof config>>({
  type: 'generate-document',
  version: 1,
  title: 'Generate document',
  group: 'records',
  icon: 'file-type-pdf',
  effect: true,
  config,
  help: 'Makes a PDF of the record by a template of documents, and keeps it with the record. Mails attach it by this step.',
  outlets: () => [{ id: 'done', label: 'Made' }],
  waits: () => false,
  sentence: ({ template, fileName }) =>
    sentence('generate-document', 'Make PDF {template}', {
      template: fileName === undefined ? template : sourceOf(fileName),
    }),
  check: ({ template, on }, scope) =>
    scope.checkDocument(template, scope.typeOf(on)).map((issue) => ({ ...issue, path: '/template' })),
  *execute({ template, on, fileName }) {
    const { name } = fileName === undefined ? {} : yield* literals({ name: textValue(fileName) });
    const { document } = yield* ask({
      kind: 'document',
      on: on ?? 'subject',
      template,
      ...(typeof name === 'string' ? { fileName: name } : {}),
    });
    return { kind: 'outlet', outlet: 'done', result: { document }, detail: { document } };
  },
});
