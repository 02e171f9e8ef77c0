import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeFolder } from './setup/home.js';
import { ensureInstalled } from './setup/install.js';
import { checkNode, root } from './setup/project.js';
import { runCommand, SetupError, say } from './setup/say.js';

/**
 * `npm test`: sets up what it needs, then build, type check, lint and all tests. Arguments go to Jest, which then runs
 * alone. The last line counts the tests, with build, type check and lint as one each.
 */
await runCommand(async () => {
  checkNode();
  await ensureInstalled();
  const extra = process.argv.slice(2);
  /** @type {boolean[]} */
  const checks = [];
  if (extra.length === 0) {
    checks.push(await check('build', build), await check('type check', typecheck), await check('lint', lint));
    // Fetched now where it is missing: no test is to wait for it.
    const { provideTemporalCli } = await import('./setup/temporal-cli.js');
    await provideTemporalCli(homeFolder());
  }
  const tests = await runJest(extra);
  const passed = tests.passed + checks.filter((ok) => ok).length;
  const failed = tests.failed + checks.filter((ok) => !ok).length;
  say('');
  say(`${passed} passed, ${failed} failed${tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''}`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
});

/** @param {string} name @param {() => Promise<boolean>} work */
async function check(name, work) {
  const ok = await work();
  say(`${ok ? '✓' : '✗'} ${name}`);
  return ok;
}

async function build() {
  const { buildAll } = await import('./setup/build-all.js');
  return buildAll().then(
    () => true,
    (error) => {
      say(error.message);
      return false;
    },
  );
}

async function typecheck() {
  const projects = ['.', 'domain', 'designer', 'tests/designer'];
  const results = [];
  for (const project of projects) results.push(await run('typescript/bin/tsc', ['-p', project]));
  return results.every((code) => code === 0);
}

async function lint() {
  return (await run('@biomejs/biome/bin/biome', ['check', '.'])) === 0;
}

/** @param {readonly string[]} extra */
async function runJest(extra) {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-jest-'));
  const outputFile = join(folder, 'results.json');
  try {
    await run('jest/bin/jest.js', ['--json', `--outputFile=${outputFile}`, ...extra], {
      options: ['--experimental-vm-modules', '--no-warnings'],
      hideOutput: true,
    });
    return countResults(outputFile);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file that does not even load counts as a failed test. @param {string} file */
function countResults(file) {
  const results = JSON.parse(readResults(file));
  return {
    passed: Number(results.numPassedTests),
    failed: Number(results.numFailedTests) + Number(results.numRuntimeErrorTestSuites),
    skipped: Number(results.numPendingTests) + Number(results.numTodoTests),
  };
}

/** @param {string} file */
function readResults(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new SetupError('Jest ended without results: see above.');
  }
}

/**
 * Runs a tool of the project with its output shown.
 * @param {string} script in node_modules
 * @param {readonly string[]} args
 * @param {{ options?: readonly string[], hideOutput?: boolean }} [settings] `hideOutput`: what goes to standard output is for machines
 * @returns {Promise<number>} its exit code
 */
function run(script, args, { options = [], hideOutput = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...options, join(root, 'node_modules', script), ...args], {
      cwd: root,
      stdio: ['ignore', hideOutput ? 'ignore' : 'inherit', 'inherit'],
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
