import { sentStates } from '../../domain/sending/message-state.ts';
import { botFlags } from '../../domain/tracking/bot-flags.ts';
import type { Database } from '../database.ts';
import { notifyEvents } from '../events/notify.ts';
import { recordEvidence } from './evidence.ts';
import { readMessages } from './read-messages.ts';

/** A request to a counting address, as its token and headers tell of it. */
export type TrackedRequest = {
  readonly kind: 'open' | 'click';
  readonly messageId: string;
  readonly link: number;
  readonly method: string;
  readonly userAgent: string | undefined;
};

/** Clicks on different links of a mail within this time (ms) are a scanner's. */
const scanWindow = 2_000;

/**
 * Counts an open or a click, with what speaks against a person having made it. Opens of one kind (person, machine) are
 * kept once a message and clicks once a link.
 * @returns where a click leads, from the ledger; undefined when there is no such message, or it never left
 */
export async function recordTrackedRequest(
  db: Database,
  request: TrackedRequest,
  now: Date,
): Promise<{ readonly url: string | undefined } | undefined> {
  const [message] = await readMessages(db, [request.messageId]);
  if (!message) return undefined;
  const url = request.kind === 'click' ? message.payload?.links?.[request.link] : undefined;
  const left = [...sentStates, 'handing-off', 'unknown', 'bounced'].includes(message.state);
  if (!left || (request.kind === 'click' && url === undefined)) return undefined;
  const sentAt = message.sentAt ?? message.handOffAt ?? message.createdAt;
  const { flags, bot } = botFlags({
    ...request,
    sinceSentMs: now.getTime() - sentAt.getTime(),
    otherLinksJustNow: request.kind === 'click' ? await otherLinks(db, request, now) : 0,
  });
  const by = bot ? 'bot' : 'person';
  const piece =
    request.kind === 'open'
      ? { kind: 'opened' as const, dedupe: `open:${by}`, details: { flags } }
      : {
          kind: 'clicked' as const,
          dedupe: `click:${request.link}:${by}`,
          details: { flags, link: request.link, url: url ?? '' },
        };
  const fresh = await db.transaction((tx) =>
    recordEvidence(tx, [{ messageId: message.id, at: now, bot, ...piece }], now),
  );
  if (fresh.length > 0) notifyEvents(db);
  return { url };
}

async function otherLinks(db: Database, { messageId, link }: TrackedRequest, now: Date): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `SELECT count(DISTINCT details->>'link') AS count FROM message_event
     WHERE "messageId" = $1 AND kind = 'clicked' AND at > $2 AND details->>'link' <> $3`,
    [messageId, new Date(now.getTime() - scanWindow), String(link)],
  );
  return row?.count ?? 0;
}
