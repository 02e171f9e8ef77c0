import type { RecordType } from '../field.ts';
import { totalOfLines } from '../lines.ts';

/** What a customer has ordered. */
export const order: RecordType = {
  key: 'order',
  label: 'Order',
  plural: 'Orders',
  table: 'order',
  icon: 'shopping-cart',
  titleFields: ['number', 'title'],
  person: { via: 'contactId' },
  numberPrefix: 'OR',
  derive: totalOfLines,
  fields: [
    { key: 'number', kind: 'text', label: 'Number', readOnly: true, max: 50 },
    { key: 'title', kind: 'text', label: 'Title', max: 300 },
    { key: 'offerId', kind: 'reference', label: 'Offer', target: 'offer' },
    { key: 'dealId', kind: 'reference', label: 'Deal', target: 'deal' },
    { key: 'accountId', kind: 'reference', label: 'Account', target: 'account' },
    { key: 'contactId', kind: 'reference', label: 'Contact', target: 'contact' },
    { key: 'lines', kind: 'lines', label: 'Lines' },
    { key: 'discountPercent', kind: 'percent', label: 'Discount', min: 0, max: 100 },
    { key: 'total', kind: 'money', label: 'Total' },
    { key: 'currency', kind: 'currency', label: 'Currency' },
    {
      key: 'status',
      kind: 'choice',
      label: 'Status',
      options: ['open', 'confirmed', 'delivered', 'cancelled'],
      default: 'open',
    },
    { key: 'dueDate', kind: 'date', label: 'Due date' },
  ],
  relations: [
    { name: 'offer', label: 'Offer', target: 'offer', kind: 'one', via: 'offerId' },
    { name: 'deal', label: 'Deal', target: 'deal', kind: 'one', via: 'dealId' },
    { name: 'account', label: 'Account', target: 'account', kind: 'one', via: 'accountId' },
    { name: 'contact', label: 'Contact', target: 'contact', kind: 'one', via: 'contactId' },
    { name: 'tasks', label: 'Tasks', target: 'task', kind: 'many', via: 'relatedId', viaType: 'relatedType' },
  ],
};
