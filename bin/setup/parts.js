import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { logFile, writeServices } from './home.js';
import { homeMark } from './own-home.js';
import { postgresUrl, startPostgres } from './postgres.js';
import { runTool } from './run-tool.js';
import { provideTemporalCli } from './temporal-cli.js';
import { setRetention, startTemporal } from './temporal-server.js';

/**
 * What the parts of one start have in common.
 * @typedef {object} Context
 * @property {string} home
 * @property {import('./home.js').Services} services
 * @property {{ database: boolean, temporal: boolean }} embedded which services run here
 * @property {{ email: string, password: string } | undefined} administrator created when there is none
 * @property {string | undefined} [publicUrl] base of the links in messages, where the process cannot tell by its own port
 */

/** @param {Pick<Context, 'home' | 'services'>} context @returns {import('./keep-running.js').Part} */
export function postgresPart({ home, services }) {
  const place = { folder: join(home, 'postgres'), logFile: logFile(home, 'postgres'), ...services.postgres };
  return { name: 'PostgreSQL', layer: 0, start: () => startPostgres(place), stopSignal: 'SIGINT', patience: 8000 };
}

/** @param {Pick<Context, 'home' | 'services'>} context @returns {import('./keep-running.js').Part} */
export function temporalPart({ home, services }) {
  const start = async () => {
    const program = await provideTemporalCli(home);
    const { port, uiPort } = services.temporal;
    const file = join(home, 'temporal.db');
    const child = await startTemporal({ program, file, port, uiPort, logFile: logFile(home, 'temporal') });
    if (!services.temporal.retentionSet) {
      await setRetention({ program, port });
      services.temporal.retentionSet = true;
      writeServices(home, services);
    }
    return child;
  };
  return { name: 'The Temporal server', layer: 0, start, stopSignal: 'SIGTERM', patience: 5000 };
}

/** Brings the tables up to date. @param {Context} context @param {import('./build-all.js').Built} built */
export async function migrateDatabase(context, built) {
  await runTool(process.execPath, [join(built.server, 'migrate.js')], { env: processEnvironment(context, built) });
}

/**
 * Stack traces name our sources. The API's young generation is kept small, which saves 60 MB and costs nothing that shows; that of
 * the worker may grow, as what a leg of a hundred runs holds would otherwise be copied again and again.
 * @param {string} name of the process
 */
export const nodeOptions = (name) => ['--enable-source-maps', `--max-semi-space-size=${name === 'worker' ? 64 : 8}`];

/**
 * The API or the worker. It has a process group of its own, so that a signal to all of ours reaches only the supervisor,
 * and ends by itself when the supervisor is gone.
 * @param {'api' | 'worker'} name
 * @param {Context} context
 * @param {import('./build-all.js').Built} built
 * @returns {import('./keep-running.js').Part}
 */
export function processPart(name, context, built) {
  const start = async () =>
    spawn(process.execPath, [...nodeOptions(name), join(built.server, `${name}.js`), homeMark(context.home)], {
      env: processEnvironment(context, built),
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  return { name: name === 'api' ? 'The API' : 'The worker', layer: 1, start, stopSignal: 'SIGTERM', patience: 12_000 };
}

/**
 * The caller's environment, with the addresses of what runs here.
 * @param {Context} context
 * @param {import('./build-all.js').Built} built
 */
export function processEnvironment(
  { home, services, embedded, administrator, publicUrl },
  { workflowBundle, webRoot },
) {
  const { port, uiPort } = services.temporal;
  return {
    ...process.env,
    NODE_ENV: 'production',
    CADENZA_HOME: home,
    ...(publicUrl ? { CADENZA_PUBLIC_URL: publicUrl } : {}),
    ...(administrator
      ? { CADENZA_ADMIN_EMAIL: administrator.email, CADENZA_ADMIN_PASSWORD: administrator.password }
      : {}),
    ...(workflowBundle ? { CADENZA_WORKFLOW_BUNDLE: workflowBundle } : {}),
    ...(webRoot ? { CADENZA_WEB_ROOT: webRoot } : {}),
    ...(embedded.database ? { DATABASE_URL: postgresUrl(services.postgres) } : {}),
    ...(embedded.temporal
      ? { TEMPORAL_ADDRESS: `127.0.0.1:${port}`, CADENZA_TEMPORAL_UI: `http://localhost:${uiPort}` }
      : {}),
  };
}
