import { everyTopic } from '../../domain/consent/topic.ts';
import type { JsonObject } from '../../domain/json.ts';
import { systemActor } from '../actor.ts';
import { type AddressConsents, readAddressConsents } from '../consent/address-consents.ts';
import { type ConsentChange, changeConsents } from '../consent/change-consents.ts';
import type { Database } from '../database.ts';
import { notifyEvents } from '../events/notify.ts';
import { recordEvidence } from './evidence.ts';
import type { MessageRow } from './message-row.ts';
import { readMessages } from './read-messages.ts';

/** What the holder of a message's token may see and change: the consents of its address. */
export type Subscription = { readonly message: MessageRow; readonly consents: AddressConsents };

/** The subscription behind a message; undefined where there is none (no such message, no address). */
export async function readSubscription(db: Database, messageId: string): Promise<Subscription | undefined> {
  const [message] = await readMessages(db, [messageId]);
  if (!message || (message.channel !== 'email' && message.channel !== 'sms')) return undefined;
  return { message, consents: await readAddressConsents(db, { channel: message.channel, address: message.to }) };
}

/** Ends what the message was about: its topic, or all marketing when it had none that can be withdrawn. */
export function unsubscribe(
  db: Database,
  subscription: Subscription,
  context: { now: Date; source: string; evidence: JsonObject },
): Promise<void> {
  const { message, consents } = subscription;
  const topic = consents.topics.find(({ topic: key, mode }) => key === message.topic && mode !== 'transactional');
  return change(db, subscription, {
    ...context,
    changes: [statement(consents, topic?.topic ?? everyTopic, 'withdrawn')],
  });
}

/**
 * Sets the topics that the reader chose. None at all ends all marketing, also on topics to come; that is lifted again
 * only by choosing every topic.
 */
export function choose(
  db: Database,
  subscription: Subscription,
  { topics, ...context }: { topics: readonly string[]; now: Date; source: string; evidence: JsonObject },
): Promise<void> {
  const { consents } = subscription;
  const open = consents.topics.filter(({ mode }) => mode !== 'transactional');
  const chosen = open.filter(({ topic }) => topics.includes(topic));
  const changes = [
    ...open
      .filter(({ topic, permitted }) => permitted !== topics.includes(topic))
      .map(({ topic }) => statement(consents, topic, topics.includes(topic) ? 'granted' : 'withdrawn')),
    ...(chosen.length === 0
      ? [statement(consents, everyTopic, 'withdrawn')]
      : consents.withdrawnFromAll && chosen.length === open.length
        ? [statement(consents, everyTopic, 'granted')]
        : []),
  ];
  return change(db, subscription, { ...context, changes });
}

function statement({ channel, address }: AddressConsents, topic: string, state: ConsentChange['state']): ConsentChange {
  return { channel, address, topic, state };
}

async function change(
  db: Database,
  { message }: Subscription,
  {
    changes,
    now,
    source,
    evidence,
  }: { changes: readonly ConsentChange[]; now: Date; source: string; evidence: JsonObject },
): Promise<void> {
  await db.transaction(async (tx) => {
    const made = await changeConsents(
      tx,
      { actor: systemActor, now, source, evidence: { ...evidence, messageId: message.id } },
      changes,
    );
    const topics = made.filter(({ state }) => state === 'withdrawn').map(({ topic }) => topic);
    if (topics.length === 0) return;
    const dedupe = `unsubscribed:${now.getTime()}`;
    await recordEvidence(
      tx,
      [{ messageId: message.id, kind: 'unsubscribed', dedupe, at: now, bot: false, details: { topics, source } }],
      now,
    );
  });
  notifyEvents(db);
}
