import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser of this machine: `CHROMIUM_PATH`, else the first on PATH. */
function findChromium(): string | undefined {
  const given = process.env.CHROMIUM_PATH;
  if (given !== undefined && given !== '') return given;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/**
 * A test that needs a browser, which is closed after it. Without one it is skipped, and says so.
 */
export function testInBrowser(name: string, work: (browser: Browser) => Promise<void>): void {
  const executable = findChromium();
  if (executable === undefined) {
    process.stderr.write(`SKIPPED, as no Chromium is on PATH or at CHROMIUM_PATH: ${name}\n`);
    test.skip(name, () => undefined);
    return;
  }
  test(name, async () => {
    const browser = await openChromium(executable);
    try {
      await work(browser);
    } finally {
      await browser.close();
    }
  });
}

/** Where the browser is, and `test` for what needs it; without one the tests are skipped, and it says so. */
export function browserFor(name: string): {
  readonly executablePath: string | undefined;
  readonly test: jest.It;
} {
  const executablePath = findChromium();
  if (executablePath !== undefined) return { executablePath, test };
  process.stderr.write(`SKIPPED, as no Chromium is on PATH or at CHROMIUM_PATH: ${name}\n`);
  return { executablePath, test: test.skip };
}

/** Starts a browser that speaks with nobody by itself. Pages of one user share a process, which knows the app's code already. */
export function openChromium(executablePath: string): Promise<Browser> {
  const quiet = ['quic', 'background-networking', 'component-update', 'sync'].map((name) => `--disable-${name}`);
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--process-per-site', ...quiet],
    timeout: 120_000,
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
