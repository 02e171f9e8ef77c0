import { fork } from 'node:child_process';
import { join } from 'node:path';
import { root } from './project.js';
import { track } from './run-tool.js';
import { SetupError } from './say.js';

/**
 * Builds in a process of its own, so that the memory that building takes is given back.
 * @param {{ only?: 'server' }} [options] only the processes, neither workflow code nor web app
 * @returns {Promise<import('./build-all.js').Built>}
 */
export function buildApart({ only } = {}) {
  return new Promise((resolve, reject) => {
    const child = fork(join(root, 'bin', 'build.js'), only ? [only] : [], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    track(child);
    /** @type {import('./build-all.js').Built | undefined} */
    let built;
    child.once('message', (message) => {
      built = /** @type {import('./build-all.js').Built} */ (message);
    });
    child.once('exit', () =>
      built ? resolve(built) : reject(new SetupError('Cadenza could not be built: see above.')),
    );
  });
}
