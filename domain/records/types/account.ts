import type { RecordType } from '../field.ts';
import { interactions, tasks } from '../followers.ts';

/** A company that buys or may buy. */
export const account: RecordType = {
  key: 'account',
  label: 'Account',
  plural: 'Accounts',
  table: 'account',
  icon: 'building',
  titleFields: ['name'],
  person: null,
  fields: [
    { key: 'name', kind: 'text', label: 'Name', required: true, max: 300 },
    { key: 'industry', kind: 'text', label: 'Industry', max: 200 },
    { key: 'website', kind: 'url', label: 'Website' },
    { key: 'country', kind: 'country', label: 'Country', max: 100 },
    { key: 'timezone', kind: 'zone', label: 'Time zone', max: 64 },
    { key: 'employees', kind: 'integer', label: 'Employees', min: 0, max: 100_000_000 },
    { key: 'annualRevenue', kind: 'money', label: 'Annual revenue' },
    { key: 'currency', kind: 'currency', label: 'Currency' },
    { key: 'parentId', kind: 'reference', label: 'Parent account', target: 'account' },
    { key: 'notes', kind: 'longText', label: 'Notes', max: 20_000 },
  ],
  relations: [
    { name: 'parent', label: 'Parent account', target: 'account', kind: 'one', via: 'parentId' },
    { name: 'contacts', label: 'Contacts', target: 'contact', kind: 'many', via: 'accountId' },
    { name: 'deals', label: 'Deals', target: 'deal', kind: 'many', via: 'accountId' },
    { name: 'cases', label: 'Cases', target: 'case', kind: 'many', via: 'accountId' },
    { name: 'offers', label: 'Offers', target: 'offer', kind: 'many', via: 'accountId' },
    { name: 'orders', label: 'Orders', target: 'order', kind: 'many', via: 'accountId' },
    { name: 'invoices', label: 'Invoices', target: 'invoice', kind: 'many', via: 'accountId' },
    { name: 'children', label: 'Child accounts', target: 'account', kind: 'many', via: 'parentId' },
    tasks,
    interactions,
  ],
};
