/** What the commands print: short lines, so that a log and a terminal show the same. */

/** @param {string} text */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** A failure that a person can mend: what is missing and what to do. Printed without a stack. */
export class SetupError extends Error {}

/**
 * Says what is going on when something takes longer than a moment, and again every ten seconds.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @param {{ quietFor?: number }} [options] milliseconds that pass before the first line
 * @returns {Promise<T>}
 */
export async function withProgress(what, work, { quietFor = 1500 } = {}) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  let spoke = false;
  const first = setTimeout(() => {
    spoke = true;
    say(`  ${what} …`);
  }, quietFor);
  const again = setInterval(() => say(`  ${what} … ${seconds()} s`), 10_000);
  try {
    const result = await work();
    if (spoke) say(`  ${what}: done in ${seconds()} s`);
    return result;
  } finally {
    clearTimeout(first);
    clearInterval(again);
  }
}

/**
 * Runs a command's main function; what cannot go on ends with exit code 1 and its reason.
 * @param {() => Promise<void>} main
 */
export async function runCommand(main) {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {}); // the reader may leave before us
  try {
    await main();
  } catch (error) {
    const expected = error instanceof SetupError;
    process.stderr.write(`\n✗ ${expected ? error.message : error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  }
}
