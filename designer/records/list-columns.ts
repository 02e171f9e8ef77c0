import type { RecordTypeKey } from '../../domain/records/record-types.ts';

/** Fields beside the title that lists show, most telling first: the first two also on small screens. */
export const listFields: { readonly [T in RecordTypeKey]: readonly string[] } = {
  lead: ['status', 'company', 'email', 'source', 'score'],
  contact: ['lifecycle', 'email', 'phone', 'country'],
  account: ['industry', 'country', 'website', 'employees'],
  product: ['price', 'sku', 'active'],
  deal: ['stage', 'amount', 'outcome', 'expectedClose'],
  offer: ['status', 'total', 'validUntil', 'revision'],
  order: ['status', 'total', 'currency'],
  invoice: ['status', 'total', 'dueDate'],
  case: ['status', 'priority', 'category', 'queue'],
  task: ['status', 'dueAt', 'assigneeId', 'priority'],
  interaction: ['kind', 'direction', 'at', 'outcome'],
};
