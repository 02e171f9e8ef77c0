import type { RecordType } from '../field.ts';
import { totalOfLines } from '../lines.ts';

/** A formal priced proposal. */
export const offer: RecordType = {
  key: 'offer', label: 'Offer', plural: 'Offers', table: 'offer', icon: 'file-text',
  titleFields: ['number', 'title'], person: { via: 'contactId' }, numberPrefix: 'OF',
  derive: totalOfLines,
  fields: [
    { key: 'number', kind: 'text', label: 'Number', readOnly: true, max: 50 },
    { key: 'title', kind: 'text', label: 'Title', max: 300 },
    { key: 'dealId', kind: 'reference', label: 'Deal', target: 'deal' },
    { key: 'accountId', kind: 'reference', label: 'Account', target: 'account' },
    { key: 'contactId', kind: 'reference', label: 'Contact', target: 'contact' },
    { key: 'lines', kind: 'lines', label: 'Lines' },
    { key: 'discountPercent', kind: 'percent', label: 'Discount', min: 0, max: 100 },
    { key: 'total', kind: 'money', label: 'Total' },
    { key: 'currency', kind: 'currency', label: 'Currency' },
    { key: 'validUntil', kind: 'date', label: 'Valid until' },
    {
      key: 'status', kind: 'choice', label: 'Status', default: 'draft',
      options: ['draft', 'in-review', 'approved', 'rejected', 'sent', 'viewed', 'accepted', 'declined', 'expired', 'superseded'],
    },
    { key: 'revision', kind: 'integer', label: 'Revision', default: 1, min: 1, max: 10_000 },
  ],
  relations: [
    { name: 'deal', label: 'Deal', target: 'deal', kind: 'one', via: 'dealId' },
    { name: 'account', label: 'Account', target: 'account', kind: 'one', via: 'accountId' },
    { name: 'contact', label: 'Contact', target: 'contact', kind: 'one', via: 'contactId' },
    { name: 'tasks', label: 'Tasks', target: 'task', kind: 'many', via: 'relatedId', viaType: 'relatedType' },
    { name: 'interactions', label: 'Interactions', target: 'interaction', kind: 'many', via: 'relatedId', viaType: 'relatedType' },
  ],
};
