import { z } from 'zod';
import { auditAction } from '../../crm/audit/record-action.ts';
import { readAddressConsents } from '../../crm/consent/address-consents.ts';
import { changeConsents } from '../../crm/consent/change-consents.ts';
import { lockAddresses } from '../../crm/consent/standing.ts';
import { suppress, suppressionReasons, unsuppress } from '../../crm/consent/suppressions.ts';
import { listTopics } from '../../crm/consent/topics.ts';
import type { Queryable } from '../../crm/database.ts';
import { notifyEvents } from '../../crm/events/notify.ts';
import { everyTopic } from '../../domain/consent/topic.ts';
import { AppError } from '../../domain/errors.ts';
import { channelOf, parseAddress } from '../../domain/sending/address.ts';
import type { ApiDeps } from '../deps.ts';
import { ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';

const time = z.iso.datetime();
const state = z.enum(['granted', 'withdrawn']);
const answer = z.object({
  channel: z.enum(['email', 'sms']),
  address: z.string(),
  topics: z.array(
    z.object({
      topic: z.string(),
      name: z.string(),
      description: z.string().nullable(),
      mode: z.string(),
      state: state.nullable(),
      permitted: z.boolean(),
      source: z.string().nullable(),
      evidence: z.unknown(),
      at: time.nullable(),
    }),
  ),
  withdrawnFromAll: z.boolean(),
  suppression: z.object({ reason: z.string(), at: time }).nullable(),
});

const query = z.strictObject({ address: z.string().min(3).max(254) });
const body = z.strictObject({
  consents: z
    .array(z.strictObject({ topic: z.string().min(1).max(60), state }))
    .max(100)
    .default([]),
  /** True puts the address on the suppression list; false takes it off, whatever put it there but a STOP by SMS. */
  suppressed: z.boolean().optional(),
  /** Where it was said: a form, a letter, a call. */
  source: z.string().trim().min(1).max(60).default('api'),
  evidence: z.record(z.string().max(60), z.union([z.string().max(2_000), z.number(), z.boolean()])).default({}),
});

/** What people may take back; STOP is only lifted by the number itself. */
const liftable = suppressionReasons.filter((reason) => reason !== 'stop');

/** What people said about being written to. */
export function consentRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/consents',
      tag: 'Consent',
      summary: 'What an address said about each topic, and whether it is suppressed',
      guard: 'consent:read',
      query,
      answers: { 200: answer },
      handle: async (request) => ok(await readAddressConsents(db, addressOf(request.query.address))),
    }),
    route({
      method: 'put',
      path: '/api/consents',
      tag: 'Consent',
      summary: 'Record what an address said; topics not named stay as they are',
      guard: 'consent:edit',
      query,
      body,
      answers: { 200: answer },
      write: async (request, tx) => {
        const { actor, now, requestId, afterCommit } = request;
        const { consents, suppressed, source, evidence } = request.body;
        const address = addressOf(request.query.address);
        await checkTopics(tx, consents);
        const changes = consents.map((consent) => ({ ...address, ...consent }));
        await changeConsents(tx, { actor, now, source, evidence, requestId }, changes);
        if (suppressed !== undefined) {
          await lockAddresses(tx, [address]);
          if (suppressed) await suppress(tx, [{ ...address, reason: 'manual', messageId: null }], now);
          else await unsuppress(tx, { ...address, reasons: liftable }, now);
          const action = suppressed ? 'suppression.added' : 'suppression.removed';
          await auditAction(tx, {
            actor,
            action,
            resource: { type: 'suppression', id: address.address },
            changes: { source, evidence },
            requestId,
          });
        }
        afterCommit(() => notifyEvents(db));
        return ok(await readAddressConsents(tx, address));
      },
    }),
  ];
}

function addressOf(text: string) {
  const channel = channelOf(text);
  const address = parseAddress(channel, text);
  if (address !== undefined) return { channel, address };
  const message = 'An address is an e-mail address like ann@example.com, or a phone number like +48601234567.';
  throw new AppError('invalid', { issues: [{ severity: 'error', code: 'wrong-format', path: '/address', message }] });
}

async function checkTopics(db: Queryable, consents: readonly { topic: string }[]): Promise<void> {
  const topics = new Map((await listTopics(db)).map((topic) => [topic.key, topic]));
  const issues = consents.flatMap(({ topic }, index) => {
    if (topic === everyTopic) return [];
    const known = topics.get(topic);
    if (known && known.mode !== 'transactional') return [];
    const message = known
      ? `Messages of the topic "${topic}" are transactional: they need no consent.`
      : `There is no topic "${topic}".`;
    return [
      {
        severity: 'error' as const,
        code: known ? 'transactional-topic' : 'unknown-topic',
        path: `/consents/${index}/topic`,
        message,
      },
    ];
  });
  if (issues.length > 0) throw new AppError('invalid', { issues });
}
