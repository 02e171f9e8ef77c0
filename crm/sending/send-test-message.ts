import { randomBytes } from 'node:crypto';
import { AppError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { AddressChannel } from '../../domain/sending/address.ts';
import { parseAddress } from '../../domain/sending/address.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { type ContentDeps, type ContentResult, composeContents } from './compose-content.ts';
import { type Draft, draftOf } from './draft.ts';
import { addressedRow, payloadOf } from './ledger-message.ts';
import type { MessagePayload } from './message-row.ts';
import { type NewMessage, reserve } from './reserve.ts';
import type { MessageWish } from './send-request.ts';

/** A template to try: whom it goes to, and what its texts read. */
export type TestMessage = {
  readonly template: string;
  readonly channel: AddressChannel;
  /** As given. */
  readonly to: string;
  /** The record it quotes: who may read the message is decided by it. */
  readonly record: RecordKey | null;
  /** What templates see. */
  readonly context: JsonObject & { readonly record?: unknown; readonly contact?: unknown };
  readonly missing: 'block' | 'empty';
};

/**
 * Reserves a message of a template to an address that somebody names, without a run: a loop of the worker hands it off.
 * It is transactional and about no person, so topics do not bind it; the hand-off skips it for a suppressed address.
 * @returns the id of its row in the ledger
 * @throws AppError invalid: no address for the channel, a template that does not render
 */
export async function sendTestMessage(tx: Tx, deps: ContentDeps, test: TestMessage, now: Date): Promise<string> {
  if (parseAddress(test.channel, test.to) === undefined)
    throw refusal('invalid-address', '/to', 'The address is malformed.');
  const draft = draftOfTest(test);
  const content = contentOf((await composeContents(tx, [draft], deps))[0]);
  const payload: MessagePayload = {
    ...payloadOf(draft, content, { key: randomBytes(16).toString('hex'), settings: deps.settings }),
    test: true,
  };
  const row: NewMessage = {
    ...addressedRow(draft),
    state: 'planned',
    recordType: test.record?.type ?? null,
    recordId: test.record?.id ?? null,
    subject: content.subject,
    body: content.body,
    html: content.html,
    payload,
  };
  await reserve(tx, [row], now);
  return row.id;
}

function draftOfTest({ template, channel, to, context, missing }: TestMessage): Draft<MessageWish> {
  const wish: MessageWish = {
    person: personIn(context),
    message: { channel, to, template, class: 'transactional', missing },
    context,
  };
  return draftOf(wish, { id: newId(), attempt: 1, channel, topics: new Map(), users: new Map() });
}

/** Whose language and zone the texts are written in. */
function personIn({ contact, record }: TestMessage['context']): JsonObject | null {
  const person = contact ?? record;
  return person !== null && typeof person === 'object' && !Array.isArray(person) ? (person as JsonObject) : null;
}

function contentOf(result: ContentResult | undefined) {
  if (result?.kind === 'content') return result.content;
  if (result?.kind === 'missing') throw refusal('missing-value', '/data', result.message);
  throw refusal(result?.code ?? 'template-failed', '/template', result?.message ?? 'The template was not rendered.');
}

function refusal(code: string, path: string, message: string): AppError {
  return new AppError('invalid', { detail: message, issues: [{ severity: 'error', code, path, message }] });
}
