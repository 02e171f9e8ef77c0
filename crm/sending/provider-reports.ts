import { everyTopic } from '../../domain/consent/topic.ts';
import { parseAddress } from '../../domain/sending/address.ts';
import { systemActor } from '../actor.ts';
import { changeConsents } from '../consent/change-consents.ts';
import { suppress, unsuppress } from '../consent/suppressions.ts';
import type { Database, Tx } from '../database.ts';
import { acceptEvents } from '../events/accept.ts';
import { notifyEvents } from '../events/notify.ts';
import { recordEvidence } from './evidence.ts';

/** What a provider of text messages says became of one. */
export type DeliveryReport = {
  /** From the address that was called; null when it names none. */
  readonly messageId: string | null;
  readonly providerId: string;
  /** The provider's word: each is taken once. */
  readonly status: string;
  readonly state: 'accepted' | 'delivered' | 'opened' | 'bounced';
  readonly errorCode?: string;
  readonly class?: string;
};

/** A text message from outside, with the keyword that it consists of, if any. */
export type InboundText = {
  readonly providerId: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly keyword?: 'stop' | 'start' | 'help';
};

/**
 * Takes a delivery report into the ledger. Repeated, late and out of order ones change nothing. A number that does not
 * exist, or whose owner opted out at the provider, is suppressed.
 * @returns false when it is about no message of ours
 */
export async function takeDeliveryReport(db: Database, report: DeliveryReport, now: Date): Promise<boolean> {
  const found = await db.transaction(async (tx) => {
    const message = await findMessage(tx, report);
    if (!message) return false;
    const { status, state, errorCode, class: failure } = report;
    const details = {
      status,
      ...(errorCode === undefined ? {} : { errorCode }),
      ...(failure === undefined ? {} : { class: failure }),
    };
    await tx.query('UPDATE message SET "providerId" = $2 WHERE id = $1 AND "providerId" IS NULL', [
      message.id,
      report.providerId,
    ]);
    await recordEvidence(
      tx,
      [{ messageId: message.id, kind: state, dedupe: `provider:${status}`, at: now, bot: false, details }],
      now,
    );
    const reason =
      state !== 'bounced'
        ? undefined
        : failure === 'hard-bounce'
          ? 'hard-bounce'
          : failure === 'blocked'
            ? 'stop'
            : undefined;
    if (reason) await suppress(tx, [{ channel: 'sms', address: message.to, reason, messageId: message.id }], now);
    return true;
  });
  if (found) notifyEvents(db);
  return found;
}

async function findMessage(
  tx: Tx,
  { messageId, providerId }: DeliveryReport,
): Promise<{ id: string; to: string } | undefined> {
  const [byProvider] = await tx.query<{ id: string; to: string }>(`SELECT id, "to" FROM message WHERE "smsId" = $1`, [
    providerId,
  ]);
  if (byProvider || messageId === null) return byProvider;
  // The answer to the sending was lost: the report names the row itself.
  const [byId] = await tx.query<{ id: string; to: string }>(
    `SELECT id, "to" FROM message WHERE id = $1 AND channel = 'sms' AND "providerId" IS NULL`,
    [messageId],
  );
  return byId;
}

/**
 * Takes a text message that came in: an event of everybody who has the number. STOP ends all text messages to the number,
 * START ends that. The same message reported again does nothing, so an old STOP can't undo a later START.
 */
export async function takeInboundText(db: Database, text: InboundText, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    const phone = parseAddress('sms', text.from);
    const { keyword } = text;
    const [event] = await acceptEvents(tx, { actor: systemActor, cause: [], now }, [
      {
        id: `sms:${text.providerId}`.slice(0, 200),
        type: 'sms.replied',
        at: now.toISOString(),
        ...(phone === undefined ? {} : { phone }),
        properties: {
          from: text.from,
          to: text.to,
          body: text.body.replaceAll('\0', '').slice(0, 1600),
          ...(keyword === undefined ? {} : { keyword }),
        },
      },
    ]);
    const known = event?.kind === 'accepted' && event.duplicate;
    if (phone === undefined || known || (keyword !== 'stop' && keyword !== 'start')) return;
    const evidence = { providerId: text.providerId, body: text.body.replaceAll('\0', '').slice(0, 160) };
    const state = keyword === 'stop' ? ('withdrawn' as const) : ('granted' as const);
    await changeConsents(tx, { actor: systemActor, now, source: 'sms-keyword', evidence }, [
      { channel: 'sms', address: phone, topic: everyTopic, state },
    ]);
    if (keyword === 'stop')
      await suppress(tx, [{ channel: 'sms', address: phone, reason: 'stop', messageId: null }], now);
    else await unsuppress(tx, { channel: 'sms', address: phone, reasons: ['stop'] }, now);
  });
  notifyEvents(db);
}
