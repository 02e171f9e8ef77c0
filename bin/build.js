import { ensureInstalled } from './setup/install.js';
import { checkNode } from './setup/project.js';
import { runCommand, say } from './setup/say.js';

/**
 * `npm run build` builds everything that is stale; `node bin/build.js client` only generates the database client, and
 * `node bin/build.js server` builds only the processes. Started by another command it also sends where the parts are.
 */
await runCommand(async () => {
  checkNode();
  await ensureInstalled();
  if (process.argv[2] === 'client') {
    const { ensureClientGenerated } = await import('./setup/generate-client.js');
    return ensureClientGenerated();
  }
  const { buildAll, buildServer } = await import('./setup/build-all.js');
  const built =
    process.argv[2] === 'server' ? await buildServer() : await buildAll({ webAppMayFail: process.send !== undefined });
  if (process.send) process.send(built);
  else for (const [part, path] of Object.entries(built)) say(`${part}: ${path ?? 'not there'}`);
});
