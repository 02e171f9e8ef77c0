import { readFileSync } from 'node:fs';
import { providers } from '../../channels/registry.ts';
import { codeIn, tableRows } from '../harness/table-rows.ts';

test('every kind of provider and its channel stand in channels/README.md, and no others', () => {
  const page = readFileSync(new URL('../../channels/README.md', import.meta.url), 'utf8');
  const rows = tableRows(page).map(([kind, channel]) => [codeIn(kind), codeIn(channel)]);
  expect(rows).toEqual(Object.entries(providers).map(([kind, { channel }]) => [kind, channel]));
});
