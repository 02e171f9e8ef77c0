import type { RecordType } from '../field.ts';
import { interactions, tasks } from '../followers.ts';

/** Somebody who may become a customer. */
export const lead: RecordType = {
  key: 'lead',
  label: 'Lead',
  plural: 'Leads',
  table: 'lead',
  icon: 'user-plus',
  titleFields: ['firstName', 'lastName'],
  person: 'self',
  fields: [
    { key: 'firstName', kind: 'text', label: 'First name', personal: true, max: 200 },
    { key: 'lastName', kind: 'text', label: 'Last name', personal: true, max: 200 },
    { key: 'email', kind: 'email', label: 'E-mail', personal: true },
    { key: 'phone', kind: 'phone', label: 'Phone', personal: true },
    { key: 'company', kind: 'text', label: 'Company', max: 300 },
    { key: 'title', kind: 'text', label: 'Job title', max: 300 },
    { key: 'source', kind: 'text', label: 'Source', max: 200 },
    {
      key: 'status',
      kind: 'choice',
      label: 'Status',
      options: ['new', 'hot', 'cold', 'qualified', 'converted', 'junk'],
      default: 'new',
    },
    { key: 'score', kind: 'integer', label: 'Score', default: 0, min: -1_000_000, max: 1_000_000 },
    { key: 'country', kind: 'country', label: 'Country', max: 100 },
    { key: 'language', kind: 'language', label: 'Language', max: 35 },
    { key: 'timezone', kind: 'zone', label: 'Time zone', max: 64 },
    { key: 'notes', kind: 'longText', label: 'Notes', max: 20_000 },
    { key: 'convertedContactId', kind: 'reference', label: 'Converted to', target: 'contact', readOnly: true },
  ],
  relations: [
    { name: 'convertedContact', label: 'Converted to', target: 'contact', kind: 'one', via: 'convertedContactId' },
    tasks,
    interactions,
  ],
};
