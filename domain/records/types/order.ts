import type { RecordType } from '../field.ts';
import { tasks } from '../followers.ts';
import { amountFields, nameFields, partyFields, partyRelations, salesDocument } from '../sales-document.ts';

/** What a customer has ordered. */
export const order: RecordType = {
  key: 'order',
  label: 'Order',
  plural: 'Orders',
  table: 'order',
  icon: 'shopping-cart',
  ...salesDocument,
  numberPrefix: 'OR',
  fields: [
    ...nameFields,
    { key: 'offerId', kind: 'reference', label: 'Offer', target: 'offer' },
    ...partyFields,
    ...amountFields,
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
    ...partyRelations,
    { name: 'invoices', label: 'Invoices', target: 'invoice', kind: 'many', via: 'orderId' },
    tasks,
  ],
};
