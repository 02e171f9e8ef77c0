import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { domainOf, parseMailbox } from '../../domain/sending/mailbox.ts';
import type { ReasonCode } from '../../domain/sending/reasons.ts';
import type { Content } from './compose-content.ts';
import type { Draft } from './draft.ts';
import type { MessagePayload } from './message-row.ts';
import type { NewMessage } from './reserve.ts';
import type { EffectKey } from './send-request.ts';
import type { SendingSettings } from './sending-settings.ts';

/** The ledger row of a message that may leave. */
export function plannedMessage(draft: Draft, content: Content, settings: SendingSettings): NewMessage {
  const { subject, html, body } = content;
  return { ...rowOf(draft), state: 'planned', subject, html, body, payload: payloadOf(draft, content, settings) };
}

/** The ledger row of a message that does not leave, and why. */
export function skippedMessage(draft: Draft, reason: ReasonCode): NewMessage {
  return { ...rowOf(draft), state: 'skipped', reason };
}

/** What makes an effect known outside: the same for every attempt, and nothing can be read from it. */
export function outerKey({ runId, stepId, visit, ordinal }: EffectKey): string {
  return createHash('sha256').update(`${runId}\n${stepId}\n${visit}\n${ordinal}`).digest('hex').slice(0, 32);
}

function rowOf({ id, attempt, channel, topic, class: messageClass, recipient, request }: Draft) {
  const { key, workflowKey, subject, message, fence } = request;
  return {
    ...key,
    id,
    attempt,
    channel,
    class: messageClass,
    topic: topic?.key ?? null,
    to: recipient.address ?? recipient.given ?? '',
    recordType: subject.type,
    recordId: subject.id,
    personType: recipient.person?.type ?? null,
    personId: recipient.person?.id ?? null,
    workflowKey,
    template: message.template ?? null,
    fence,
  };
}

function payloadOf(
  draft: Draft,
  { preheader, html, links }: Content,
  { mailFrom, smsFrom, trackOpens }: SendingSettings,
): MessagePayload {
  const { channel, class: messageClass, topic, recipient, request } = draft;
  const key = outerKey(request.key);
  if (channel === 'sms') return { key, from: smsFrom };
  const host = domainToASCII(domainOf(parseMailbox(mailFrom)?.address ?? '')) || 'localhost';
  return {
    key: `<${key}@${host}>`,
    from: mailFrom,
    ...(recipient.name === null ? {} : { toName: recipient.name }),
    ...(preheader === null ? {} : { preheader }),
    // Readable, as large receivers ask: the topic at our own domain.
    ...(messageClass === 'marketing' ? { listId: `${topic?.key ?? 'news'}.${host}` } : {}),
    ...(links === undefined ? {} : { links }),
    ...(messageClass === 'marketing' && html !== null && trackOpens ? { pixel: true } : {}),
  };
}
