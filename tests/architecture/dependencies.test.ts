import { readdirSync, readFileSync } from 'node:fs';
import { sourceFiles } from './source-files.ts';

type Package = { version?: string; dev?: boolean; optionalDependencies?: Record<string, string> };
type Manifest = { dependencies: Record<string, string>; devDependencies: Record<string, string> };

const packages: Record<string, Package> = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));

test('every dependency is pinned to one version', () => {
  const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(ranges.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

test('every dependency is used', () => {
  const folders = readdirSync('.', { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() && !/^(\.|node_modules$|dist$|docs$)/.test(entry.name) ? [entry.name] : [],
  );
  const settings = readdirSync('.').filter((name) => /^(?!package).*\.(js|ts|json)$/.test(name));
  settings.push('designer/vite.config.ts');
  const text = [
    ...folders.flatMap((folder) => sourceFiles(folder).filter(({ path }) => !path.endsWith('/import-table.ts'))),
    ...settings.map((name) => ({ text: readFileSync(name, 'utf8') })),
  ]
    .map((file) => file.text)
    .join('\n');
  // Types that the compiler finds by itself, what the generated database client needs, and what the transformer of tests drives.
  const unnamed = (name: string) => name.startsWith('@types/') || ['@prisma/client', '@swc/core'].includes(name);
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(names.filter((name) => !unnamed(name) && !text.includes(name))).toEqual([]);
});

test('the lock file holds what package.json asks for', () => {
  const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(wanted.filter(([name, version]) => packages[`node_modules/${name}`]?.version !== version)).toEqual([]);
});

test('the lock file holds the programs of every platform, so that an install works elsewhere too', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});

test('the migration engine is the one of the installed Prisma', () => {
  const engines: { version: string } = JSON.parse(
    readFileSync('node_modules/@prisma/engines-version/package.json', 'utf8'),
  );
  expect(manifest.dependencies['@prisma/schema-engine-wasm']).toBe(engines.version);
});
