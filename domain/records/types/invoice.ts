import type { RecordType } from '../field.ts';
import { tasks } from '../followers.ts';
import { amountFields, nameFields, partyFields, partyRelations, salesDocument } from '../sales-document.ts';

/** A demand for payment. */
export const invoice: RecordType = {
  key: 'invoice',
  label: 'Invoice',
  plural: 'Invoices',
  table: 'invoice',
  icon: 'receipt',
  ...salesDocument,
  numberPrefix: 'IN',
  fields: [
    ...nameFields,
    { key: 'orderId', kind: 'reference', label: 'Order', target: 'order' },
    ...partyFields,
    ...amountFields,
    {
      key: 'status',
      kind: 'choice',
      label: 'Status',
      options: ['draft', 'sent', 'paid', 'overdue', 'cancelled'],
      default: 'draft',
    },
    { key: 'dueDate', kind: 'date', label: 'Due date' },
  ],
  relations: [
    { name: 'order', label: 'Order', target: 'order', kind: 'one', via: 'orderId' },
    ...partyRelations,
    tasks,
  ],
};
