import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort } from './ports.js';
import { root } from './project.js';

/** The data folder: CADENZA_HOME, otherwise `.cadenza` in the project. */
export function homeFolder() {
  const folder = resolve(root, process.env.CADENZA_HOME || '.cadenza');
  mkdirSync(join(folder, 'logs'), { recursive: true });
  return folder;
}

/** A log file of the data folder; what it held is kept as one older file when it has grown. @param {string} home @param {string} name */
export function logFile(home, name) {
  const file = join(home, 'logs', `${name}.log`);
  if (existsSync(file) && statSync(file).size > 5_000_000) renameSync(file, `${file}.1`);
  return file;
}

/**
 * What the embedded services of a data folder keep from start to start, and what a process beside them has to know.
 * @typedef {{ postgres: { port: number, password: string }, temporal: { port: number, uiPort: number, retentionSet: boolean }, publicUrl?: string }} Services
 */

/** @param {string} home */
const servicesFile = (home) => join(home, 'services.json');

/** @param {string} home @returns {Services | undefined} */
export function readServices(home) {
  const file = servicesFile(home);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** @param {string} home @param {Services} services */
export function writeServices(home, services) {
  writePrivately(servicesFile(home), JSON.stringify(services, null, 2));
}

/**
 * The ports of the last start when they are free, others otherwise.
 * @param {string} home
 * @param {{ port: number, publicUrl: string }} api its port is not to be taken by a service before it is there
 * @returns {Promise<Services>}
 */
export async function chooseServices(home, { port: apiPort, publicUrl }) {
  const last = readServices(home);
  const promised = [apiPort];
  /** @param {number | undefined} wished */
  const choose = async (wished) => {
    const port = await freePort(wished, promised);
    promised.push(port);
    return port;
  };
  const services = {
    postgres: {
      port: await choose(last?.postgres.port),
      password: last?.postgres.password ?? randomBytes(18).toString('hex'),
    },
    temporal: {
      port: await choose(last?.temporal.port),
      uiPort: await choose(last?.temporal.uiPort),
      retentionSet: last?.temporal.retentionSet ?? false,
    },
    publicUrl,
  };
  writeServices(home, services);
  return services;
}

/**
 * The first administrator: from the environment, otherwise made up at the first start. `hint` says how to sign in.
 * @param {string} home
 * @returns {{ email: string, password: string, hint: string }}
 */
export function firstAdministrator(home) {
  const { CADENZA_ADMIN_EMAIL, CADENZA_ADMIN_PASSWORD } = process.env;
  if (CADENZA_ADMIN_EMAIL && CADENZA_ADMIN_PASSWORD) {
    const hint = `Sign in as ${CADENZA_ADMIN_EMAIL}.`;
    return { email: CADENZA_ADMIN_EMAIL, password: CADENZA_ADMIN_PASSWORD, hint };
  }
  const file = join(home, 'administrator.json');
  if (existsSync(file)) {
    const stored = JSON.parse(readFileSync(file, 'utf8'));
    return { ...stored, hint: `Sign in as ${stored.email}; the first password is in ${file}.` };
  }
  const email = CADENZA_ADMIN_EMAIL || 'admin@cadenza.example';
  const password = CADENZA_ADMIN_PASSWORD || randomBytes(12).toString('base64url');
  writePrivately(file, JSON.stringify({ email, password }, null, 2));
  return { email, password, hint: `Sign in as ${email} with the password ${password}` };
}

/** A file is replaced whole or not at all, and only its owner reads it. @param {string} file @param {string} content */
function writePrivately(file, content) {
  writeFileSync(`${file}.new`, `${content}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
