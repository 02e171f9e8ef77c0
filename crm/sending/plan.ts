import { sendAnswerOf } from '../../domain/sending/answers.ts';
import { reasonNotToSend } from '../../domain/sending/decide-send.ts';
import { openStates } from '../../domain/sending/message-state.ts';
import { type ReasonCode, repeatableReasons } from '../../domain/sending/reasons.ts';
import { nothingSaid, readStandings, standingKey } from '../consent/standing.ts';
import { listTopics } from '../consent/topics.ts';
import type { Queryable, Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { calendarPart } from '../meetings/calendar-file.ts';
import { type ContentDeps, composeContents } from './compose-content.ts';
import { type Draft, draftOf, readUserRecipients } from './draft.ts';
import { plannedMessage, skippedMessage } from './ledger-message.ts';
import { ledgerEntry, type MessageRow } from './message-row.ts';
import { planNotifications } from './plan-notifications.ts';
import { asWritten, keyText, type NewMessage, readLatest, reserve } from './reserve.ts';
import type { Plan, SendRequest } from './send-request.ts';

export type PlanningDeps = ContentDeps;

/** A plan and the rows that hold it. */
export type Planned = { readonly plan: Plan; readonly rows: readonly NewMessage[] };

/**
 * Plans up to 500 messages in a handful of statements: consent → suppression → address → (frequency cap, quiet hours,
 * rate limit) → rendering → the row in the ledger, in the transaction of the leg that asks. A key that has a row is
 * answered from it; only after a refusal, or when it was given up before it left, a new attempt is made.
 */
export async function planMessages(
  tx: Tx,
  deps: PlanningDeps,
  requests: readonly SendRequest[],
  now: Date,
): Promise<Plan[]> {
  const latest = await readLatest(
    tx,
    requests.map(({ key }) => key),
  );
  const topical = requests.some(({ message }) => message.topic !== undefined);
  const topics = new Map(topical ? (await listTopics(tx)).map((topic) => [topic.key, topic]) : []);
  const users = await readUserRecipients(tx, requests);
  const results = new Map<SendRequest, Planned>();
  const drafts: Draft[] = [];
  for (const request of requests) {
    const known = latest.get(keyText(request.key));
    const attempt = (known?.attempt ?? 0) + 1;
    const { channel, topic } = request.message;
    if (known && !isRepeatable(known)) results.set(request, { plan: planOf(known), rows: [] });
    else if (topic !== undefined && !topics.has(topic))
      results.set(request, failed('unknown-topic', `There is no topic "${topic}".`));
    else if (channel !== 'app') drafts.push(draftOf(request, { id: newId(), attempt, channel, topics, users }));
  }
  const notifications = requests.filter((request) => request.message.channel === 'app' && !results.has(request));
  for (const [request, planned] of await planNotifications(notifications, deps)) results.set(request, planned);
  for (const [request, planned] of await planDrafts(tx, deps, { drafts, now })) results.set(request, planned);
  await reserve(
    tx,
    [...results.values()].flatMap(({ rows }) => rows),
    now,
  );
  return requests.map(
    (request) => results.get(request)?.plan ?? failed('internal', 'The message was lost in planning.').plan,
  );
}

/** Whether a new attempt may follow: nothing was taken of this one and nothing spoke against it for good, or somebody wants another. */
export function isRepeatable({ state, reason }: MessageRow): boolean {
  const isOver = state === 'skipped' || state === 'unknown';
  return state === 'rejected' || (isOver && repeatableReasons.some((code) => code === reason));
}

/** What a row that is there already means for whoever asks again. */
export function planOf(row: MessageRow): Plan {
  const { id: messageId, channel } = row;
  const answer = sendAnswerOf(ledgerEntry(row));
  if (answer === null || openStates.includes(row.state)) return { kind: 'planned', messageId, channel };
  if (row.state === 'skipped') return { kind: 'skipped', messageId, reason: row.reason ?? '' };
  return { kind: 'answered', messageId, answer };
}

async function planDrafts(
  db: Queryable,
  deps: PlanningDeps,
  { drafts, now }: { drafts: readonly Draft[]; now: Date },
): Promise<[SendRequest, Planned][]> {
  const objections = await objectionsTo(db, drafts);
  const allowed = drafts.filter((draft) => !objections.has(draft));
  const contents = await composeContents(db, allowed, deps);
  const results = drafts.flatMap((draft): [Draft, Planned][] => {
    const reason = objections.get(draft);
    return reason === undefined ? [] : [[draft, skip(draft, reason)]];
  });
  allowed.forEach((draft, n) => {
    const result = contents[n];
    if (result?.kind === 'content') {
      const { id: messageId, channel } = draft;
      if (isHeld(draft) && draft.request.hold?.opens === 'never') {
        results.push([
          draft,
          failed('window-never-opens', 'The send window never opens: its hours and those of its calendar never meet.'),
        ]);
        return;
      }
      const message = held(invited(plannedMessage(draft, result.content, deps.settings), draft, now), draft);
      const plan = { kind: 'planned', messageId, channel, row: asWritten(message, now) } as const;
      results.push([draft, { plan, rows: [message] }]);
    } else if (result?.kind === 'missing' && draft.request.message.missing === 'skip') {
      results.push([draft, skip(draft, 'missing-value')]);
    } else if (result) {
      results.push([draft, failed(result.kind === 'missing' ? 'missing-value' : result.code, result.message)]);
    }
  });
  return results.map(([draft, planned]) => [draft.request, planned]);
}

/** A mail that invites has a part for calendars. */
function invited(message: NewMessage, { request: { invitation } }: Draft, now: Date): NewMessage {
  if (!invitation || !message.payload) return message;
  // Who is taken out is told of themselves alone.
  const attendees = invitation.withdrawn ? [{ name: message.to, email: message.to }] : invitation.attendees;
  const calendar = calendarPart({ ...invitation, attendees }, now);
  return { ...message, payload: { ...message.payload, calendar } };
}

/** Whether a message is bound to its window: the company's is for marketing alone. */
const isHeld = ({ request: { hold }, class: messageClass }: Draft) =>
  hold !== undefined && (!hold.marketingOnly || messageClass === 'marketing');

/** A message that may not leave yet waits for its window to open. */
function held(message: NewMessage, draft: Draft): NewMessage {
  const { hold } = draft.request;
  if (!hold || !isHeld(draft)) return message;
  const { window, opens } = hold;
  const payload = message.payload && { ...message.payload, window };
  if (typeof opens === 'string' || !payload) return { ...message, payload: payload ?? null };
  const until = { ...payload, heldUntil: opens.toISOString() };
  return { ...message, state: 'deferred', reason: 'outside-window', dueAt: opens, payload: until };
}

async function objectionsTo(db: Queryable, drafts: readonly Draft[]): Promise<Map<Draft, ReasonCode>> {
  const addressed = drafts.flatMap(({ channel, recipient: { address } }) =>
    address === null ? [] : { channel, address },
  );
  const standings = await readStandings(db, addressed);
  const objections = new Map<Draft, ReasonCode>();
  for (const draft of drafts) {
    const { channel, recipient, topic, class: messageClass } = draft;
    const { address, known, given } = recipient;
    const { statements, suppressed } =
      (address === null ? undefined : standings.get(standingKey({ channel, address }))) ?? nothingSaid;
    const reason = reasonNotToSend({
      channel,
      class: messageClass,
      topic,
      known,
      address: given,
      statements,
      suppressed: suppressed !== null,
    });
    if (reason !== undefined) objections.set(draft, reason);
  }
  return objections;
}

function skip(draft: Draft, reason: ReasonCode): Planned {
  return { plan: { kind: 'skipped', messageId: draft.id, reason }, rows: [skippedMessage(draft, reason)] };
}

function failed(code: string, message: string): Planned {
  return { plan: { kind: 'failed', code, message }, rows: [] };
}
