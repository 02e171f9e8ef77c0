import { callAnswerOf } from '../../domain/sending/answers.ts';
import type { CallAnswer } from '../../domain/steps/effect.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { outerKey } from './ledger-message.ts';
import { ledgerEntry } from './message-row.ts';
import { isRepeatable } from './plan.ts';
import { keyText, type NewMessage, readLatest, reserve } from './reserve.ts';
import type { PlannedCallRequest } from './send-request.ts';

/** What planning made of a call: to be delivered after the commit, or answered by a row that was there. */
export type CallPlan =
  | { readonly kind: 'planned'; readonly messageId: string; readonly channel: 'webhook' }
  | { readonly kind: 'answered'; readonly messageId: string; readonly answer: CallAnswer }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/**
 * Reserves calls of addresses in the ledger, like messages. Secrets of a connection are added when the call is made:
 * the ledger names the connection only. After a refusal or a passing failure a new attempt is made, under the same key.
 */
export async function planCalls(tx: Tx, requests: readonly PlannedCallRequest[], now: Date): Promise<CallPlan[]> {
  const latest = await readLatest(
    tx,
    requests.map(({ key }) => key),
  );
  const rows: NewMessage[] = [];
  const plans = requests.map((request): CallPlan => {
    const known = latest.get(keyText(request.key));
    if (known && !isRepeatable(known)) {
      const answer = callAnswerOf(ledgerEntry(known));
      return answer === null
        ? { kind: 'planned', messageId: known.id, channel: 'webhook' }
        : { kind: 'answered', messageId: known.id, answer };
    }
    if (request.request.connection === undefined && !URL.canParse(request.request.url)) {
      return { kind: 'failed', code: 'url-malformed', message: 'The address to call is no web address.' };
    }
    const row = rowOf(request, (known?.attempt ?? 0) + 1);
    rows.push(row);
    return { kind: 'planned', messageId: row.id, channel: 'webhook' };
  });
  await reserve(tx, rows, now);
  return plans;
}

function rowOf({ key, workflowKey, subject, fence, request }: PlannedCallRequest, attempt: number): NewMessage {
  return {
    ...key,
    id: newId(),
    channel: 'webhook',
    state: 'planned',
    to: shownUrl(request.url),
    attempt,
    payload: { key: outerKey(key), request },
    recordType: subject.type,
    recordId: subject.id,
    workflowKey,
    fence,
  };
}

/** The address without what may be secret in it: no query, no credentials. */
function shownUrl(url: string): string {
  if (!URL.canParse(url)) return url.split('?')[0]?.slice(0, 500) ?? '';
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`.slice(0, 500);
}
