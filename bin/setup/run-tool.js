import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { root } from './project.js';
import { SetupError } from './say.js';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Remembers a program until it ends. @param {import('node:child_process').ChildProcess} child */
export function track(child) {
  running.add(child);
  child.once('exit', () => running.delete(child));
}

/** Ends the programs that run now, when the command that needed them is stopped. */
export function endRunningTools() {
  for (const child of running) child.kill('SIGTERM');
}

/**
 * Runs a program to its end and returns what it printed. Its output is shown only when it fails, unless `show` is set.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, show?: boolean, input?: string, uid?: number, gid?: number, timeout?: number, keepLines?: number }} [options]
 * @returns {Promise<string>}
 */
export function runTool(
  program,
  args,
  { env = process.env, cwd = root, show = false, input, uid, gid, timeout, keepLines = 30 } = {},
) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['pipe', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
      ...(timeout === undefined ? {} : { timeout }),
    });
    track(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => reject(new SetupError(`${program} cannot be run: ${error.message}`)));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output);
      else
        reject(
          new SetupError(`${program} ${args.join(' ')} failed (${signal ?? code}).\n${lastLines(output, keepLines)}`),
        );
    });
    child.stdin?.on('error', () => {}); // a program that ends without reading is no failure of ours
    child.stdin?.end(input ?? '');
  });
}

/** @param {string} text @param {number} count */
function lastLines(text, count) {
  return stripVTControlCharacters(text).trimEnd().split('\n').slice(-count).join('\n');
}
