import type { z } from 'zod';
import { meta, sourceOf, type Text, word } from '../definition/words.ts';
import type { Issue } from '../errors.ts';
import { unknownEnd } from '../sending/outcome-unknown.ts';
import { type SendWindow, sendWindowSchema } from '../time/send-window.ts';
import { ask, type Effect, type MessageRequest, type SendAnswer, StepFailure, type Value } from './effect.ts';
import type { CheckScope, Outlet, StepEnd } from './step-type.ts';

/** What a step does where it is not known whether its message or call arrived. */
export const onUnknown = word
  .choice(
    'When it is unknown whether it arrived',
    ['continue', 'incident'],
    'Go on as sent (when empty), or stop for a person',
  )
  .optional();
export type OnUnknown = 'continue' | 'incident' | undefined;

/** Settings that every message to a person has. */
export const messageSettings = {
  to: word.value('To', 'Address; when empty, the person of the record').optional(),
  topic: word.topic('Topic').optional(),
  class: word
    .choice('Class', ['marketing', 'transactional'], 'By its topic when empty; without a topic, transactional')
    .optional(),
  missing: word
    .choice(
      'When a value is missing',
      ['block', 'skip', 'empty'],
      'Stop for a person, send nothing, or leave the place empty',
    )
    .optional(),
  onRejected: word
    .choice('When it is refused for good', ['incident', 'continue'], 'Only where the outlet is not drawn')
    .optional(),
  onUnknown,
  cap: word.choice('When the frequency cap is reached', ['skip', 'defer']).optional(),
  window: sendWindowSchema
    .meta(meta('window', 'Send window', 'Outside it the message waits until it opens'))
    .optional(),
};

export type MessageSettings = {
  readonly to?: Value | undefined;
  readonly topic?: string | undefined;
  readonly class?: 'marketing' | 'transactional' | undefined;
  readonly missing?: 'block' | 'skip' | 'empty' | undefined;
  readonly onRejected?: 'incident' | 'continue' | undefined;
  readonly onUnknown?: OnUnknown;
  readonly cap?: 'skip' | 'defer' | undefined;
  readonly window?: SendWindow | undefined;
};

/** Outlets of a message. */
export function messageOutlets(config: MessageSettings): readonly Outlet[] {
  return [
    { id: 'done', label: 'Sent' },
    { id: 'skipped', label: 'Not sent', fallback: 'done' },
    { id: 'rejected', label: 'Refused', fallback: config.onRejected === 'continue' ? 'done' : 'incident' },
  ];
}

/** Frequency caps are not there yet: a cap that would do nothing is refused rather than ignored. */
export function checkCap(config: MessageSettings): readonly Issue[] {
  if (config.cap === undefined) return [];
  return [
    {
      severity: 'error',
      code: 'cap-not-available',
      path: '/cap',
      message: 'Frequency caps are not available yet. Remove "cap".',
    },
  ];
}

/** A template that has nothing for the channel: each of its messages would fail. */
export function checkTemplateText(
  template: string | undefined,
  channel: 'email' | 'sms',
  { textsOf }: Pick<CheckScope, 'textsOf'>,
): readonly Issue[] {
  const texts = template === undefined ? undefined : textsOf(template);
  if (template === undefined || !texts || texts.text !== null || (channel === 'email' && texts.html !== null))
    return [];
  const message =
    channel === 'sms'
      ? `The template "${template}" has no text for an SMS. Give it one, or choose another.`
      : `The template "${template}" is empty. Give it a text, or choose another.`;
  return [{ severity: 'error', code: 'template-without-text', path: '/template', message, params: { key: template } }];
}

/** Exactly one of `template` and the texts of an own message. */
export function oneSource(
  config: { template?: string | undefined; body?: Text | undefined; subject?: Text | undefined },
  context: z.RefinementCtx,
): void {
  const own = config.body !== undefined || config.subject !== undefined;
  if (config.template === undefined && !own)
    refuse(context, 'content-missing', ['template'], 'a message needs a template, or its own text');
  if (config.template !== undefined && own)
    refuse(context, 'content-twice', ['template'], 'a message has a template or its own text, not both');
}

/** Adds a problem with its code to a schema's issues. */
export function refuse(context: z.RefinementCtx, code: string, path: PropertyKey[], message: string): void {
  context.addIssue({ code: 'custom', path, message, params: { code } });
}

/** A message request without its empty parts. */
export function messageRequest(
  channel: MessageRequest['channel'],
  config: MessageSettings & { template?: string | undefined; subject?: Text | undefined; body?: Text | undefined },
): MessageRequest {
  const { template, subject, body, topic, missing, window } = config;
  return {
    channel,
    ...(template === undefined ? {} : { template }),
    ...(subject === undefined ? {} : { subject: sourceOf(subject) }),
    ...(body === undefined ? {} : { body: sourceOf(body) }),
    ...(topic === undefined ? {} : { topic }),
    ...(config.class === undefined ? {} : { class: config.class }),
    ...(missing === undefined ? {} : { missing }),
    ...(window === undefined ? {} : { window }),
  };
}

/** Sends a message to the address that `to` gives, or to the subject's person, and ends by its outcome. */
export function* sendToPerson(
  request: MessageRequest,
  { to, onUnknown }: MessageSettings,
): Generator<Effect, StepEnd, unknown> {
  if (to === undefined) return yield* send(request, onUnknown);
  const { values } = yield* ask({ kind: 'resolve', values: { to } });
  return yield* send({ ...request, to: typeof values.to === 'string' ? values.to : '' }, onUnknown);
}

/**
 * Sends and ends by the outcome: `unknown` is never sent again blindly; it goes on as done, or stops for a person.
 * @throws StepFailure when the hand-over failed and a retry may mend it
 */
export function* send(message: MessageRequest, onUnknown?: OnUnknown): Generator<Effect, StepEnd, unknown> {
  const answer = yield* ask({ kind: 'send', message });
  if (answer.outcome === 'failed') {
    throw new StepFailure(
      'send-failed',
      answer.response ?? answer.reason ?? 'The message could not be handed over.',
      true,
    );
  }
  if (answer.outcome === 'unknown' && onUnknown === 'incident')
    return unknownEnd(named[message.channel], answer.reason, detailOf(answer));
  const outlet = { accepted: 'done', unknown: 'done', skipped: 'skipped', rejected: 'rejected' }[answer.outcome];
  return {
    kind: 'outlet',
    outlet,
    result: { outcome: answer.outcome, messageIds: answer.messageIds },
    detail: detailOf(answer),
  };
}

const named: { readonly [C in MessageRequest['channel']]: string } = {
  email: 'The e-mail',
  sms: 'The SMS',
  app: 'The notification',
};

function detailOf({ outcome, messageIds, reason, response }: SendAnswer) {
  const message = response ?? reason;
  return {
    outcome,
    messageIds,
    ...(reason === undefined ? {} : { reason }),
    ...(response === undefined ? {} : { response }),
    ...(outcome === 'rejected' && message !== undefined ? { message } : {}),
  };
}
