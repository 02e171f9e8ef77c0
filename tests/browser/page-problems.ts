import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { until } from '../harness/until.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

type AxeResult = { violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] };

/** Opens a page and waits until it has loaded; says what is wrong with it, in dark colours too when asked. */
export async function problemsOf(page: Page, address: string, { dark = false } = {}): Promise<string[]> {
  await page.goto(address);
  await untilLoaded(page);
  const found = await problemsHere(page);
  if (!dark) return found;
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.locator('html[data-mantine-color-scheme=dark]').waitFor();
  const contrast = await violations(page, { runOnly: ['color-contrast'] });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  return [...found, ...contrast.map((problem) => `dark: ${problem}`)];
}

/** Waits until the page has come and loads nothing more. */
export async function untilLoaded(page: Page): Promise<void> {
  const main = `document.querySelector('main')`;
  await until('the page', () =>
    page.evaluate(`!!${main}?.textContent.trim() && !${main}.querySelector('[aria-busy=true]')`),
  );
}

/** What axe finds on the page as it stands, and whether it is larger than the screen: only its parts scroll. */
export async function problemsHere(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const found = await violations(page, { runOnly: levels });
  const wide = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
  const long = await page.evaluate('document.documentElement.scrollHeight > window.innerHeight');
  return [...found, ...(wide ? ['wider than the screen'] : []), ...(long ? ['longer than the screen'] : [])];
}

/** The same of a page that scrolls by itself, and so may be longer than the screen. */
export async function onlyAxe(page: Page): Promise<string[]> {
  return (await problemsHere(page)).filter((problem) => problem !== 'longer than the screen');
}

/** The same of everything that opens over a list of leads: bars, menus, the search, a dialog. */
export async function problemsOfWhatOpens(page: Page): Promise<string[]> {
  const found: string[] = [];
  const look = async (what: string) =>
    found.push(...(await problemsHere(page)).map((problem) => `${what}: ${problem}`));
  await page.getByRole('checkbox', { name: 'Choose Olga Petrova' }).check();
  await page.getByRole('region', { name: 'Chosen rows' }).waitFor();
  await look('bar');
  await page.getByRole('button', { name: 'Choose columns' }).click();
  await page.getByRole('menuitemcheckbox').first().waitFor();
  await look('columns');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /waits? for you/ }).click();
  await page.getByRole('region', { name: 'Your tasks' }).waitFor();
  await look('bell');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /, menu$/ }).click();
  await page.getByRole('menuitemradio', { name: 'Polski' }).waitFor();
  await look('user');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Search workflows, records and pages').waitFor();
  await look('search');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'New lead' }).click();
  await page.getByRole('dialog').getByLabel('First name').waitFor();
  await look('dialog');
  return found;
}

async function violations(page: Page, options: { readonly runOnly: readonly string[] }): Promise<string[]> {
  // What is well is counted only: to describe it takes the longest. None of these rules reads style sheets or media.
  const asked = JSON.stringify({ ...options, resultTypes: ['violations'], preload: false });
  const result = (await page.evaluate(`axe.run(document, ${asked})`)) as AxeResult;
  return result.violations.map(({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}
