import { z } from 'zod';
import { idSchema, meta, sourceOf, word } from '../definition/words.ts';
import type { Issue } from '../errors.ts';
import { defineStep } from './define-step.ts';
import { ask, type Effect, StepFailure } from './effect.ts';
import {
  checkCap,
  checkTemplateText,
  messageOutlets,
  messageRequest,
  messageSettings,
  oneSource,
  refuse,
  sendToPerson,
} from './message-settings.ts';
import { sentence, shortened } from './sentence.ts';
import type { CheckScope } from './step-type.ts';

const config = z
  .strictObject({
    template: word.template('Template').optional(),
    subject: word.header('Subject').optional(),
    body: word.html('Text', 'HTML; its plain text is made from it').optional(),
    attach: z
      .array(idSchema)
      .min(1)
      .max(10)
      .meta(meta('list', 'Attach', 'Steps whose documents go along as files'))
      .optional(),
    ...messageSettings,
  })
  .superRefine((settings, context) => {
    oneSource(settings, context);
    if (settings.template !== undefined || (settings.subject === undefined) === (settings.body === undefined)) return;
    const missing = settings.subject === undefined ? 'subject' : 'body';
    refuse(
      context,
      'content-missing',
      [missing],
      `a mail with its own text needs "subject" and "body"; "${missing}" is missing`,
    );
  });

/** Sends an e-mail. */
export const sendEmail = defineStep<z.infer<typeof config>>({
  type: 'send-email',
  version: 1,
  title: 'Send e-mail',
  group: 'messages',
  icon: 'mail',
  effect: true,
  config,
  help: 'Sends a template or a text of its own to the person of the record, when consent and address allow it.',
  outlets: messageOutlets,
  waits: () => false,
  sentence: ({ template, subject }) =>
    template === undefined
      ? sentence('send-email.own', 'E-mail “{subject}”', {
          subject: subject === undefined ? '' : shortened(sourceOf(subject)),
        })
      : sentence('send-email.template', 'E-mail {template}', { template }),
  check: (settings, scope) => [
    ...checkCap(settings),
    ...checkTemplateText(settings.template, 'email', scope),
    ...checkAttached(settings.attach ?? [], scope),
  ],
  *execute(settings) {
    const request = messageRequest('email', settings);
    if (settings.attach === undefined) return yield* sendToPerson(request, settings);
    const documents = yield* documentsOf(settings.attach);
    return yield* sendToPerson({ ...request, documents }, settings);
  },
});

/** Files come from steps that make documents. */
function checkAttached(attach: readonly string[], { stepTypeOf }: CheckScope): readonly Issue[] {
  return attach.flatMap((id, index): Issue[] => {
    const type = stepTypeOf(id);
    if (type === 'generate-document') return [];
    const message =
      type === undefined ? `There is no step "${id}".` : `The step "${id}" makes no document: attach one that does.`;
    const code = type === undefined ? 'unknown-step' : 'no-document-made';
    return [{ severity: 'error', code, path: `/attach/${index}`, message, params: { key: id } }];
  });
}

/** Ids of the documents that steps have made. */
function* documentsOf(steps: readonly string[]): Generator<Effect, readonly string[], unknown> {
  const wanted = Object.fromEntries(steps.map((id) => [id, { rule: { var: `steps.${id}.result.document.id` } }]));
  const { values } = yield* ask({ kind: 'resolve', values: wanted });
  return steps.map((id) => {
    const document = values[id];
    if (typeof document !== 'string')
      throw new StepFailure('no-document', `The step "${id}" has made no document in this run.`);
    return document;
  });
}
