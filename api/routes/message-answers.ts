import { z } from 'zod';
import type { MessageRow } from '../../crm/sending/message-row.ts';
import { messageStates } from '../../domain/sending/message-state.ts';

export const channels = ['email', 'sms', 'webhook', 'app'] as const;
const time = z.iso.datetime();

export const messageSchema = z.object({
  id: z.uuid(),
  channel: z.enum(channels),
  state: z.enum(messageStates),
  reason: z.string().optional(),
  to: z.string(),
  subject: z.string().optional(),
  body: z.string().optional(),
  class: z.enum(['marketing', 'transactional']),
  topic: z.string().optional(),
  recordType: z.string().nullable(),
  recordId: z.uuid().nullable(),
  personType: z.string().optional(),
  personId: z.uuid().optional(),
  runId: z.uuid().optional(),
  stepId: z.string().optional(),
  workflow: z.string().optional(),
  campaign: z.string().optional(),
  template: z.string().optional(),
  provider: z.string().optional(),
  providerId: z.string().optional(),
  /** What the provider answered. */
  response: z.string().optional(),
  attempt: z.number().int(),
  /** Hand-overs that were deferred so far. */
  tries: z.number().int(),
  dueAt: time.optional(),
  createdAt: time,
  sentAt: time.optional(),
  /** Whether there is an HTML part: `GET …/preview` shows it. */
  hasHtml: z.boolean(),
  /** Somebody tried a template; it is about no person. */
  test: z.literal(true).optional(),
  /** The approval that a notification is about. */
  approvalId: z.uuid().optional(),
});
/** A row of the ledger as the API shows it. */
export function messageJson(row: MessageRow): z.infer<typeof messageSchema> {
  const { id, channel, state, to, class: messageClass, recordType, recordId, attempt, payload, createdAt } = row;
  const optional = {
    reason: row.reason,
    subject: row.subject,
    body: row.body,
    topic: row.topic,
    personType: row.personType,
    personId: row.personId,
    runId: row.runId,
    stepId: row.stepId,
    campaign: row.campaign,
    template: row.template,
    provider: row.provider,
    providerId: row.providerId,
    response: row.response,
  };
  return {
    id,
    channel,
    state,
    to,
    class: messageClass,
    recordType,
    recordId,
    attempt,
    tries: payload?.tries ?? 0,
    createdAt: createdAt.toISOString(),
    hasHtml: row.html !== null,
    ...(payload?.test ? { test: true as const } : {}),
    ...(payload?.approval === undefined ? {} : { approvalId: payload.approval }),
    ...given(optional),
    ...given({
      workflow: row.workflowKey,
      dueAt: row.dueAt?.toISOString() ?? null,
      sentAt: row.sentAt?.toISOString() ?? null,
    }),
  };
}

/** What is there: an absent field says less than a null one. */
function given(fields: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== null));
}
