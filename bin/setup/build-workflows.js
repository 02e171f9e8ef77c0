import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build-output.js';
import { fingerprint } from './fingerprint.js';
import { root } from './project.js';

const entry = 'workflows/workflows.ts';

/**
 * Builds the code of the Temporal workflows into one file. Only what they really import counts as their source, so most
 * changes elsewhere leave the build alone.
 * @returns {Promise<string>} the file
 */
export async function ensureWorkflowsBuilt() {
  const hash = fingerprint([...(await importedFiles()), 'bin/setup/build-workflows.js', 'package-lock.json']);
  const folder = await ensureBuilt({ part: 'workflows', hash, write });
  return join(folder, 'workflows.js');
}

async function importedFiles() {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
  return Object.keys(metafile.inputs);
}

/** @param {string} folder */
async function write(folder) {
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const silent = () => {};
  const logger = { log: silent, trace: silent, debug: silent, info: silent, warn: silent, error: silent };
  const { code } = await bundleWorkflowCode({ workflowsPath: join(root, entry), logger });
  writeFileSync(join(folder, 'workflows.js'), code);
}
