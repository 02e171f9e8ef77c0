import type { RecordType } from '../field.ts';
import { interactions, tasks } from '../followers.ts';

/** A person at a customer. */
export const contact: RecordType = {
  key: 'contact',
  label: 'Contact',
  plural: 'Contacts',
  table: 'contact',
  icon: 'user',
  titleFields: ['firstName', 'lastName'],
  person: 'self',
  fields: [
    { key: 'firstName', kind: 'text', label: 'First name', personal: true, max: 200 },
    { key: 'lastName', kind: 'text', label: 'Last name', personal: true, max: 200 },
    { key: 'email', kind: 'email', label: 'E-mail', personal: true },
    { key: 'phone', kind: 'phone', label: 'Phone', personal: true },
    { key: 'accountId', kind: 'reference', label: 'Account', target: 'account' },
    { key: 'title', kind: 'text', label: 'Job title', max: 300 },
    { key: 'country', kind: 'country', label: 'Country', max: 100 },
    { key: 'language', kind: 'language', label: 'Language', max: 35 },
    { key: 'timezone', kind: 'zone', label: 'Time zone', max: 64 },
    {
      key: 'lifecycle',
      kind: 'choice',
      label: 'Lifecycle',
      options: ['lead', 'mal', 'mql', 'prospect', 'customer'],
      default: 'lead',
    },
    { key: 'source', kind: 'text', label: 'Source', max: 200 },
    { key: 'score', kind: 'integer', label: 'Score', default: 0, min: -1_000_000, max: 1_000_000 },
    { key: 'notes', kind: 'longText', label: 'Notes', max: 20_000 },
  ],
  relations: [
    { name: 'account', label: 'Account', target: 'account', kind: 'one', via: 'accountId' },
    { name: 'deals', label: 'Deals', target: 'deal', kind: 'many', via: 'contactId' },
    { name: 'cases', label: 'Cases', target: 'case', kind: 'many', via: 'contactId' },
    { name: 'offers', label: 'Offers', target: 'offer', kind: 'many', via: 'contactId' },
    { name: 'orders', label: 'Orders', target: 'order', kind: 'many', via: 'contactId' },
    { name: 'invoices', label: 'Invoices', target: 'invoice', kind: 'many', via: 'contactId' },
    tasks,
    interactions,
  ],
};
