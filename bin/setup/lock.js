import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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
  const file = join(folder, `.${name}.lock`);
  await mkdir(folder, { recursive: true });
  while (!(await taken(file))) {
    if (!(await clearedOfDead(file))) await delay(100);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/** The file appears with its content at once, or not at all. @param {string} file */
async function taken(file) {
  const own = `${file}.${process.pid}.${Math.random()}`;
  await writeFile(own, String(process.pid));
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/**
 * Whether the lock of a process that is gone was removed. It is moved away first: of several that find it, one gets it, and
 * where that was meanwhile a living one's, it is put back.
 * @param {string} file
 */
async function clearedOfDead(file) {
  if (await isHeld(file)) return false;
  const aside = `${file}.${process.pid}.${Math.random()}`;
  const moved = await rename(file, aside).then(
    () => true,
    () => false,
  );
  if (moved && (await isHeld(aside))) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
  return true;
}

/** @param {string} file */
async function isHeld(file) {
  const holder = await readFile(file, 'utf8').catch(() => undefined);
  return holder !== undefined && isAlive(Number(holder));
}
