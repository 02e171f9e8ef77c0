import { readFileSync } from 'node:fs';
import { providers } from '../../channels/registry.ts';

test('every kind of provider and its channel stand in channels/README.md, and no others', () => {
  const page = readFileSync(new URL('../../channels/README.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| (\w+) +\|/gm)].map(([, kind, channel]) => [kind, channel]);
  expect(rows).toEqual(Object.entries(providers).map(([kind, { channel }]) => [kind, channel]));
});
