import type { Page } from 'playwright-core';
import type { JsonObject } from '../../domain/json.ts';
import { until } from '../harness/until.ts';
import type { BrowserWorld } from './browser-world.ts';
import { shows } from './journeys.ts';
import { problemsHere } from './page-problems.ts';
import { describeInBrowser, sharedWorld, startTime } from './shared-world.ts';

describeInBrowser('drawing a workflow', () => {
  let world: BrowserWorld;
  let count = 0;

  beforeAll(async () => {
    world = await sharedWorld();
  }, startTime);
  afterEach(() => world.closePages());

  /** A page with a new workflow that only ends. */
  const drawing = async () => {
    count += 1;
    const key = `drawn-${count}`;
    await world.api('POST', '/api/workflows', blank(key));
    const page = await world.signedIn(`/workflows/${key}`);
    await page.getByRole('region', { name: 'Canvas' }).getByRole('group', { name: 'End' }).waitFor();
    return { page, key };
  };
  const stored = async (key: string) =>
    (
      (await world.api('GET', `/api/workflows/${key}`)) as {
        draft: { steps: JsonObject; start: string; layout?: JsonObject };
      }
    ).draft;
  const card = (page: Page, name: string) => page.getByRole('region', { name: 'Canvas' }).getByRole('group', { name });

  test('steps are added by search, by the keyboard and on a line; the draft saves itself', async () => {
    const { page, key } = await drawing();
    await page.getByRole('button', { name: 'Add step' }).click();
    await page.getByLabel('Search steps').fill('wait');
    expect(await problemsHere(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await card(page, 'Wait').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('condition');
    await page.keyboard.press('Enter');
    await card(page, 'Condition').waitFor();
    await page.getByRole('button', { name: 'Insert behind “Wait”' }).click();
    await page.getByRole('option', { name: /^Add tag/ }).click();
    await card(page, 'Add tag').waitFor();
    await shows(page.getByRole('region', { name: 'Problems' }), 'Add tag');
    await page.getByText('Saved', { exact: true }).waitFor();
    const { start, steps } = await stored(key);
    expect(start).toBe('wait');
    expect(steps).toMatchObject({
      wait: { next: { done: 'add-tag' } },
      'add-tag': { next: { done: 'condition' } },
      condition: { next: { yes: 'end' } },
    });
    expect(await problemsHere(page)).toEqual([]);
  });

  test('a step is named, set and led elsewhere in its settings; what is typed is one step back', async () => {
    const { page, key } = await drawing();
    await addStep(page, 'wait');
    await addStep(page, 'add note');
    await card(page, 'Wait').click();
    const settings = page.getByRole('region', { name: 'Step settings' });
    await settings.getByLabel('Name').fill('Breather');
    await card(page, 'Breather').waitFor();
    await settings.getByLabel('On “Done” goes on to').selectOption('End');
    await card(page, 'Add note').click();
    await settings.getByLabel('Note').fill('Was here');
    await shows(page.getByRole('region', { name: 'Canvas' }), 'Note “Was here”');
    expect(await problemsHere(page)).toEqual([]);
    await page.getByText('Saved', { exact: true }).waitFor();
    await until('it is saved', async () => JSON.stringify(await stored(key)).includes('Was here'));
    expect((await stored(key)).steps).toMatchObject({
      wait: { name: 'Breather', next: { done: 'end' } },
      'add-note': { config: { body: 'Was here' } },
    });
    for (let edit = 0; edit < 3; edit += 1) await page.getByRole('button', { name: 'Undo' }).click();
    await card(page, 'Wait').waitFor();
  });

  test('what was done is taken back and done again, moved cards too', async () => {
    const { page, key } = await drawing();
    const before = await stored(key);
    await addStep(page, 'wait');
    const place = await card(page, 'Wait').boundingBox();
    await page.mouse.move((place?.x ?? 0) + 60, (place?.y ?? 0) + 20);
    await page.mouse.down();
    await page.mouse.move((place?.x ?? 0) + 260, (place?.y ?? 0) + 80, { steps: 4 });
    await page.mouse.up();
    await until('it is saved where it was dropped', async () => 'wait' in ((await stored(key)).layout ?? {}));
    await page.keyboard.press('Delete');
    await card(page, 'Wait').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await card(page, 'Wait').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await page.getByRole('button', { name: 'Undo' }).isDisabled()).toBe(true);
    await until('all is taken back', async () => JSON.stringify(await stored(key)) === JSON.stringify(before));
    await page.getByRole('button', { name: 'Redo' }).click();
    await card(page, 'Wait').waitFor();
  });

  test('steps are copied from one workflow to another', async () => {
    const { page } = await drawing();
    await addStep(page, 'wait');
    await addStep(page, 'add note');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    await page.getByText('3 steps copied').waitFor();
    const other = await drawing();
    await other.page.keyboard.press('Control+v');
    await card(other.page, 'Add note').waitFor();
    await until('they are saved', async () => Object.keys((await stored(other.key)).steps).length === 4);
    expect((await stored(other.key)).steps).toMatchObject({
      wait: { next: { done: 'add-note' } },
      'add-note': { next: { done: 'end-2' } },
    });
  });

  test('what was drawn without a network is kept by the browser, and saved by the next who opens the page with one', async () => {
    const { page, key } = await drawing();
    await page.route('**/api/workflows/**', (route) =>
      route.request().method() === 'PUT' ? route.abort() : route.continue(),
    );
    await addStep(page, 'wait');
    await page.getByText('No network: kept in this browser').waitFor();
    expect(Object.keys((await stored(key)).steps)).toEqual(['end']);
    await page.close({ runBeforeUnload: false });
    const again = await world.signedIn(`/workflows/${key}`);
    await card(again, 'Wait').waitFor();
    await until('it is saved', async () => Object.keys((await stored(key)).steps).length === 2);
  });

  test('somebody else saved: both drafts are there, and the other one is loaded and taken back', async () => {
    const { page, key } = await drawing();
    const theirs = { ...blank(key), name: 'Theirs' };
    await page.route('**/api/workflows/*', (route) =>
      route.request().method() === 'GET' ? route.abort() : route.continue(),
    );
    await world.api('PUT', `/api/workflows/${key}`, theirs);
    await addStep(page, 'wait');
    await page.getByText('Somebody else saved this draft in the meantime').waitFor();
    await page.unroute('**/api/workflows/*');
    expect(await stored(key)).toMatchObject({ name: 'Theirs' });
    await page.getByRole('button', { name: 'Load theirs' }).click();
    await card(page, 'Wait').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await card(page, 'Wait').waitFor();
    await until('mine is saved', async () => Object.keys((await stored(key)).steps).length === 2);
  });
});

const blank = (key: string): JsonObject => ({
  format: 1,
  key,
  name: key,
  subject: 'lead',
  triggers: [{ id: 'by-hand', type: 'manual' }],
  start: 'end',
  steps: { end: { type: 'end', config: {} } },
});

async function addStep(page: Page, search: string): Promise<void> {
  await page.getByRole('button', { name: 'Add step' }).click();
  await page.getByLabel('Search steps').fill(search);
  await page.keyboard.press('Enter');
  await page.getByLabel('Search steps').waitFor({ state: 'detached' });
}
