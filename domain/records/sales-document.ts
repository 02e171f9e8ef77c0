import type { Field, Relation } from './field.ts';
import { totalOfLines } from './lines.ts';

/** What makes a record an offer, order or invoice: numbered, for a contact, its total by its lines. */
export const salesDocument = {
  titleFields: ['number', 'title'],
  person: { via: 'contactId' },
  derive: totalOfLines,
  derived: { by: ['lines', 'discountPercent'], fields: ['total'] },
} as const;

/** Its number and title. */
export const nameFields: readonly Field[] = [
  { key: 'number', kind: 'text', label: 'Number', readOnly: true, max: 50 },
  { key: 'title', kind: 'text', label: 'Title', max: 300 },
];

/** Whom it is for, and out of which deal. */
export const partyFields: readonly Field[] = [
  { key: 'dealId', kind: 'reference', label: 'Deal', target: 'deal' },
  { key: 'accountId', kind: 'reference', label: 'Account', target: 'account' },
  { key: 'contactId', kind: 'reference', label: 'Contact', target: 'contact' },
];

/** The same, as rules navigate it. */
export const partyRelations: readonly Relation[] = [
  { name: 'deal', label: 'Deal', target: 'deal', kind: 'one', via: 'dealId' },
  { name: 'account', label: 'Account', target: 'account', kind: 'one', via: 'accountId' },
  { name: 'contact', label: 'Contact', target: 'contact', kind: 'one', via: 'contactId' },
];

/** What it lists and comes to; money in minor units. */
export const amountFields: readonly Field[] = [
  { key: 'lines', kind: 'lines', label: 'Lines' },
  { key: 'discountPercent', kind: 'percent', label: 'Discount', min: 0, max: 100 },
  { key: 'total', kind: 'money', label: 'Total' },
  { key: 'currency', kind: 'currency', label: 'Currency' },
];
