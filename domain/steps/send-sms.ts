import { z } from 'zod';
import { sourceOf, word } from '../definition/words.ts';
import { defineStep } from './define-step.ts';
import {
  checkCap,
  checkTemplateText,
  messageOutlets,
  messageRequest,
  messageSettings,
  oneSource,
  sendToPerson,
} from './message-settings.ts';
import { sentence, shortened } from './sentence.ts';

const config = z
  .strictObject({
    template: word.template('Template').optional(),
    body: word.text('Text').optional(),
    ...messageSettings,
  })
  .superRefine(oneSource);

/** Sends a text message to a phone. */
export const sendSms = defineStep<z.infer<typeof config>>({
  type: 'send-sms',
  version: 1,
  title: 'Send SMS',
  group: 'messages',
  icon: 'device-mobile-message',
  effect: true,
  config,
  help: 'Sends a text message to the phone of the person, when consent and number allow it.',
  outlets: messageOutlets,
  waits: () => false,
  sentence: ({ template, body }) =>
    template === undefined
      ? sentence('send-sms.own', 'SMS “{body}”', { body: body === undefined ? '' : shortened(sourceOf(body)) })
      : sentence('send-sms.template', 'SMS {template}', { template }),
  check: (settings, scope) => [...checkCap(settings), ...checkTemplateText(settings.template, 'sms', scope)],
  execute: (settings) => sendToPerson(messageRequest('sms', settings), settings),
});
