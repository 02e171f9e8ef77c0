import { numbersIn } from '../../../domain/records/number-series.ts';

test('numbers of a series stand in texts in any writing', () => {
  const preset = 'CA-{year}-{0000}';
  expect(numbersIn('AW: [ca-2026-0012] and CA-2026-0012, CA-2025-10001', preset)).toEqual([
    'CA-2026-0012',
    'CA-2025-10001',
  ]);
  expect(numbersIn('XCA-2026-0012 CA-26-1 CA-2026-0012b', preset)).toEqual([]);
});

test.each([
  ['Case {yy}/{000}', 're: case 26/007.', ['Case 26/007']],
  ['{00000}', 'your 00042, not 123', ['00042']],
  ['T.{0}-x', 'T.7-X and Ta7-x', ['T.7-x']],
])('by the pattern %s', (pattern, text, numbers) => {
  expect(numbersIn(text, pattern)).toEqual(numbers);
});
