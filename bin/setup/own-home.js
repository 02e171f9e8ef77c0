import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, endProcess, isAlive, listProcesses } from './processes.js';
import { SetupError, say } from './say.js';

/** Every process that is started for a data folder has this among its arguments, so that it can be found again. @param {string} home */
export const homeMark = (home) => `--cadenza-home=${home}`;

/**
 * Makes this process the only one that runs Cadenza on a data folder, and ends what a killed predecessor left running.
 * @param {{ home: string, port: number }} place
 * @returns {Promise<() => void>} gives the folder free
 */
export async function ownHome({ home, port }) {
  const file = join(home, 'supervisor.json');
  const other = readOwner(file);
  if (other && other.pid !== process.pid && isAlive(other.pid) && commandLine(other.pid).includes('start.js')) {
    throw new SetupError(
      `Cadenza already runs on ${home}: http://localhost:${other.port} (process ${other.pid}). ` +
        'Stop that one first, or choose another folder with CADENZA_HOME.',
    );
  }
  writeFileSync(file, JSON.stringify({ pid: process.pid, port }));
  const leftovers = listProcesses().filter(
    ({ pid, command }) => pid !== process.pid && `${command} `.includes(`${homeMark(home)} `),
  );
  if (leftovers.length > 0) say('Ending what an earlier start left running');
  await Promise.all(leftovers.map(({ pid }) => endProcess(pid, { patience: 3000 })));
  return () => rmSync(file, { force: true });
}

/** @param {string} file @returns {{ pid: number, port: number } | undefined} */
function readOwner(file) {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  } catch {
    return undefined;
  }
}
