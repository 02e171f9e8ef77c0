import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  renameSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupError, say } from './say.js';

/**
 * PostgreSQL refuses to run as root. As root it therefore runs as the system's `postgres` user, which is made when there
 * is none; anybody else runs it as himself.
 * @typedef {{ uid: number, gid: number }} Owner
 * @returns {Owner | undefined}
 */
export function postgresOwner() {
  if (process.getuid?.() !== 0) return undefined;
  return idsOf('postgres') ?? createUser() ?? failWithoutUser();
}

/** @param {string} name @returns {Owner | undefined} */
function idsOf(name) {
  try {
    const id = (/** @type {string} */ flag) =>
      Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

function createUser() {
  for (const [program, args] of /** @type {[string, string[]][]} */ ([
    ['useradd', ['--system', '--user-group', '--no-create-home', 'postgres']],
    ['adduser', ['-S', '-D', '-H', 'postgres']],
  ])) {
    try {
      execFileSync(program, args, { stdio: 'ignore' });
      return idsOf('postgres');
    } catch {
      // the next program may exist
    }
  }
  return undefined;
}

/** @returns {never} */
function failWithoutUser() {
  throw new SetupError(
    'PostgreSQL cannot run as root, and no user "postgres" could be created. Create one, or start Cadenza as another user.',
  );
}

/**
 * The wanted folder where the owner can reach it; otherwise, as for a project inside root's closed home, one under /var/lib.
 * @param {string} wanted
 * @param {Owner | undefined} owner
 */
export function reachableFolder(wanted, owner) {
  if (!owner || isReachable(dirname(wanted), owner)) return wanted;
  const elsewhere = join('/var/lib/cadenza', createHash('sha256').update(wanted).digest('hex').slice(0, 12));
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
  say(`  The database user cannot enter ${dirname(wanted)}: the database is kept in ${elsewhere}`);
  return join(elsewhere, 'postgres');
}

/**
 * The folder of the PostgreSQL programs, copied to where the owner can run them when he cannot reach it.
 * @param {string} folder
 * @param {string} version
 * @param {Owner | undefined} owner
 */
export function runnablePrograms(folder, version, owner) {
  if (!owner || isReachable(folder, owner)) return folder;
  const copy = join('/var/lib/cadenza', `postgresql-${version}`);
  if (!existsSync(copy)) {
    const partial = `${copy}.${process.pid}`;
    cpSync(folder, partial, { recursive: true, verbatimSymlinks: true });
    renameSync(partial, copy);
  }
  return copy;
}

/** Whether every folder down to this one may be entered. @param {string} folder @param {Owner} owner @returns {boolean} */
function isReachable(folder, owner) {
  const { mode, uid, gid } = statSync(folder);
  const entry = uid === owner.uid ? 0o100 : gid === owner.gid ? 0o010 : 0o001;
  const parent = dirname(folder);
  return (mode & entry) !== 0 && (parent === folder || isReachable(parent, owner));
}

/** @param {string} folder @param {Owner | undefined} owner */
export function makeOwnedFolder(folder, owner) {
  mkdirSync(folder, { recursive: true });
  if (owner) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
  accessSync(folder, constants.R_OK);
}
