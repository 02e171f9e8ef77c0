import type { RecordJson } from '../../domain/records/record.ts';
import { minorDigits } from '../elements/money.ts';
import type { LineRow } from './line-rows.ts';

/** What a product gives to a line: its name, and its price where that is in the same currency. */
export function rowOfProduct(row: LineRow, product: RecordJson, currency: string): LineRow {
  const { id, name, price, currency: own } = product;
  const digits = minorDigits(currency);
  const known = typeof price === 'number' && own === currency;
  return {
    ...row,
    productId: id,
    description: typeof name === 'string' ? name : row.description,
    unitPrice: known ? (price / 10 ** digits).toFixed(digits) : '',
  };
}

/** The price of the product of a line that stands empty because that is in another currency; null where it does not. */
export function priceElsewhere(
  row: LineRow,
  product: RecordJson | undefined,
  currency: string,
): { readonly price: number; readonly currency: string } | null {
  if (product?.id !== row.productId || row.unitPrice.trim() !== '') return null;
  const { price, currency: own } = product;
  return typeof price === 'number' && typeof own === 'string' && own !== currency ? { price, currency: own } : null;
}
