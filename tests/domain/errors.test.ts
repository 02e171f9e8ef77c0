import { readFileSync } from 'node:fs';
import { AppError, errorCatalogue } from '../../domain/errors.ts';
import { codeIn, tableRows } from '../harness/table-rows.ts';

const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');

test('the catalogue and its page say the same, and each code has a remedy', () => {
  const rows = tableRows(page).map(([code, status, title]) => [codeIn(code), Number(status), title]);
  expect(rows).toEqual(Object.entries(errorCatalogue).map(([code, { status, title }]) => [code, status, title]));
  for (const [, , , remedy] of tableRows(page)) expect(remedy).toMatch(/^\S.*\.$/);
});

test('an error has the message of its detail, else the title of its code', () => {
  expect(new AppError('not-found').message).toBe(errorCatalogue['not-found'].title);
  expect(new AppError('not-found', { detail: 'There is no run of this id.' }).message).toBe(
    'There is no run of this id.',
  );
});
