import { readFileSync } from 'node:fs';
import { builtInRoles } from '../../../domain/permissions/built-in-roles.ts';
import { resources } from '../../../domain/permissions/registry.ts';
import { recordTypeKeys } from '../../../domain/records/record-types.ts';
import { codeIn, tableRows } from '../../harness/table-rows.ts';

const page = readFileSync(new URL('../../../docs/permissions.md', import.meta.url), 'utf8');
const [, records = '', others = ''] = page.split(/^## .+$/m);
const firstCells = (part: string) => tableRows(part).map(([cell]) => codeIn(cell));

test('the record types and what may be done with their records stand in docs/permissions.md, and no others', () => {
  const named = records.split('\n|')[0] ?? '';
  expect([...named.matchAll(/`(\w+)`/g)].map(([, type]) => type)).toEqual(recordTypeKeys);
  for (const type of recordTypeKeys) expect(firstCells(records)).toEqual(resources[type]);
});

test('every other right stands there, and no others', () => {
  const rights = Object.entries(resources)
    .filter(([resource]) => !recordTypeKeys.some((type) => type === resource))
    .flatMap(([resource, actions]) => actions.map((action) => `${resource}:${action}`));
  expect(firstCells(others)).toEqual(rights);
});

test('the built-in roles stand there, and no others', () => {
  const sentence = /^Roles that every installation has: (.+?); their/ms.exec(page)?.[1] ?? '';
  expect([...sentence.matchAll(/`(\w+)`/g)].map(([, key]) => key)).toEqual(builtInRoles.map(({ key }) => key));
});
