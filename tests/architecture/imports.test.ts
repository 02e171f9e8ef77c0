import { type FolderRule, importTable } from './import-table.ts';
import { type Import, importsOf, type SourceFile, sourceFiles } from './source-files.ts';

test.each(Object.entries(importTable))('%s imports only what the table allows', (folder, rule) => {
  const violations = sourceFiles(folder).flatMap((file) =>
    importsOf(file).flatMap((entry) => (isAllowed(file, entry, rule) ? [] : [`${file.path} imports ${entry.target}`])),
  );
  expect(violations).toEqual([]);
});

test('every form of import is seen', () => {
  const text = [
    "import { a } from '../crm/a.ts';",
    "import type { B } from '../api/b.ts';",
    "export * from 'zod';",
    "import 'node:fs';",
    'import {',
    '  c,',
    "} from '@scope/name/deep';",
    "const d = await import('./d.ts');",
  ].join('\n');
  expect(importsOf({ path: 'domain/x.ts', folder: 'domain', text })).toEqual([
    { target: 'crm/a.ts', kind: 'file', typeOnly: false },
    { target: 'api/b.ts', kind: 'file', typeOnly: true },
    { target: 'zod', kind: 'package', typeOnly: false },
    { target: 'node:fs', kind: 'node', typeOnly: false },
    { target: '@scope/name', kind: 'package', typeOnly: false },
    { target: 'domain/d.ts', kind: 'file', typeOnly: false },
  ]);
});

test('nobody imports the tests', () => {
  const violations = Object.keys(importTable).flatMap((folder) =>
    sourceFiles(folder).flatMap((file) =>
      importsOf(file).flatMap(({ target }) =>
        /^(tests|bench|bin)\//.test(target) ? [`${file.path} imports ${target}`] : [],
      ),
    ),
  );
  expect(violations).toEqual([]);
});

test('relative imports name the file with its ending', () => {
  const violations = Object.keys(importTable).flatMap((folder) =>
    sourceFiles(folder).flatMap((file) =>
      importsOf(file)
        .filter(({ kind, target }) => kind === 'file' && !/\.(ts|tsx|js|json|css|svg|png)$/.test(target))
        .map(({ target }) => `${file.path} imports ${target}`),
    ),
  );
  expect(violations).toEqual([]);
});

function isAllowed(file: SourceFile, { target, kind, typeOnly }: Import, rule: FolderRule): boolean {
  if (kind === 'node') return rule.node || (typeOnly && file.folder !== 'domain');
  if (kind === 'package') return rule.packages.includes(target);
  const folder = target.split('/')[0] ?? '';
  if (folder === file.folder || rule.folders.includes(folder)) return true;
  return typeOnly && (rule.typesOf ?? []).includes(folder);
}
