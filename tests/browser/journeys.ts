import type { Locator, Page } from 'playwright-core';
import type { BrowserWorld } from './browser-world.ts';

/** The address of a page within the app. */
export const pathOf = (page: Page) => new URL(page.url()).pathname;

/** Waits until a place holds a text. */
export const shows = (place: Locator, text: string | RegExp) => place.filter({ hasText: text }).first().waitFor();

/** Gives a place the focus, for the keys that follow. */
export async function focusOn(page: Page, place: Locator): Promise<void> {
  await place.waitFor();
  await place.focus();
  await hasFocus(page, place);
}

export const hasFocus = (page: Page, place: Locator) => place.and(page.locator(':focus')).waitFor();

/** Signs in after a wrong password, by mouse and keyboard. */
export async function signInByHand(world: BrowserWorld): Promise<Page> {
  const page = await world.page();
  await page.goto(world.product.address);
  await page.getByLabel('E-mail').fill('admin@cadenza.test');
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Password', { exact: true }).fill('a-long-enough-password');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Workflows' }).waitFor();
  return page;
}

/** A lead made in its dialog; the address of its page. */
export async function createLead(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Records' }).click();
  await page.getByRole('button', { name: 'New lead' }).click();
  const dialog = page.getByRole('dialog');
  const values = {
    'First name': 'Olga',
    'Last name': 'Petrova',
    'E-mail': 'olga@example.test',
    Source: 'web',
    'Time zone': 'Europe/Warsaw',
  };
  for (const [label, value] of Object.entries(values)) await dialog.getByLabel(label).fill(value);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { name: 'Olga Petrova' }).waitFor();
  return pathOf(page);
}

/** A test run with an opened mail, from the workflow's page to its end. */
export async function testRun(page: Page): Promise<string> {
  await page.getByRole('navigation').getByRole('link', { name: 'Workflows' }).click();
  await page.getByRole('link', { name: 'Lead nurturing' }).click();
  await page.getByRole('button', { name: 'Test run' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('A sample').click();
  await dialog.getByRole('button', { name: 'Add an event' }).click();
  await dialog.getByRole('button', { name: 'Start test run' }).click();
  await page.getByText('Came to its end.').waitFor();
  return pathOf(page);
}
