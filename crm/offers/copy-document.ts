import type { Issue } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { approvedStatuses } from '../../domain/offers/approval-guard.ts';
import {
  baseNumber,
  type CopyKind,
  copiedFrom,
  copyFields,
  copyType,
  revisionNumber,
} from '../../domain/offers/copies.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { recordTypes } from '../../domain/records/record-types.ts';
import type { Tx } from '../database.ts';
import { refused, type WriteContext, type WriteResult } from '../records/change.ts';
import { readRecords } from '../records/read.ts';
import { writeRecords } from '../records/write.ts';

/**
 * Makes an order of an offer, an invoice of an order, a duplicate or a revision of an offer. An order needs an approved offer. An
 * offer has one order and an order one invoice, but for cancelled ones: asked for again, the one that is there is the answer, with
 * `created` false. The rights of the context's actor hold.
 */
export async function copyDocument(
  tx: Tx,
  context: WriteContext,
  { kind, sourceId }: { kind: CopyKind; sourceId: string },
): Promise<WriteResult> {
  const type = copiedFrom[kind];
  await tx.query(`SELECT id FROM "${recordTypes[type].table}" WHERE id = $1::uuid FOR UPDATE`, [sourceId]);
  const source = (await readRecords(tx, type, [sourceId])).get(sourceId);
  if (!source) return refused('record-not-found', `There is no ${type} with the id ${sourceId}.`);
  const existing = await liveCopy(tx, kind, source.id);
  if (existing) return { kind: 'ok', record: existing, changed: [], created: false };
  const objection = objectionTo(kind, source);
  if (objection) return { kind: 'issues', code: 'conflict', issues: [objection] };
  const more = kind === 'revision' ? await revisionFields(tx, source) : {};
  const fields = { ...copyFields(kind, source), ...more };
  const [result] = await writeRecords(tx, { ...context, systemFields: kind === 'revision' }, [
    { kind: 'create', type: copyType[kind], fields },
  ]);
  return result ?? refused('internal', 'The copy has no outcome.');
}

async function liveCopy(tx: Tx, kind: CopyKind, sourceId: string): Promise<RecordJson | undefined> {
  if (kind !== 'order' && kind !== 'invoice') return undefined;
  const via = kind === 'order' ? 'offerId' : 'orderId';
  const [row] = await tx.query<{ id: string }>(
    `SELECT id FROM "${recordTypes[kind].table}" WHERE "${via}" = $1::uuid AND status IS DISTINCT FROM 'cancelled' ORDER BY "createdAt" LIMIT 1`,
    [sourceId],
  );
  return row && (await readRecords(tx, kind, [row.id])).get(row.id);
}

function objectionTo(kind: CopyKind, source: RecordJson): Issue | undefined {
  const status = String(source.status);
  const message =
    kind === 'order' && !approvedStatuses.includes(status)
      ? `The offer is ${status}: an order is made of an approved one.`
      : kind === 'invoice' && status === 'cancelled'
        ? 'The order is cancelled.'
        : undefined;
  return message === undefined ? undefined : { severity: 'error', code: 'wrong-status', path: '/status', message };
}

/** One more than the highest revision there is of the offer: also where an older one is revised. */
async function revisionFields(tx: Tx, { number, revision }: RecordJson): Promise<JsonObject> {
  const base = baseNumber(String(number));
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`revision:${base}`]);
  const [row] = await tx.query<{ highest: number | null }>(
    `SELECT max(revision) AS highest FROM offer WHERE number = $1 OR starts_with(number, $1 || '-r')`,
    [base],
  );
  const next = Math.max(Number(revision ?? 1), row?.highest ?? 1) + 1;
  return { revision: next, number: revisionNumber(base, next) };
}
