import { ensureDesignerBuilt } from './build-designer.js';
import { ensureServerBuilt } from './build-server.js';
import { ensureWorkflowsBuilt } from './build-workflows.js';
import { ensureClientGenerated } from './generate-client.js';
import { say } from './say.js';

/**
 * Where the built parts are: the folder of the processes, the file of the workflow code, the folder of the web app.
 * @typedef {{ server: string, workflowBundle?: string | undefined, webRoot?: string | undefined }} Built
 */

/** Builds the processes alone. @returns {Promise<Built>} */
export async function buildServer() {
  await ensureClientGenerated();
  return { server: await ensureServerBuilt() };
}

/**
 * Builds every part that is stale.
 * @param {{ webAppMayFail?: boolean }} [options] whether to go on without the web app when its sources do not build
 * @returns {Promise<Built>}
 */
export async function buildAll({ webAppMayFail = false } = {}) {
  await ensureClientGenerated();
  const webApp = ensureDesignerBuilt().catch((error) => {
    if (!webAppMayFail) throw error;
    say(`The web app cannot be built, Cadenza starts without it:\n${error.message}`);
    return undefined;
  });
  const [server, workflowBundle, webRoot] = await Promise.all([ensureServerBuilt(), ensureWorkflowsBuilt(), webApp]);
  return { server, workflowBundle, webRoot };
}
