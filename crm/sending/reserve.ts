import type { MessageState } from '../../domain/sending/message-state.ts';
import type { Queryable } from '../database.ts';
import { rowSet } from '../row-set.ts';
import { type MessageRow, messageColumns } from './message-row.ts';
import type { EffectKey } from './send-request.ts';

/** A new row of the ledger; what is not named is empty. */
export type NewMessage = Partial<Omit<MessageRow, 'createdAt' | 'sentAt'>> &
  Pick<MessageRow, 'id' | 'channel' | 'to' | 'attempt'> & { readonly state: MessageState };

/** A key as text, for maps. */
export const keyText = ({ runId, stepId, visit, ordinal }: EffectKey) => `${runId} ${visit} ${ordinal} ${stepId}`;

const effectKeys = rowSet({ runId: 'uuid', stepId: 'text', visit: 'int', ordinal: 'int' });

/** The newest attempt of each key that has one, by `keyText`. */
export async function readLatest(db: Queryable, keys: readonly EffectKey[]): Promise<Map<string, MessageRow>> {
  if (keys.length === 0) return new Map();
  const rows = await db.query<MessageRow & EffectKey>(
    `SELECT DISTINCT ON (m."runId", m."stepId", m.visit, m.ordinal) ${messageColumns}
     FROM ${effectKeys.from('$1')} k
     JOIN message m ON m."runId" = k."runId" AND m."stepId" = k."stepId" AND m.visit = k.visit AND m.ordinal = k.ordinal
     WHERE m."runId" = ANY($2::uuid[])
     ORDER BY m."runId", m."stepId", m.visit, m.ordinal, m.attempt DESC`,
    [effectKeys.of(keys), keys.map(({ runId }) => runId)],
  );
  return new Map(rows.map((row) => [keyText(row), row]));
}

/** The row that `reserve` makes of a message which is still to leave. Property by property: three times as fast as spreading. */
export function asWritten(message: NewMessage, now: Date): MessageRow {
  return {
    id: message.id,
    channel: message.channel,
    state: message.state,
    reason: message.reason ?? null,
    class: message.class ?? 'transactional',
    topic: message.topic ?? null,
    to: message.to,
    subject: message.subject ?? null,
    body: message.body ?? null,
    html: message.html ?? null,
    payload: message.payload ?? null,
    recordType: message.recordType ?? null,
    recordId: message.recordId ?? null,
    personType: message.personType ?? null,
    personId: message.personId ?? null,
    runId: message.runId ?? null,
    stepId: message.stepId ?? null,
    visit: message.visit ?? null,
    ordinal: message.ordinal ?? null,
    attempt: message.attempt,
    workflowKey: message.workflowKey ?? null,
    campaign: message.campaign ?? null,
    template: message.template ?? null,
    provider: message.provider ?? null,
    providerId: message.providerId ?? null,
    response: message.response ?? null,
    fence: message.fence ?? null,
    dueAt: message.dueAt ?? null,
    handOffAt: null,
    leaseUntil: null,
    createdAt: now,
    sentAt: null,
  };
}

const newMessages = rowSet({
  id: 'uuid',
  channel: 'text',
  state: 'text',
  reason: 'text',
  class: 'text',
  topic: 'text',
  to: 'text',
  subject: 'text',
  body: 'text',
  html: 'text',
  payload: 'jsonb',
  recordType: 'text',
  recordId: 'uuid',
  personType: 'text',
  personId: 'uuid',
  runId: 'uuid',
  stepId: 'text',
  visit: 'int',
  ordinal: 'int',
  attempt: 'int',
  workflowKey: 'text',
  campaign: 'text',
  template: 'text',
  provider: 'text',
  providerId: 'text',
  fence: 'bigint',
  dueAt: 'timestamptz',
});

/** Writes new rows in one statement. A row whose key and attempt are there already is left as it is. */
export async function reserve(db: Queryable, messages: readonly NewMessage[], now: Date): Promise<void> {
  if (messages.length === 0) return;
  await db.query(
    `INSERT INTO message (id, channel, state, reason, class, topic, "to", subject, body, html, payload, "recordType", "recordId",
       "personType", "personId", "runId", "stepId", visit, ordinal, attempt, "workflowKey", campaign, template, provider, "providerId", fence,
       "dueAt", "createdAt", "sentAt")
     SELECT id, channel, state, reason, coalesce(class, 'transactional'), topic, "to", subject, body, html, payload, "recordType", "recordId",
       "personType", "personId", "runId", "stepId", visit, ordinal, attempt, "workflowKey", campaign, template, provider, "providerId", fence,
       "dueAt", $2, CASE state WHEN 'accepted' THEN $2::timestamptz END
     FROM ${newMessages.from('$1')} m
     ON CONFLICT ("runId", "stepId", visit, ordinal, attempt) DO NOTHING`,
    [newMessages.of(messages), now],
  );
}
