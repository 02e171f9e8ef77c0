import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.js';
import { withLock } from './lock.js';
import { root } from './project.js';
import { runTool } from './run-tool.js';
import { withProgress } from './say.js';

const stamp = join(root, 'prisma', 'generated', '.fingerprint');

/** Writes the database client of schema.prisma into prisma/generated when it is missing or stale. */
export async function ensureClientGenerated() {
  const wanted = fingerprint(['prisma/schema.prisma', 'node_modules/prisma/package.json']);
  if (isCurrent(wanted)) return;
  await withLock('prisma', async () => {
    if (isCurrent(wanted)) return;
    await withProgress('Generating the database client', generate);
    writeFileSync(stamp, wanted);
  });
}

/** @param {string} wanted */
function isCurrent(wanted) {
  try {
    return readFileSync(stamp, 'utf8') === wanted;
  } catch {
    return false;
  }
}

/**
 * Generating needs neither a database nor an engine, yet the command insists on both: it is given an address that nobody
 * opens, and an existing file in the engine's place, which keeps it from downloading one.
 */
async function generate() {
  const command = join(root, 'node_modules', 'prisma', 'build', 'index.js');
  const env = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    DATABASE_URL: 'postgresql://unused@127.0.0.1:1/unused',
    CHECKPOINT_DISABLE: '1',
  };
  await runTool(process.execPath, [command, 'generate', '--no-hints'], { env });
}
