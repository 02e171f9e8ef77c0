import { readFileSync } from 'node:fs';
import { reasons } from '../../../domain/sending/reasons.ts';
import { codeIn, tableRows } from '../../harness/table-rows.ts';

it('reason codes stand in docs/reason-codes.md, and no others', () => {
  const page = readFileSync(new URL('../../../docs/reason-codes.md', import.meta.url), 'utf8');
  const listed = tableRows(page).map(([code, kind, title]) => [codeIn(code), { kind, title }]);
  expect(Object.fromEntries(listed)).toEqual(reasons);
});
