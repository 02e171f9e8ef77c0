import type { Field, RecordType } from './field.ts';
import { envelopeFields } from './field.ts';
import { account } from './types/account.ts';
import { caseType } from './types/case.ts';
import { contact } from './types/contact.ts';
import { deal } from './types/deal.ts';
import { interaction } from './types/interaction.ts';
import { invoice } from './types/invoice.ts';
import { lead } from './types/lead.ts';
import { offer } from './types/offer.ts';
import { order } from './types/order.ts';
import { product } from './types/product.ts';
import { task } from './types/task.ts';

export const recordTypeKeys = [
  'lead',
  'contact',
  'account',
  'deal',
  'product',
  'offer',
  'order',
  'invoice',
  'case',
  'task',
  'interaction',
] as const;
export type RecordTypeKey = (typeof recordTypeKeys)[number];

/** All record types: a new one is its file, this line, the Prisma model and its migration. */
export const recordTypes: { readonly [T in RecordTypeKey]: RecordType } = {
  lead,
  contact,
  account,
  deal,
  product,
  offer,
  order,
  invoice,
  case: caseType,
  task,
  interaction,
};

/** Whether a text names a record type. */
export function isRecordType(key: string): key is RecordTypeKey {
  return Object.hasOwn(recordTypes, key);
}

/** Envelope, built-in and the given custom fields of a type, in that order. */
export function fieldsOf(type: RecordTypeKey, custom: readonly Field[] = []): readonly Field[] {
  return [...envelopeFields, ...recordTypes[type].fields, ...custom];
}

/** The title of a record as lists show it. */
export function titleOf(type: RecordTypeKey, record: Readonly<Record<string, unknown>>): string {
  const parts = recordTypes[type].titleFields
    .map((key) => record[key])
    .filter((part) => typeof part === 'string' && part !== '');
  return parts.length > 0 ? parts.join(' ') : String(record.email ?? record.number ?? record.id ?? '');
}
