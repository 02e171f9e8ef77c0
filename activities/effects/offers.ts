import { copyDocument } from '../../crm/offers/copy-document.ts';
import { noteSent, shareOffer } from '../../crm/offers/share-offer.ts';
import { copiedFrom } from '../../domain/offers/copies.ts';
import { findRecords } from '../leg/find-records.ts';
import { type AnyCall, type EffectHandler, failure, type LegContext, value } from '../leg/leg-run.ts';
import { causeOf, runActor } from '../leg/run-actor.ts';

/** Orders of offers and invoices of orders. */
export const copyDocuments: EffectHandler<'copy'> = async (calls, context) => {
  const answers = [];
  for (const call of calls) {
    const { make, on } = call.effect;
    const [source] = await findRecords(call, context, on);
    if (source?.type !== copiedFrom[make]) {
      answers.push(failure('no-record', `The reference means no ${copiedFrom[make]} here.`));
      continue;
    }
    const result = await copyDocument(context.tx, writing(call, context), { kind: make, sourceId: source.id });
    answers.push(
      result.kind === 'ok'
        ? value({ record: { type: make, id: result.record.id }, created: result.created })
        : failure('record-refused', result.issues.map(({ message }) => message).join(' ')),
    );
  }
  return answers;
};

/** Links for customers, each bound to its offer as it is now. */
export const shareOffers: EffectHandler<'share'> = async (calls, context) => {
  const answers = [];
  for (const call of calls) {
    const [offer] = await findRecords(call, context, call.effect.on);
    const runId = call.run.row.data.id;
    const { documentId } = call.effect;
    const shared = await shareOffer(context.tx, { offerId: offer?.id ?? '', documentId, runId }, context.now);
    answers.push(shared.kind === 'shared' ? value({ shareId: shared.shareId }) : failure(shared.code, shared.message));
  }
  return answers;
};

/** What has left is sent. */
export const noteShared: EffectHandler<'shared'> = async (calls, context) => {
  const answers = [];
  for (const call of calls) {
    const [offer] = await findRecords(call, context, call.effect.on);
    if (offer) {
      const eventId = `offer.sent:${call.effect.shareId}`;
      await noteSent(context.tx, writing(call, context), { offerId: offer.id, eventId });
      await context.cache.reload([offer]);
    }
    answers.push(offer ? value({ status: 'sent' }) : failure('no-record', 'The offer is gone.'));
  }
  return answers;
};

const writing = ({ run }: AnyCall, { now }: LegContext) => ({
  actor: runActor(run),
  cause: causeOf(run),
  automations: true,
  now,
});
