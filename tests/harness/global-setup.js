import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureWorkflowsBuilt } from '../../bin/setup/build-workflows.js';
import { ensureClientGenerated } from '../../bin/setup/generate-client.js';
import { startTestPostgres } from './test-postgres.js';
import { startTestTemporal } from './test-temporal.js';

/**
 * Test files share one PostgreSQL, one Temporal server and one bundle of workflow code. Each is made when the first file
 * asks for it, over a local socket that only this run knows: a run that needs none of them starts none.
 */
export default async function globalSetup() {
  await ensureClientGenerated();
  const postgres = once(startTestPostgres);
  const temporal = once(startTestTemporal);
  const workflows = once(async () => ({ answer: { bundle: await ensureWorkflowsBuilt() }, stop: async () => {} }));
  /** @type {Record<string, ReturnType<typeof once>>} */
  const services = { '/postgres': postgres, '/temporal': temporal, '/workflows': workflows };

  const server = createServer(async (request, response) => {
    const service = services[request.url ?? ''];
    try {
      if (!service) throw new Error(`There is no test service at ${request.url}`);
      response.end(JSON.stringify((await service.get()).answer));
    } catch (error) {
      response.writeHead(500).end(error instanceof Error ? error.stack : String(error));
    }
  });
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-tests-'));
  const socket = join(folder, 'services');
  await new Promise((resolve) => server.listen(socket, () => resolve(undefined)));
  process.env.CADENZA_TEST_SERVICES = socket;

  globalThis.stopTestServices = async () => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
    await Promise.all(Object.values(services).map((service) => service.stop()));
  };
}

/** @typedef {{ answer: Record<string, string>, stop: () => Promise<void> }} Service */

/** @param {() => Promise<Service>} start */
function once(start) {
  /** @type {Promise<Service> | undefined} */
  let started;
  return {
    get() {
      started ??= start();
      return started;
    },
    stop: async () => (await started?.catch(() => undefined))?.stop(),
  };
}
