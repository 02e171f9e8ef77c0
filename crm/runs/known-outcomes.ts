import type { Json } from '../../domain/json.ts';
import { callAnswerOf, sendAnswerOf } from '../../domain/sending/answers.ts';
import { outcomeUnknown } from '../../domain/sending/outcome-unknown.ts';
import type { Tx } from '../database.ts';
import { ledgerEntry } from '../sending/message-row.ts';
import { readMessages } from '../sending/read-messages.ts';
import { announce } from '../stream/announce.ts';
import type { VisitKey } from './drop-messages.ts';
import type { RunRow } from './run-row.ts';
import { makeDue } from './wake.ts';

type Stopped = { positionId: string; runId: string; stepId: string; visit: number; messageId: string };

/**
 * Lets runs go on that were stopped because nobody knew what became of these messages, which were unknown until this
 * transaction: what became known is the answer of their step, and the incident is closed. Call it when the messages have
 * their new state. A leg that still read them as unknown is waited for, so that its incident is seen.
 */
export async function goOnAsKnown(tx: Tx, messageIds: readonly string[], now: Date): Promise<void> {
  if (messageIds.length === 0) return;
  await tx.query(
    'SELECT id FROM run WHERE id IN (SELECT "runId" FROM message WHERE id = ANY($1::uuid[])) ORDER BY id FOR UPDATE',
    [messageIds],
  );
  const stopped = await tx.query<Stopped>(
    `SELECT DISTINCT ON (p.id) p.id AS "positionId", p."runId", p."stepId", p.visit, m.id AS "messageId"
     FROM message m JOIN run_position p ON p."runId" = m."runId" AND p."stepId" = m."stepId" AND p.visit = m.visit
     WHERE m.id = ANY($1::uuid[]) AND p.state = 'incident' AND p.error->>'code' = $2 ORDER BY p.id, m.attempt DESC`,
    [messageIds, outcomeUnknown],
  );
  if (stopped.length === 0) return;
  await answer(tx, stopped);
  const runIds = [...new Set(stopped.map(({ runId }) => runId))];
  await tx.query(
    `UPDATE run r SET state = 'waiting', error = NULL WHERE r.id = ANY($1::uuid[]) AND r.state = 'incident'
       AND NOT EXISTS (SELECT 1 FROM run_position p WHERE p."runId" = r.id AND p.state = 'incident')`,
    [runIds],
  );
  await closeIncidents(tx, stopped, now);
  await makeDue(tx, runIds, now);
  await announce(
    tx,
    'run',
    runIds.map((id) => ({ id })),
  );
}

async function answer(tx: Tx, stopped: readonly Stopped[]): Promise<void> {
  const rows = await readMessages(
    tx,
    stopped.map(({ messageId }) => messageId),
  );
  const answers = new Map(
    rows.map((row) => {
      const entry = ledgerEntry(row);
      return [row.id, (row.channel === 'webhook' ? callAnswerOf(entry) : sendAnswerOf(entry)) as Json];
    }),
  );
  await tx.query(
    `UPDATE run_position p SET state = 'sending', outcome = a.outcome, error = NULL, "dueAt" = NULL
     FROM jsonb_to_recordset($1::jsonb) AS a("positionId" uuid, outcome jsonb) WHERE p.id = a."positionId"`,
    [JSON.stringify(stopped.map(({ positionId, messageId }) => ({ positionId, outcome: answers.get(messageId) })))],
  );
}

async function closeIncidents(tx: Tx, stopped: readonly Stopped[], now: Date): Promise<void> {
  const closed = await tx.query<{ id: string; runId: string }>(
    `UPDATE incident i SET "resolvedAt" = $2, resolution = 'outcome-known'
     FROM jsonb_to_recordset($1::jsonb) AS s("runId" uuid, "stepId" text, visit int)
     WHERE i."runId" = s."runId" AND i."stepId" = s."stepId" AND i.code = $3 AND (i.details->>'visit')::int = s.visit AND i."resolvedAt" IS NULL
     RETURNING i.id, i."runId"`,
    [JSON.stringify(stopped), now, outcomeUnknown],
  );
  await announce(tx, 'incident', closed);
}

/**
 * Before a retry: the messages for which these runs were stopped are given up, so that their steps send once more. Those of
 * which something becomes known at this moment are left: their steps will be answered by it.
 */
export async function giveUpUnknown(tx: Tx, runs: readonly RunRow[]): Promise<void> {
  const visits = runs.flatMap(({ data }) =>
    data.positions.flatMap(({ state, error, stepId, visit }): VisitKey[] =>
      state === 'incident' && error?.code === outcomeUnknown ? [{ runId: data.id, stepId, visit }] : [],
    ),
  );
  if (visits.length === 0) return;
  await tx.query(
    `UPDATE message SET reason = 'sent-again' WHERE id IN (
       SELECT m.id FROM jsonb_to_recordset($1::jsonb) AS v("runId" uuid, "stepId" text, visit int)
         JOIN message m ON m."runId" = v."runId" AND m."stepId" = v."stepId" AND m.visit = v.visit
       WHERE m.state = 'unknown' FOR UPDATE OF m SKIP LOCKED)`,
    [JSON.stringify(visits)],
  );
}
