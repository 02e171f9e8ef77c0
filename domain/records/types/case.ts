import { ratedEvents } from '../../cases/rated.ts';
import { reopenedValues } from '../../cases/reopened.ts';
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
  derive: reopenedValues,
  tells: ratedEvents,
  derived: { by: ['status'], fields: ['reopenedCount'] },
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
    {
      key: 'channel',
      kind: 'choice',
      label: 'Channel',
      options: ['mail', 'phone', 'portal', 'form', 'chat'],
    },
    { key: 'queue', kind: 'text', label: 'Queue', max: 100 },
    { key: 'escalationLevel', kind: 'integer', label: 'Escalation level', default: 0, min: 0, max: 100 },
    { key: 'firstResponseAt', kind: 'dateTime', label: 'First response at' },
    { key: 'resolvedAt', kind: 'dateTime', label: 'Resolved at' },
    { key: 'closedAt', kind: 'dateTime', label: 'Closed at' },
    { key: 'resolvedThrough', kind: 'choice', label: 'Resolved through', options: ['agent', 'customer', 'portal'] },
    { key: 'reopenedCount', kind: 'integer', label: 'Times reopened', default: 0, readOnly: true },
    { key: 'timeSpentMinutes', kind: 'integer', label: 'Time spent (minutes)', min: 0, max: 10_000_000 },
    { key: 'costEntered', kind: 'money', label: 'Other costs', min: 0 },
    { key: 'currency', kind: 'currency', label: 'Currency' },
    { key: 'satisfaction', kind: 'integer', label: 'Satisfaction', min: 1, max: 5 },
    { key: 'satisfactionComment', kind: 'longText', label: 'Comment on satisfaction', max: 5_000 },
  ],
  relations: [
    { name: 'contact', label: 'Contact', target: 'contact', kind: 'one', via: 'contactId' },
    { name: 'account', label: 'Account', target: 'account', kind: 'one', via: 'accountId' },
    tasks,
    interactions,
  ],
};
