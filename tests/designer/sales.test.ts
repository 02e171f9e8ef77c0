import { compareOffers } from '../../designer/sales/compare-offers.ts';
import { priceElsewhere, rowOfProduct } from '../../designer/sales/line-of-product.ts';
import { draftOfRows, lineOfRow, moved, newRow, rowsOf } from '../../designer/sales/line-rows.ts';
import type { RecordJson } from '../../domain/records/record.ts';

const lines = [
  { productId: 'p', description: 'Kit', quantity: 1.5, unitPrice: 1999, discountPercent: 10 },
  { description: 'Help', quantity: 2, unitPrice: 5000 },
];

test('lines become rows in major units and lines again', () => {
  const rows = rowsOf(JSON.stringify(lines), 'EUR');
  expect(rows.map(({ unitPrice }) => unitPrice)).toEqual(['19.99', '50.00']);
  expect(JSON.parse(draftOfRows(rows, 'EUR'))).toEqual(lines);
  expect(rowsOf(JSON.stringify(lines), 'JPY').map(({ unitPrice }) => unitPrice)).toEqual(['1999', '5000']);
});

test('what is no number stays as it was typed, and such a line comes to nothing yet', () => {
  const row = newRow({ description: 'Kit', quantity: 'two', unitPrice: '1 234,50' });
  expect(JSON.parse(draftOfRows([row], 'EUR'))).toEqual([{ description: 'Kit', quantity: 'two', unitPrice: 123_450 }]);
  expect(lineOfRow(row, 'EUR')).toBeNull();
  expect(rowsOf('no lines', 'EUR')).toEqual([]);
});

test('rows move to where there is a place', () => {
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  expect(moved(['a', 'b'], 0, 1)).toEqual(['b', 'a']);
  expect(moved(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
});

test('revisions tell what is different: fields, and lines that were changed, left out or added', () => {
  const offer = (fields: object) => ({ type: 'offer', title: 'Kits', total: 1, ...fields }) as unknown as RecordJson;
  const [kit, help] = lines;
  const before = offer({ lines: [kit, kit, help], discountPercent: 18 });
  const after = offer({ lines: [{ ...kit, quantity: 3 }, kit, { description: 'Box', quantity: 1, unitPrice: 1 }] });
  const { fields, lines: changed } = compareOffers(before, after);
  expect(fields).toEqual([{ field: 'discountPercent', before: 18, after: null }]);
  expect(changed.map(({ before: was, after: is }) => [was?.quantity, is?.quantity])).toEqual([
    [1.5, 3],
    [2, undefined],
    [undefined, 1],
  ]);
  expect(compareOffers(before, before)).toEqual({ fields: [], lines: [] });
});

test('a product gives its price where the currency is the same, else says what it costs until a price is typed', () => {
  const product = { type: 'product', id: 'p', name: 'Kit', price: 4900, currency: 'USD' } as unknown as RecordJson;
  expect(rowOfProduct(newRow(), product, 'USD')).toMatchObject({ description: 'Kit', unitPrice: '49.00' });
  const row = rowOfProduct(newRow(), product, 'EUR');
  expect(row).toMatchObject({ productId: 'p', unitPrice: '' });
  expect(priceElsewhere(row, product, 'EUR')).toEqual({ price: 4900, currency: 'USD' });
  expect(priceElsewhere(row, product, 'USD')).toBeNull();
  expect(priceElsewhere({ ...row, unitPrice: '45' }, product, 'EUR')).toBeNull();
});
