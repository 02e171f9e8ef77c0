import { readFileSync } from 'node:fs';
import { reasons } from '../../../domain/sending/reasons.ts';

it('reason codes stand in docs/reason-codes.md, and no others', () => {
  const page = readFileSync(new URL('../../../docs/reason-codes.md', import.meta.url), 'utf8');
  const listed = [...page.matchAll(/^\| `([a-z-]+)` \| (\w+) \| (.+) \|$/gm)].map(([, code, kind, title]) => [
    code,
    { kind, title },
  ]);
  expect(Object.fromEntries(listed)).toEqual(reasons);
});
