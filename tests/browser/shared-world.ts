import { BrowserWorld } from './browser-world.ts';
import { browserFor } from './chromium.ts';

const { executablePath } = browserFor('the areas of people and time on the running product');

/** Longest time of a start, in ms. */
export const startTime = 320_000;

/** `describe` for what needs a browser. */
export const describeInBrowser = executablePath === undefined ? describe.skip : describe;

let opening: Promise<BrowserWorld> | undefined;

/** One product for all areas, as its start takes half a minute. */
export function sharedWorld(): Promise<BrowserWorld> {
  opening ??= BrowserWorld.open(executablePath ?? '');
  return opening;
}

/** Ends it, where it was started. */
export async function closeSharedWorld(): Promise<void> {
  await (await opening)?.close();
}
