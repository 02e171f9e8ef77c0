import type { RecordType } from '../field.ts';

/** What is sold. */
export const product: RecordType = {
  key: 'product',
  label: 'Product',
  plural: 'Products',
  table: 'product',
  icon: 'package',
  titleFields: ['name'],
  person: null,
  fields: [
    { key: 'sku', kind: 'text', label: 'SKU', max: 100 },
    { key: 'name', kind: 'text', label: 'Name', required: true, max: 300 },
    { key: 'price', kind: 'money', label: 'Price' },
    { key: 'cost', kind: 'money', label: 'Cost' },
    { key: 'currency', kind: 'currency', label: 'Currency' },
    { key: 'active', kind: 'boolean', label: 'Active', default: true },
    { key: 'launchedOn', kind: 'date', label: 'Launched on' },
  ],
  relations: [],
};
