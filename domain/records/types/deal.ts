import type { RecordType } from '../field.ts';
import { interactions, tasks } from '../followers.ts';
import { stageValues } from '../pipelines.ts';

/** A sale under way. */
export const deal: RecordType = {
  key: 'deal',
  label: 'Deal',
  plural: 'Deals',
  table: 'deal',
  icon: 'briefcase',
  titleFields: ['title'],
  person: { via: 'contactId' },
  derive: stageValues,
  derived: { by: ['stage', 'pipeline'], fields: ['probability', 'outcome'] },
  stamps: [{ stamp: 'closedAt', field: 'outcome', values: ['won', 'lost'] }],
  fields: [
    { key: 'title', kind: 'text', label: 'Title', required: true, max: 300 },
    { key: 'accountId', kind: 'reference', label: 'Account', target: 'account' },
    { key: 'contactId', kind: 'reference', label: 'Contact', target: 'contact' },
    { key: 'pipeline', kind: 'text', label: 'Pipeline', default: 'sales', max: 100 },
    { key: 'stage', kind: 'text', label: 'Stage', default: 'new', max: 100 },
    { key: 'amount', kind: 'money', label: 'Amount' },
    { key: 'currency', kind: 'currency', label: 'Currency' },
    { key: 'probability', kind: 'percent', label: 'Probability', min: 0, max: 100 },
    { key: 'expectedClose', kind: 'date', label: 'Expected close' },
    { key: 'closedAt', kind: 'dateTime', label: 'Closed at' },
    { key: 'outcome', kind: 'choice', label: 'Outcome', options: ['open', 'won', 'lost'], default: 'open' },
    { key: 'lossReason', kind: 'text', label: 'Loss reason', max: 500 },
    { key: 'source', kind: 'text', label: 'Source', max: 200 },
  ],
  relations: [
    { name: 'account', label: 'Account', target: 'account', kind: 'one', via: 'accountId' },
    { name: 'contact', label: 'Contact', target: 'contact', kind: 'one', via: 'contactId' },
    { name: 'offers', label: 'Offers', target: 'offer', kind: 'many', via: 'dealId' },
    { name: 'orders', label: 'Orders', target: 'order', kind: 'many', via: 'dealId' },
    { name: 'invoices', label: 'Invoices', target: 'invoice', kind: 'many', via: 'dealId' },
    tasks,
    interactions,
  ],
};
