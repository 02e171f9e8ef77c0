import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildApart } from './setup/build-apart.js';
import { publicUrlBeside, startEnvironment } from './setup/environment.js';
import { firstAdministrator, homeFolder, readServices } from './setup/home.js';
import { ensureInstalled } from './setup/install.js';
import { nodeOptions, processEnvironment } from './setup/parts.js';
import { checkNode } from './setup/project.js';
import { runCommand, SetupError } from './setup/say.js';

/**
 * `npm run api`, `npm run worker`, `npm run migrate`: one process alone, beside any number of others. Services that the
 * environment does not name are those of a running `npm start` with the same CADENZA_HOME. Migrating takes a database only.
 */
await runCommand(async () => {
  checkNode();
  const name = process.argv[2] ?? '';
  if (!['api', 'worker', 'migrate'].includes(name)) throw new SetupError('Name what to run: api, worker or migrate.');
  await ensureInstalled();
  const { databaseUrl, hasOwnTemporal } = startEnvironment();
  const home = homeFolder();
  const services = readServices(home);
  const migrates = name === 'migrate';
  const embedded = { database: !databaseUrl, temporal: !hasOwnTemporal && !migrates };
  if (!services && (embedded.database || embedded.temporal)) {
    const missing = migrates ? 'DATABASE_URL' : 'DATABASE_URL and TEMPORAL_ADDRESS';
    throw new SetupError(
      `No services are known in ${home}. Set ${missing}, or run npm start first and this beside it.`,
    );
  }
  const built = await buildApart(migrates ? { only: 'server' } : {});
  const unused = { postgres: { port: 0, password: '' }, temporal: { port: 0, uiPort: 0, retentionSet: true } };
  const administrator = services ? firstAdministrator(home) : undefined;
  const publicUrl = publicUrlBeside({ services, hasOwnDatabase: !embedded.database });
  const context = { home, services: services ?? unused, embedded, administrator, publicUrl };
  const child = spawn(process.execPath, [...nodeOptions(name), join(built.server, `${name}.js`)], {
    env: processEnvironment(context, built),
    stdio: 'inherit',
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  child.once('exit', (code) => process.exit(code ?? 1));
});
