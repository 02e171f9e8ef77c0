import type { Field } from '../records/field.ts';

/** What mails that ask somebody read as `approval.…`. */
export const approvalFields: readonly Field[] = [
  { key: 'title', kind: 'text', label: 'Title' },
  { key: 'description', kind: 'longText', label: 'Description' },
  { key: 'deadline', kind: 'dateTime', label: 'Deadline' },
  { key: 'round', kind: 'integer', label: 'Round' },
  { key: 'submitter', kind: 'text', label: 'Submitted by' },
  { key: 'reminder', kind: 'boolean', label: 'Reminder' },
];
