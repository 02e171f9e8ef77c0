import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build-output.js';
import { fingerprint } from './fingerprint.js';
import { root } from './project.js';
import { SetupError } from './say.js';

export const folders = ['domain', 'crm', 'channels', 'workflows', 'activities', 'worker', 'api', 'prisma'];
const entries = { api: 'api/main.ts', worker: 'worker/main.ts', migrate: 'worker/migrate.ts' };

/**
 * Builds the processes: api.js, worker.js, migrate.js, and a file for each `…-thread.ts`, which runs in a worker thread.
 * Packages stay outside; what the processes share is in chunks beside them.
 */
export async function ensureServerBuilt() {
  const hash = fingerprint([...folders, 'bin/setup/build-server.js', 'package-lock.json']);
  return ensureBuilt({ part: 'server', hash, write: (folder) => bundleProcesses(folder, entries) });
}

/** @param {string} outdir @param {Record<string, string>} entries names and sources of the processes */
export async function bundleProcesses(outdir, entries) {
  const { build } = await import('esbuild');
  const threads = folders.flatMap(threadFiles).map((file) => [fileName(file), file]);
  await build({
    absWorkingDir: root,
    entryPoints: { ...entries, ...Object.fromEntries(threads) },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    chunkNames: '[name]-[hash]',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'silent',
  }).catch((error) => {
    throw new SetupError(`The sources cannot be built:\n${error.message}`);
  });
}

/** @param {string} folder @returns {string[]} */
function threadFiles(folder) {
  if (!existsSync(join(root, folder))) return [];
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('-thread.ts')).map((name) => join(folder, name));
}

/** @param {string} file */
function fileName(file) {
  return file.replace(/^.*\//, '').replace(/\.ts$/, '');
}
