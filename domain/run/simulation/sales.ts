import { approvedStatuses } from '../../offers/approval-guard.ts';
import { copyFields } from '../../offers/copies.ts';
import { type EffectAnswers, type EffectOf, type RecordKey, StepFailure } from '../../steps/effect.ts';
import { changeRecord, createRecordIn } from './change-record.ts';
import type { World } from './world.ts';

/** A document of a simulated run: it has a name, and no bytes. */
export function simulateDocument(
  world: World,
  on: RecordKey,
  { fileName }: EffectOf<'document'>,
): EffectAnswers['document'] {
  const name = fileName ?? String(world.records.get(on.id)?.number ?? on.type);
  return { document: { id: world.newId(), fileName: `${name.replace(/\.pdf$/i, '')}.pdf`, sha256: '', version: 1 } };
}

/**
 * An order of an offer or an invoice of an order, made once, as in production.
 * @throws StepFailure record-refused
 */
export function simulateCopy(
  world: World,
  on: RecordKey,
  { make }: EffectOf<'copy'>,
  stepId: string,
): EffectAnswers['copy'] {
  const source = world.records.get(on.id);
  if (!source) throw new StepFailure('no-record', 'The reference means no record here.');
  const via = make === 'order' ? 'offerId' : 'orderId';
  const there = [...world.records.values()].find(
    (record) => record.type === make && record[via] === on.id && record.status !== 'cancelled',
  );
  if (there) return { record: { type: make, id: there.id }, created: false };
  if (make === 'order' && !approvedStatuses.includes(String(source.status)))
    throw new StepFailure('record-refused', `The offer is ${source.status}: an order is made of an approved one.`);
  const made = createRecordIn(world, make, copyFields(make, source), stepId);
  if (made.kind !== 'ok') throw new StepFailure('record-refused', 'The record was not written.');
  return { record: made.record, created: true };
}

/** @throws StepFailure offer-not-approved */
export function simulateShare(world: World, on: RecordKey): EffectAnswers['share'] {
  const status = String(world.records.get(on.id)?.status);
  if (!approvedStatuses.includes(status) || status === 'accepted')
    throw new StepFailure(
      'offer-not-approved',
      `The offer is ${status}: only an approved one is sent to its customer.`,
    );
  return { shareId: world.newId() };
}

/** What has left is sent, and an event tells so, unless it is no approved offer any more. */
export function simulateShared(world: World, on: RecordKey, stepId: string): EffectAnswers['shared'] {
  const status = String(world.records.get(on.id)?.status);
  if (!approvedStatuses.includes(status)) return { status: 'sent' };
  if (status === 'approved') changeRecord(world, on, { set: { status: 'sent' } }, stepId);
  world.happened.push({ type: 'offer.sent', at: world.now, properties: {}, recordIds: [on.id], stepId });
  return { status: 'sent' };
}
