import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.js';
import { root } from './project.js';
import { withProgress } from './say.js';

const kept = 3;
const youngest = 60 * 60 * 1000;

/**
 * Each built part lies in dist/PART/HASH, named after its sources. A build never touches what a running process uses, and
 * returning to earlier sources costs nothing.
 * @param {{ part: string, hash: string, write: (folder: string) => Promise<void> }} build
 * @returns {Promise<string>} the folder
 */
export async function ensureBuilt({ part, hash, write }) {
  const folder = join(root, 'dist', part, hash);
  if (!existsSync(folder)) {
    await withLock(`build-${part}`, async () => {
      if (existsSync(folder)) return;
      const partial = `${folder}.partial`;
      rmSync(partial, { recursive: true, force: true });
      mkdirSync(partial, { recursive: true });
      await withProgress(`Building ${part}`, () => write(partial));
      renameSync(partial, folder);
    });
  }
  const now = new Date();
  utimesSync(folder, now, now);
  prune(join(root, 'dist', part));
  return folder;
}

/** Removes old builds; the newest and those used within the hour stay. @param {string} folder */
function prune(folder) {
  const builds = readdirSync(folder).map((name) => ({ path: join(folder, name), usedAt: usedAt(join(folder, name)) }));
  const old = builds.sort((a, b) => b.usedAt - a.usedAt).slice(kept);
  for (const { path } of old.filter((build) => Date.now() - build.usedAt > youngest)) {
    rmSync(path, { recursive: true, force: true });
  }
}

/** @param {string} path */
function usedAt(path) {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return Date.now();
  }
}
