import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError } from './say.js';

/** The folder with package.json. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetupError(
      `Cadenza needs Node.js 20.19 or newer; this is ${process.versions.node}. Install a newer one.`,
    );
  }
}
