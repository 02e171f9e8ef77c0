import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode, isAlive } from './processes.js';
import { root } from './project.js';

/**
 * Lets one process of this machine at a time do a piece of the set-up, so that commands started together do not build
 * or install over each other. A lock left behind by a killed process is taken over.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, work) {
  const folder = join(root, 'dist');
  const lock = join(folder, `.${name}.held`);
  const mark = `${process.pid}-${randomUUID()}`;
  await mkdir(folder, { recursive: true });
  while (!(await taken(lock, mark))) {
    if (!(await clearedOfDead(lock))) await delay(100);
  }
  try {
    return await work();
  } finally {
    await rm(join(lock, mark), { force: true });
    await rmdir(lock).catch(() => undefined); // somebody else has it already
  }
}

/**
 * The lock is a folder with the mark of its holder in it, made aside and moved to its place: that fails while another one's
 * mark is there.
 * @param {string} lock
 * @param {string} mark
 */
async function taken(lock, mark) {
  const own = `${lock}.${mark}`;
  await mkdir(own);
  try {
    await writeFile(join(own, mark), '');
    await rename(own, lock);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes(String(errorCode(error)))) return false;
    throw error;
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/**
 * Whether the mark of a process that is gone was removed, or there is none any more. Each mark has a name of its own, so that
 * whoever has taken the lock meanwhile keeps it.
 * @param {string} lock
 */
async function clearedOfDead(lock) {
  const [mark] = await readdir(lock).catch(() => []);
  if (mark === undefined) return true;
  if (isAlive(Number(mark.split('-')[0]))) return false;
  await rm(join(lock, mark), { force: true });
  return true;
}
