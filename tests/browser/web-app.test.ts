import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { BrowserWorld } from './browser-world.ts';
import { describeInBrowser } from './chromium.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describeInBrowser('the web app on the running product', (executablePath) => {
  let world: BrowserWorld;
  /** Addresses of what the main journey made, for the tests behind it. */
  const made = { lead: '', run: '', testRun: '', message: '' };

  beforeAll(async () => {
    world = await BrowserWorld.open(executablePath);
  }, 240_000);
  afterAll(async () => {
    await world?.close();
  }, 60_000);

  afterEach(() => world.closePages());

  test('from the library to the mail: take, publish, create a lead, watch its run, test it, open the mail', async () => {
    const page = await signInByHand(world);
    await page.getByRole('link', { name: 'From library' }).click();
    await page.getByRole('button', { name: 'Use it: Lead nurturing' }).click();
    await page.getByRole('region', { name: 'Canvas' }).getByRole('group', { name: 'Showed interest?' }).waitFor();
    expect(await page.getByRole('region', { name: 'Problems' }).textContent()).toContain('No problems');

    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('dialog').getByLabel('Note').fill('First version');
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Live · version 1').waitFor();

    made.lead = await createLead(page);
    await page.getByRole('region', { name: 'Runs' }).getByRole('link', { name: 'Lead nurturing' }).click();
    await page.getByText(/^Waiting until .* then “Showed interest\?”/).waitFor();
    made.run = pathOf(page);
    const story = page.getByRole('list', { name: 'What happened' });
    expect(await story.textContent()).toContain('Source is “web”');
    expect(await story.textContent()).toContain('Welcome: sent');

    made.testRun = await testRun(page);
    expect(await page.getByRole('list', { name: 'What happened' }).textContent()).toMatch(
      /Showed interest\? → Yes.*since the start of the run: true/,
    );
    await page.goto(world.product.address + made.run);
    await page.getByRole('list', { name: 'What happened' }).getByRole('link', { name: 'Open the message' }).click();
    await page.getByRole('heading', { name: /Welcome, Olga/ }).waitFor();
    made.message = pathOf(page);
    expect(await page.frameLocator('iframe').locator('body').textContent()).toContain('Olga');
  }, 150_000);

  test('the preview of a mail is a sandbox in which no script runs', async () => {
    const page = await world.signedIn(made.message);
    const frame = page.locator('iframe');
    expect(await frame.getAttribute('sandbox')).toBe('');
    const answer = await page.request.get(world.product.address + (await frame.getAttribute('src')));
    const policy = answer.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('script-src');
  }, 60_000);

  test('a run page follows its run without being reloaded', async () => {
    const page = await world.signedIn(made.run);
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await world.api('POST', `/api${made.run}/pause`, {});
    await page.getByText(/^Paused at/).waitFor({ timeout: 15_000 });
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText(/^Waiting until/).waitFor();
  }, 60_000);

  test('simulation lights the path, tells the reason and shows the message as it would arrive', async () => {
    const page = await world.signedIn('/workflows/lead-nurturing');
    await page.getByRole('button', { name: 'Simulate' }).click();
    await page.getByText('A sample').click();
    await page.getByRole('button', { name: 'Start simulation' }).click();
    const simulation = page.getByRole('region', { name: 'Simulation' });
    await simulation.getByRole('button', { name: /Welcome: sent/ }).click();
    expect(await page.getByRole('region', { name: 'What happened here' }).textContent()).toContain('Welcome, Olga');
    await simulation.getByRole('button', { name: /Showed interest\? → No/ }).click();
    expect(await page.getByRole('region', { name: 'What happened here' }).textContent()).toContain('not true');
    expect(await page.locator('.way.on').count()).toBeGreaterThan(3);
  }, 60_000);

  test('the definition as JSON: issues with their place, saving, and nothing lost when two people save', async () => {
    const page = await world.signedIn('/workflows/lead-nurturing?tab=json');
    const editor = page.getByRole('textbox', { name: 'Definition as JSON' });
    const { draft } = (await world.api('GET', '/api/workflows/lead-nurturing')) as { draft: unknown };
    const text = JSON.stringify(draft, null, 2);
    const write = async (changed: string) => {
      await editor.click();
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText(changed);
    };
    await write(text.replace('"template": "welcome"', '"template": "no-such-template"'));
    const problem = page.getByRole('region', { name: 'Problems' }).getByRole('button', { name: /no-such-template/ });
    await problem.waitFor();
    await problem.click();
    expect(await page.evaluate('window.getSelection().toString()')).toContain('no-such-template');
    expect(await page.locator('.cm-line-error').allTextContents()).toContainEqual(
      expect.stringContaining('no-such-template'),
    );
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await editor.and(page.locator(':focus')).count()).toBe(0);
    await write('{');
    await page.getByText('This is not JSON yet', { exact: false }).first().waitFor();
    await write(text.replace('"Lead nurturing"', '"Lead nurturing, mine"'));
    await world.api(
      'PUT',
      '/api/workflows/lead-nurturing',
      JSON.parse(text.replace('"Lead nurturing"', '"Lead nurturing, theirs"')),
    );
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Somebody else saved this draft in the meantime').waitFor();
    await editor.press('Control+Home');
    expect(await editor.textContent()).toContain('Lead nurturing, mine');
    await page.getByRole('button', { name: 'Save mine over it' }).click();
    await page.getByText('Draft saved').waitFor();
    expect(await world.api('GET', '/api/workflows/lead-nurturing')).toMatchObject({ name: 'Lead nurturing, mine' });
  }, 60_000);

  test('a record is edited with its problems at their fields, and a conflict keeps what was typed', async () => {
    const page = await world.signedIn(made.lead);
    await page.getByRole('textbox', { name: 'E-mail' }).fill('not an address');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.mantine-InputWrapper-error').first().waitFor();
    await page.getByRole('textbox', { name: 'E-mail' }).fill('olga.petrova@example.test');
    await world.api('PATCH', `/api${made.lead}`, { company: 'Northwind' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody else changed it in the meantime').waitFor();
    await page.getByRole('button', { name: 'Load the newer version' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    expect(await world.api('GET', `/api${made.lead}`)).toMatchObject({
      company: 'Northwind',
      email: 'olga.petrova@example.test',
    });
  }, 60_000);

  test('everything is reached by keyboard: sign-in, search, rows of a list, cards of the canvas', async () => {
    const page = await world.signedIn('/workflows');
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Search workflows, records and pages').waitFor();
    await page.keyboard.type('nurturing');
    await page.getByRole('button', { name: /lead-nurturing/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/workflows\/lead-nurturing/);
    await page.getByRole('group', { name: 'Welcome' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.getByRole('region', { name: 'Step settings' }).textContent()).toContain('newsletter');
    await page.goto(`${world.product.address}/records/lead`);
    const rows = page.getByRole('table').locator('a.row-link');
    await rows.first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await rows.nth(1).and(page.locator(':focus')).count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/records\/lead\/[0-9a-f-]{36}/);
  }, 60_000);

  test('Polish for those whose browser asks for it', async () => {
    const page = await world.signedIn('/runs', { locale: 'pl-PL' });
    await page.getByRole('link', { name: 'Przebiegi' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('pl');
    await page.goto(world.product.address + made.run);
    await page.getByText(/^Czeka do:/).waitFor();
  }, 60_000);

  test.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 390],
  ] as const)(
    'no page breaks a rule of accessibility or is wider than the screen: %s, %i px',
    async (scheme, width) => {
      const page = await world.signedIn('/workflows', { scheme, width, height: width === 390 ? 844 : 900 });
      const paths = [
        '/workflows',
        '/library',
        '/workflows/lead-nurturing',
        '/workflows/lead-nurturing?tab=json',
        '/workflows/lead-nurturing?tab=runs',
        '/workflows/lead-nurturing?tab=versions',
        '/runs',
        made.run,
        made.testRun,
        '/messages',
        made.message,
        '/records/lead',
        made.lead,
        '/settings',
        '/approvals',
        '/segments',
        '/no-such-page',
        '/runs/00000000-0000-7000-8000-000000000000',
      ];
      const found: string[] = [];
      for (const path of paths)
        found.push(...(await problemsOf(page, world.product.address + path)).map((problem) => `${path}: ${problem}`));
      expect(found).toEqual([]);
    },
    180_000,
  );

  test('no page reported an error, and none was kept from loading by the content policy', () => {
    expect(world.errors).toEqual([]);
  });
});

const pathOf = (page: Page) => new URL(page.url()).pathname;

async function signInByHand(world: BrowserWorld): Promise<Page> {
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

async function createLead(page: Page): Promise<string> {
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
async function testRun(page: Page): Promise<string> {
  await page.getByRole('navigation').getByRole('link', { name: 'Workflows' }).click();
  await page.getByRole('link', { name: 'Lead nurturing' }).click();
  await page.getByRole('button', { name: 'Test run' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('A sample').click();
  await dialog.getByRole('button', { name: 'Add an event' }).click();
  await dialog.getByRole('button', { name: 'Start test run' }).click();
  await page.getByText('Came to its end.').waitFor({ timeout: 30_000 });
  return pathOf(page);
}

type AxeResult = { violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] };

/** What axe finds on a page, and whether it scrolls sideways. */
async function problemsOf(page: Page, address: string): Promise<string[]> {
  await page.goto(address);
  await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' });
  await page.evaluate(axeSource);
  const result = (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })`,
  )) as AxeResult;
  const wide = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
  const found = result.violations.map(
    ({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
  return wide ? [...found, 'wider than the screen'] : found;
}
