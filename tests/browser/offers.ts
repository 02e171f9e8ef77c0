import type { Page } from 'playwright-core';
import { until } from '../harness/until.ts';
import type { BrowserWorld } from './browser-world.ts';
import { englishLeft } from './english-left.ts';
import { pathOf, shows } from './journeys.ts';
import { onlyAxe, problemsHere, problemsOf, untilLoaded } from './page-problems.ts';
import { describeInBrowser, sharedWorld, startTime } from './shared-world.ts';

type Item = { id: string; status: string; email?: string };

describeInBrowser('offers on the running product', () => {
  let world: BrowserWorld;
  const made = { offer: '', order: '', invoice: '', link: '' };

  beforeAll(async () => {
    world = await sharedWorld();
  }, startTime);
  afterEach(() => world.closePages());

  const list = async (path: string) => ((await world.api('GET', path)) as { items: Item[] }).items;
  const line = (page: Page, what: string, n: number) => page.getByLabel(`${what}, line ${n}`, { exact: true });

  test('an offer is written line by line, printed and sent', async () => {
    const contact = (await list('/api/records/contact?limit=50')).find(({ email }) => email?.startsWith('amelia'));
    const offer = (await world.api('POST', '/api/records/offer', {
      title: 'Twelve shops',
      currency: 'GBP',
      contactId: contact?.id,
      validUntil: '2099-12-31',
    })) as Item;
    made.offer = `/records/offer/${offer.id}`;
    const page = await world.signedIn(made.offer);
    await shows(page.getByRole('region', { name: 'Where it stands' }), 'end of the day in London');
    for (const [n, description, price] of [
      [1, 'Training', '100'],
      [2, 'Licence', '49.50'],
    ] as const) {
      await page.getByRole('button', { name: 'Add line' }).click();
      await line(page, 'Description', n).fill(description);
      await line(page, 'Unit price', n).fill(price);
    }
    await line(page, 'Quantity', 2).fill('10');
    await page.getByLabel('Discount', { exact: true }).fill('18');
    await line(page, 'Description', 2).press('Alt+ArrowUp');
    expect(await line(page, 'Description', 1).inputValue()).toBe('Licence');
    await shows(page.getByRole('group', { name: 'Lines' }), '£487.90');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    await shows(page.getByRole('region', { name: 'Where it stands' }), '£487.90');

    await page.getByRole('button', { name: 'Make PDF' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /^Download OF-/ }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^OF-\d{4}-\d{4}\.pdf$/);

    await world.api('PATCH', `/api${made.offer}`, { status: 'approved' });
    await page.reload();
    await page.getByLabel('Discount', { exact: true }).fill('30');
    await shows(page.locator('main'), 'The approval falls with this change');
    await page.getByRole('button', { name: 'Discard changes' }).click();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send offer' }).click();
    await page.getByRole('button', { name: 'Send again' }).waitFor();
    const [message] = await list(`/api/messages?recordId=${offer.id}`);
    const { body } = (await world.api('GET', `/api/messages/${message?.id}`)) as { body: string };
    made.link = /\/o\/[\w-]+/.exec(body)?.[0] ?? '';
    expect(made.link).not.toBe('');
  });

  test('the customer reads it on a phone, in Polish too, and accepts it', async () => {
    const polish = await world.page({ width: 390, height: 844, locale: 'pl-PL', scheme: 'dark' });
    await polish.goto(world.product.address + made.link);
    await shows(polish.locator('body'), 'Przyjmij ofertę');
    expect(await onlyAxe(polish)).toEqual([]);
    const page = await world.page({ width: 390, height: 844 });
    await page.goto(world.product.address + made.link);
    await shows(page.locator('body'), '£487.90');
    expect(await onlyAxe(page)).toEqual([]);
    const pdf = await page.request.get(`${world.product.address}${made.link}/document.pdf`);
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
    await page.getByLabel('Your name').fill('Amelia Hart');
    await page.getByRole('button', { name: 'Accept the offer' }).click();
    await page.getByText('This offer is accepted. Thank you!').waitFor();
    expect(await onlyAxe(page)).toEqual([]);
  });

  test('what was accepted becomes an order and an invoice, each linked to the other', async () => {
    const page = await world.signedIn(made.offer);
    await shows(page.getByRole('region', { name: 'Where it stands' }), 'Amelia Hart');
    await page.getByRole('button', { name: 'Create order' }).click();
    await page.getByRole('button', { name: 'Create invoice' }).waitFor();
    made.order = pathOf(page);
    await page.getByRole('button', { name: 'Create invoice' }).click();
    await page.waitForURL(/\/records\/invoice\//);
    made.invoice = pathOf(page);
    await page.getByRole('region', { name: 'Order', exact: true }).getByRole('link').click();
    await page.getByRole('region', { name: 'Invoices' }).getByRole('link', { name: /^IN-/ }).waitFor();
  });

  test('a revision tells what is different, and the number series is changed in the settings', async () => {
    const page = await world.signedIn(made.offer);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Revise' }).click();
    await page.getByRole('button', { name: 'Submit for approval' }).waitFor();
    await page.getByLabel('Discount', { exact: true }).fill('5');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Compare with OF-/ }).click();
    await shows(page.getByRole('dialog').getByRole('row', { name: /^Discount/ }), /18 %.*5 %/);
    await page.goto(`${world.product.address}/settings`);
    await page.getByRole('button', { name: 'Edit numbers: Invoice' }).click();
    await page.getByRole('dialog').getByLabel('Pattern').fill('FV/{year}/{000}');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await shows(page.getByRole('table', { name: 'Numbers' }), /FV\/\d{4}\/00\d/);
  });

  test.each([1440, 390])('its pages are sound at %i px, the wide ones in the dark too', async (width) => {
    const page = await world.signedIn('/records/offer', { width });
    const drafts = (await list('/api/records/offer?limit=50')).filter(({ status }) => status === 'draft');
    const found: string[] = [];
    for (const path of [made.offer, made.order, made.invoice, `/records/offer/${drafts[0]?.id}`]) {
      const problems = await problemsOf(page, world.product.address + path, { dark: width === 1440 });
      found.push(...problems.map((problem) => `${path}: ${problem}`));
    }
    expect(found).toEqual([]);
  });

  test('in Polish', async () => {
    const page = await world.signedIn(made.offer, { locale: 'pl-PL' });
    await untilLoaded(page);
    await shows(page.getByRole('region', { name: 'Na jakim jest etapie' }), 'Klient ją przyjął');
    expect(await problemsHere(page)).toEqual([]);
    const left: string[] = [];
    for (const path of [made.offer, made.invoice]) {
      await page.goto(world.product.address + path);
      await untilLoaded(page);
      left.push(...(await englishLeft(page)).map((text) => `${path}: ${text}`));
    }
    expect(left).toEqual([]);
    await until('no error on any page', () => world.errors.length === 0);
  });
});
