import type { JsonObject } from '../../json.ts';
import { reasonNotToSend } from '../../sending/decide-send.ts';
import { classOf } from '../../sending/message-class.ts';
import type { MessageRequest } from '../../steps/effect.ts';
import { type KnownZones, resolveZone } from '../../time/resolve-zone.ts';
import { opensAt } from '../../time/send-window.ts';
import type { Answer, KeyedEffect } from '../state.ts';
import { simulatedInvitation } from './meetings.ts';
import type { RenderRequest, SimulatedMessage, SimulatedOutcome } from './simulation.ts';
import { dataOf, type World } from './world.ts';

/** Addresses that stand for the links of a message. */
const links: JsonObject = {
  unsubscribe: 'https://example.com/unsubscribe',
  preferences: 'https://example.com/preferences',
  approval: 'https://example.com/approval',
  offer: 'https://example.com/offer',
};

/** A message: checked and rendered as in production, then noted instead of sent. */
export async function sendMessage(world: World, message: MessageRequest, keyed: KeyedEffect): Promise<Answer> {
  if (message.channel === 'app' || message.users !== undefined) return toUsers(world, message, keyed);
  const recipient = recipientOf(world, message);
  const noted = {
    stepId: keyed.stepId,
    channel: message.channel,
    to: recipient.address ?? '',
    at: world.now,
    ...about(message),
  };
  const reason = reasonOf(world, message, recipient);
  if (reason !== undefined) return skipped(world, noted, reason);
  const parts = partsOf(world, message);
  if (typeof parts === 'string') return failure('template-missing', parts);
  const rendered = await render(world, { parts, message, keyed });
  if (!rendered.ok) {
    return rendered.code === 'missing-value' && message.missing === 'skip'
      ? skipped(world, noted, 'missing-value')
      : failure(rendered.code, rendered.message);
  }
  const { subject, html, text } = rendered.parts;
  const body = html ?? text;
  const { outcome, reason: why } = outcomeOf(world, keyed.stepId);
  const because = why === undefined ? {} : { reason: why };
  world.messages.push({
    ...noted,
    state: outcome,
    ...because,
    ...(subject === undefined ? {} : { subject }),
    ...(body === undefined ? {} : { body }),
    ...(text === undefined ? {} : { text }),
  });
  return { kind: 'value', value: { outcome, messageIds: [world.newId()], ...because } };
}

/** Messages to users: in the app, or by mail. */
async function toUsers(world: World, message: MessageRequest, keyed: KeyedEffect): Promise<Answer> {
  const { channel, users = [] } = message;
  const parts = channel === 'app' ? notification(message) : partsOf(world, message);
  if (typeof parts === 'string') return failure('template-missing', parts);
  const rendered = await render(world, { parts, message, keyed });
  if (!rendered.ok) return failure(rendered.code, rendered.message);
  const { subject, html, text } = rendered.parts;
  const body = html ?? text;
  for (const to of users) {
    world.messages.push({
      stepId: keyed.stepId,
      channel,
      state: 'accepted',
      to,
      at: world.now,
      ...about(message),
      ...(subject === undefined ? {} : { subject }),
      ...(body === undefined ? {} : { body }),
    });
  }
  return { kind: 'value', value: { outcome: 'accepted', messageIds: users.map(() => world.newId()) } };
}

const notification = ({ subject, body = '' }: MessageRequest): RenderRequest['parts'] => ({
  ...(subject === undefined ? {} : { subject: { template: subject, mode: 'header' as const } }),
  text: { template: body, mode: 'text' as const },
});

/** When a message that is ready now leaves, ISO: when its window opens, else the company's for marketing; undefined where it never does. */
export function heldUntil(
  { input, now }: World,
  { window, topic, class: given }: MessageRequest,
  zones: KnownZones,
): string | undefined {
  const mode = topic === undefined ? undefined : input.topics.get(topic);
  const isMarketing = classOf(given, mode ?? null) === 'marketing';
  const counted = window ?? (isMarketing ? input.sendWindow : null);
  if (!counted) return now;
  const placed = { ...counted, zone: resolveZone(counted.zone, zones).zone };
  const at = opensAt(Date.parse(now), placed, input.calendars);
  return at === undefined ? undefined : new Date(at).toISOString();
}

/** What becomes of the messages and calls of a step. */
export function outcomeOf({ input }: World, stepId: string): SimulatedOutcome {
  return (input.outcomes && Object.hasOwn(input.outcomes, stepId) && input.outcomes[stepId]) || { outcome: 'accepted' };
}

type Recipient = { readonly known: boolean; readonly address: string | null };

function recipientOf({ records, contactId }: World, { channel, to }: MessageRequest): Recipient {
  if (to !== undefined) return { known: true, address: typeof to === 'string' ? to : null };
  const person = contactId === null ? undefined : records.get(contactId);
  const address = person?.[channel === 'email' ? 'email' : 'phone'];
  return { known: person !== undefined, address: typeof address === 'string' ? address : null };
}

function reasonOf({ input }: World, message: MessageRequest, { known, address }: Recipient): string | undefined {
  const channel = message.channel === 'sms' ? 'sms' : 'email';
  const mode = message.topic === undefined ? undefined : input.topics.get(message.topic);
  const { statements, suppressed } = (address !== null && input.consent?.(channel, address)) || {
    statements: [],
    suppressed: false,
  };
  const topic = message.topic === undefined || mode === undefined ? null : { key: message.topic, mode };
  return reasonNotToSend({
    channel,
    class: classOf(message.class, mode ?? null),
    topic,
    known,
    address,
    statements,
    suppressed,
  });
}

function partsOf(world: World, message: MessageRequest): RenderRequest['parts'] | string {
  const { input } = world;
  const { channel, template, subject, body, invite } = message;
  if (invite) {
    const { texts } = simulatedInvitation(world, invite);
    return email({ ...texts, text: null });
  }
  if (template === undefined) {
    if (body === undefined) return 'The message has neither a template nor a text.';
    return channel === 'sms'
      ? { text: { template: body, mode: 'text' } }
      : email({ subject: subject ?? '', html: body, text: null });
  }
  const texts = input.templates.get(template);
  if (!texts) return `There is no template "${template}".`;
  if (channel !== 'sms')
    return texts.html === null && texts.text === null ? `The template "${template}" is empty.` : email(texts);
  return texts.text === null
    ? `The template "${template}" has no text for an SMS.`
    : { text: { template: texts.text, mode: 'text' } };
}

function email({
  subject,
  html,
  text,
}: {
  subject: string | null;
  html: string | null;
  text: string | null;
}): RenderRequest['parts'] {
  return {
    subject: { template: subject ?? '', mode: 'header' },
    ...(html === null ? {} : { html: { template: html, mode: 'html' as const } }),
    ...(text === null
      ? html === null
        ? {}
        : { text: { textOf: 'html' } }
      : { text: { template: text, mode: 'text' as const } }),
  };
}

function render(
  world: World,
  { parts, message, keyed }: { parts: RenderRequest['parts']; message: MessageRequest; keyed: KeyedEffect },
) {
  const { input, contactId, records } = world;
  const person = contactId === null ? undefined : records.get(contactId);
  const language = person?.language;
  const timezone = person?.timezone;
  return input.render({
    parts,
    context: { ...dataOf(world, keyed), links, ...askedIn(world, message) },
    policy: message.missing ?? 'block',
    locale: typeof language === 'string' ? language : null,
    zone: typeof timezone === 'string' ? timezone : input.zone,
  });
}

/** What a message that asks or invites somebody says of it. */
function askedIn(world: World, { approval, invite }: MessageRequest): JsonObject {
  if (invite) return simulatedInvitation(world, invite).context;
  const { approvals, records, subject } = world;
  const asked = approvals.get(approval?.approvalId ?? '');
  if (!approval || !asked) return {};
  const { request, standing } = asked;
  const submitter = records.get(subject.id)?.ownerId ?? null;
  const { title, description } = request;
  const { deadline, round } = standing;
  return { approval: { title, description, deadline, round, submitter, reminder: approval.reminder } };
}

function skipped(world: World, noted: Omit<SimulatedMessage, 'state'>, reason: string): Answer {
  world.messages.push({ ...noted, state: 'skipped', reason });
  return { kind: 'value', value: { outcome: 'skipped', messageIds: [world.newId()], reason } };
}

function about({ template, topic }: MessageRequest) {
  return { ...(template === undefined ? {} : { template }), ...(topic === undefined ? {} : { topic }) };
}

const failure = (code: string, message: string): Answer => ({
  kind: 'failure',
  error: { code, message, retryable: false },
});
