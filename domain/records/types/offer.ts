import { objectionToOffer, offerContent, statusAfterWrite } from '../../offers/approval-guard.ts';
import type { RecordType } from '../field.ts';
import { interactions, tasks } from '../followers.ts';
import { totalDiscountOf, totalOfLines } from '../lines.ts';
import { amountFields, nameFields, partyFields, partyRelations, salesDocument } from '../sales-document.ts';

/** A formal priced proposal. */
export const offer: RecordType = {
  key: 'offer',
  label: 'Offer',
  plural: 'Offers',
  table: 'offer',
  icon: 'file-text',
  ...salesDocument,
  numberPrefix: 'OF',
  derive: (record, write) => {
    const derived = { ...totalOfLines(record), ...totalDiscountOf(record) };
    return { ...derived, status: statusAfterWrite({ ...record, ...derived }, write) };
  },
  derived: { by: offerContent, fields: ['total', 'totalDiscountPercent', 'status'] },
  objection: objectionToOffer,
  fields: [
    ...nameFields,
    ...partyFields,
    ...amountFields,
    { key: 'totalDiscountPercent', kind: 'percent', label: 'Total discount', readOnly: true },
    { key: 'validUntil', kind: 'date', label: 'Valid until' },
    {
      key: 'status',
      kind: 'choice',
      label: 'Status',
      default: 'draft',
      options: [
        'draft',
        'in-review',
        'approved',
        'rejected',
        'sent',
        'viewed',
        'accepted',
        'declined',
        'expired',
        'superseded',
      ],
    },
    { key: 'revision', kind: 'integer', label: 'Revision', default: 1, min: 1, max: 10_000 },
    { key: 'revisionOf', kind: 'reference', label: 'Revision of', target: 'offer', readOnly: true },
  ],
  relations: [
    ...partyRelations,
    { name: 'revised', label: 'Revised offer', target: 'offer', kind: 'one', via: 'revisionOf' },
    { name: 'revisions', label: 'Revisions', target: 'offer', kind: 'many', via: 'revisionOf' },
    { name: 'orders', label: 'Orders', target: 'order', kind: 'many', via: 'offerId' },
    tasks,
    interactions,
  ],
};
