import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build-output.js';
import { fingerprint } from './fingerprint.js';
import { root } from './project.js';
import { runTool } from './run-tool.js';

/** Builds the web app. @returns {Promise<string | undefined>} its folder */
export async function ensureDesignerBuilt() {
  if (!existsSync(join(root, 'designer', 'index.html'))) return undefined;
  const hash = fingerprint(['designer', 'domain', 'bin/setup/build-designer.js', 'package-lock.json']);
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  return ensureBuilt({
    part: 'designer',
    hash,
    write: async (folder) => {
      const options = ['--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
      await runTool(process.execPath, [vite, 'build', 'designer', ...options], {
        // Whoever builds it, also a test: React of any other mode is several times slower.
        env: { ...process.env, NO_COLOR: '1', NODE_ENV: 'production' },
      });
    },
  });
}
