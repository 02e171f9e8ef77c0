import type { RecordType } from '../field.ts';
import { interactions, tasks } from '../followers.ts';

/** A support matter. */
export const caseType: RecordType = {
  key: 'case',
  label: 'Case',
  plural: 'Cases',
  table: 'case',
  icon: 'lifebuoy',
  titleFields: ['number', 'title'],
  person: { via: 'contactId' },
  numberPrefix: 'CA',
  stamps: [
    { stamp: 'resolvedAt', field: 'status', values: ['resolved', 'closed'] },
    { stamp: 'closedAt', field: 'status', values: ['closed'] },
  ],
  fields: [
    { key: 'number', kind: 'text', label: 'Number', readOnly: true, max: 50 },
    { key: 'title', kind: 'text', label: 'Title', required: true, max: 300 },
    { key: 'description', kind: 'longText', label: 'Description', max: 50_000 },
    { key: 'contactId', kind: 'reference', label: 'Contact', target: 'contact' },
    { key: 'accountId', kind: 'reference', label: 'Account', target: 'account' },
    { key: 'category', kind: 'text', label: 'Category', max: 200 },
    {
      key: 'priority',
      kind: 'choice',
      label: 'Priority',
      options: ['low', 'moderate', 'high', 'critical'],
      default: 'moderate',
    },
    {
      key: 'status',
      kind: 'choice',
      label: 'Status',
      default: 'new',
      options: ['new', 'open', 'waiting-customer', 'waiting-third-party', 'resolved', 'closed'],
    },
    { key: 'queue', kind: 'text', label: 'Queue', max: 100 },
    { key: 'escalationLevel', kind: 'integer', label: 'Escalation level', default: 0, min: 0, max: 100 },
    { key: 'resolvedAt', kind: 'dateTime', label: 'Resolved at' },
    { key: 'closedAt', kind: 'dateTime', label: 'Closed at' },
  ],
  relations: [
    { name: 'contact', label: 'Contact', target: 'contact', kind: 'one', via: 'contactId' },
    { name: 'account', label: 'Account', target: 'account', kind: 'one', via: 'accountId' },
    tasks,
    interactions,
  ],
};
