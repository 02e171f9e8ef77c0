import { buildApart } from './build-apart.js';
import { startEnvironment } from './environment.js';
import { chooseServices, firstAdministrator, homeFolder } from './home.js';
import { ensureInstalled } from './install.js';
import { ownHome } from './own-home.js';
import { createPartSet } from './part-set.js';
import { migrateDatabase, postgresPart, processPart, temporalPart } from './parts.js';
import { tryPort } from './ports.js';
import { checkNode } from './project.js';
import { endRunningTools } from './run-tool.js';
import { SetupError, say } from './say.js';
import { untilReady } from './until-ready.js';

/** Starts all parts in order and keeps them running until a signal ends them in the opposite order. */
export async function start() {
  checkNode();
  const environment = startEnvironment();
  const home = homeFolder();
  const leaveHome = await ownHome({ home, port: environment.port });
  const parts = createPartSet();
  const stopped = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => resolve(signal));
  }).then(() => {
    if (!parts.stopping) say('Stopping …');
    endRunningTools();
    return parts.stop();
  });
  try {
    await startParts({ ...environment, home, parts });
  } catch (error) {
    if (!parts.stopping) {
      await parts.stop();
      leaveHome();
      throw error;
    }
  }
  await stopped;
  leaveHome();
  say('Stopped.');
  process.exit(0);
}

/**
 * @param {ReturnType<typeof startEnvironment> & { home: string, parts: ReturnType<typeof createPartSet> }} options
 */
async function startParts({ port, publicUrl, databaseUrl, hasOwnTemporal, home, parts }) {
  const began = Date.now();
  if ((await tryPort(port, '0.0.0.0')) === undefined) {
    throw new SetupError(`Port ${port} is taken by another program. Choose another one: PORT=3001 npm start`);
  }
  await ensureInstalled();
  const services = await chooseServices(home, { port, publicUrl });
  const [built] = await Promise.all([
    buildApart(),
    databaseUrl ? undefined : parts.add(postgresPart({ home, services })),
    hasOwnTemporal ? undefined : parts.add(temporalPart({ home, services })),
  ]);
  const administrator = firstAdministrator(home);
  const context = { home, services, administrator, embedded: { database: !databaseUrl, temporal: !hasOwnTemporal } };
  await migrateDatabase(context, built);
  await parts.add(processPart('api', context, built));
  await parts.add(processPart('worker', context, built));
  await untilReady({ port, isStopping: () => parts.stopping });
  if (parts.stopping) return;
  say(`\nCadenza is ready after ${((Date.now() - began) / 1000).toFixed(1)} s: http://localhost:${port}`);
  say(administrator.hint);
  say(`Data and logs: ${home} · Ctrl-C stops everything.\n`);
}
