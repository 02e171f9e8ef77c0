import { z } from 'zod';
import { word } from '../definition/words.ts';
import { wrongType } from './copy-step.ts';
import { defineStep } from './define-step.ts';
import { ask } from './effect.ts';
import {
  checkCap,
  checkTemplateText,
  messageOutlets,
  messageRequest,
  messageSettings,
  sendToPerson,
} from './message-settings.ts';
import { sentence } from './sentence.ts';

const config = z.strictObject({
  template: word.template('Template of the mail').optional(),
  document: word.documentTemplate('Template of the document').optional(),
  on: word.record('Offer').optional(),
  ...messageSettings,
});

/** Sends an offer to its customer: a mail with its PDF and a link to accept or decline. */
export const sendOffer = defineStep<z.infer<typeof config>>({
  type: 'send-offer',
  version: 1,
  title: 'Send offer',
  group: 'messages',
  icon: 'file-invoice',
  effect: true,
  config,
  help: 'Sends an approved offer with its PDF and a link where the customer accepts or declines it. The offer is then sent, older revisions are superseded. The answer comes as the event offer.accepted or offer.declined.',
  outlets: messageOutlets,
  waits: () => false,
  sentence: ({ template }) =>
    sentence('send-offer', 'Send the offer with the mail {template}', { template: template ?? 'offer' }),
  writes: () => [
    { field: 'offer.status', value: 'sent' },
    { field: 'offer.status', value: 'superseded' },
    { field: 'event:offer.sent' },
  ],
  check: (settings, scope) => [
    ...checkCap(settings),
    ...checkTemplateText(settings.template, 'email', scope),
    ...wrongType('offer', settings.on, scope),
    ...scope
      .checkDocument(settings.document ?? 'offer-document', 'offer')
      .map((issue) => ({ ...issue, path: '/document' })),
  ],
  *execute(settings) {
    const on = settings.on ?? 'subject';
    const template = settings.document === undefined ? {} : { template: settings.document };
    const { document } = yield* ask({ kind: 'document', on, ...template });
    const { shareId } = yield* ask({ kind: 'share', on, documentId: document.id });
    const request = messageRequest('email', { ...settings, template: settings.template ?? 'offer' });
    const end = yield* sendToPerson({ ...request, documents: [document.id], shareId }, settings);
    if (end.kind !== 'outlet') return end;
    if (end.outlet === 'done') yield* ask({ kind: 'shared', on, shareId });
    return { ...end, detail: { ...end.detail, document } };
  },
});
