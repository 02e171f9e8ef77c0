import { readFileSync } from 'node:fs';

type Package = { version?: string; dev?: boolean; optionalDependencies?: Record<string, string> };
type Manifest = { dependencies: Record<string, string>; devDependencies: Record<string, string> };

const packages: Record<string, Package> = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));

test('every dependency is pinned to one version', () => {
  const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(ranges.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
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
