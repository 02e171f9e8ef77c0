import type { Page } from 'playwright-core';
import { until } from '../harness/until.ts';
import type { BrowserWorld } from './browser-world.ts';
import { pathOf, shows } from './journeys.ts';
import { onlyAxe, problemsHere, problemsOf } from './page-problems.ts';
import { describeInBrowser, sharedWorld, startTime } from './shared-world.ts';

const password = 'a-long-enough-password';

const step = (type: string, config: object, next: object) => ({ type, config, next });

/** Asks these people for offers above 15 %, all of them. */
function workflowAsking(users: readonly string[]): object {
  const approvers = users.map((user) => ({ user }));
  const table = [{ when: { '>': [{ var: 'record.discountPercent' }, 15] }, approvers }];
  const bind = ['lines', 'discountPercent', 'total', 'currency'];
  const inReview = { '==': [{ var: 'record.status' }, 'in-review'] };
  return {
    format: 1,
    key: 'two-approve',
    name: 'Two approve',
    subject: 'offer',
    triggers: [{ id: 'in-review', type: 'record', on: 'saved', fields: ['status'], enters: true, when: inReview }],
    enrollment: { reentry: { mode: 'always' }, concurrency: 'single' },
    start: 'decide',
    steps: {
      decide: step(
        'approval',
        { approvers: { table }, deadline: 'P5D', bind, lock: 'fields' },
        { approved: 'yes', rework: 'back', rejected: null, expired: null, voided: null },
      ),
      yes: step('update-record', { set: { status: 'approved' } }, { done: null }),
      back: step('update-record', { set: { status: 'draft' } }, { done: null }),
    },
  };
}

describeInBrowser('approvals on the running product', () => {
  let world: BrowserWorld;
  const ids = { marek: '', ewa: '', filip: '', offer: '' };
  /** The approval that is decided in the last round. */
  let decided = '';

  beforeAll(async () => {
    world = await sharedWorld();
    await prepare();
  }, startTime);
  afterEach(() => world.closePages());

  const idOf = (answer: unknown) => (answer as { id: string }).id;
  const newUser = async (name: string) =>
    idOf(await world.api('POST', '/api/users', { name, email: emailOf(name), roles: ['manager'], password }));
  const emailOf = (name: string) => `${name.toLowerCase()}@cadenza.test`;
  const as = (name: string, path: string, options: { width?: number; locale?: string } = {}) =>
    world.signedIn(path, { ...options, user: { email: emailOf(name), password } });

  /** Two approvers in parallel for offers above 15 %, a stand-in, an offer of 18 %. */
  async function prepare(): Promise<void> {
    for (const name of ['Marek', 'Ewa', 'Filip'] as const)
      Object.assign(ids, { [name.toLowerCase()]: await newUser(name) });
    await world.api('POST', '/api/workflows', workflowAsking([ids.marek, ids.filip]));
    await world.api('POST', '/api/workflows/two-approve/publish', {});
    const contact = await world.api('POST', '/api/records/contact', {
      firstName: 'Anna',
      lastName: 'Krol',
      email: 'anna.krol@example.test',
    });
    ids.offer = idOf(
      await world.api('POST', '/api/records/offer', {
        title: 'Licences for Northwind',
        contactId: idOf(contact),
        currency: 'EUR',
        discountPercent: 18,
        lines: [{ description: 'Licence', quantity: 40, unitPrice: 120_000, discountPercent: 0 }],
      }),
    );
  }

  const offerPath = () => `/records/offer/${ids.offer}`;
  const submit = async (page: Page) => {
    await page.getByRole('button', { name: 'Submit for approval' }).click();
    await page.getByText('Submitted for approval').waitFor();
  };
  const openFirst = async (page: Page) => {
    await page
      .getByRole('table', { name: 'Approvals' })
      .getByRole('link', { name: /Licences/ })
      .click();
    await page.getByRole('region', { name: 'History' }).waitFor();
  };

  test('two are asked at once: one passes it on, one sends it back, and whoever looks sees it', async () => {
    const author = await world.signedIn(offerPath());
    await submit(author);
    await until('it is asked', async () => {
      const { items } = (await world.api('GET', `/api/approvals?recordId=${ids.offer}`)) as { items: object[] };
      return items.length === 1;
    });

    const marek = await as('Marek', '/approvals');
    await openFirst(marek);
    await shows(marek.getByRole('region', { name: 'What is unusual' }), 'Discount is greater than 15');
    await marek.getByRole('button', { name: 'More actions' }).click();
    await marek.getByRole('menuitem', { name: 'Pass on' }).click();
    const dialog = marek.getByRole('dialog');
    await dialog.getByLabel('To whom').selectOption({ label: 'Ewa' });
    await dialog.getByRole('button', { name: 'Pass on' }).click();
    await shows(marek.getByRole('region', { name: 'History' }), 'for Marek, who passed it on');

    const filip = await as('Filip', '/approvals');
    await openFirst(filip);
    // By the keyboard, which nothing that loads above the button moves away.
    await filip.getByRole('button', { name: 'Ask for rework' }).press('Enter');
    await filip.getByText('Say what has to change').waitFor();
    await filip.getByLabel('Comment').fill('Fewer licences, please.');
    await filip.getByRole('button', { name: 'Ask for rework' }).click();
    await filip.getByText('Sent back by Filip').waitFor();
    await shows(filip.locator('.lead-sentence'), 'It was sent back for rework');
    // Whoever has the page open sees it without a reload.
    await shows(marek.getByRole('region', { name: 'History' }), 'Fewer licences, please.');
  });

  test('the author changes a line, both approve on a phone, the customer accepts, and the order is there', async () => {
    const author = await world.signedIn(offerPath());
    await author.getByLabel('Quantity, line 1').fill('30');
    await author.getByRole('button', { name: 'Save', exact: true }).click();
    await author.getByText('Saved', { exact: true }).waitFor();
    await submit(author);

    const page = await as('Filip', '/approvals', { width: 390 });
    await openFirst(page);
    await shows(
      page.getByRole('region', { name: 'What is unusual' }),
      /Changed since the round before.*40 × Licence.*30 × Licence/s,
    );
    await shows(page.getByRole('region', { name: 'History' }), 'Fewer licences, please.');
    decided = pathOf(page);
    await page.getByLabel('Ask or say something').fill('Thirty are what they use.');
    await page.getByRole('button', { name: 'Post' }).click();
    await shows(page.getByRole('region', { name: 'History' }), 'Thirty are what they use.');
    expect(await problemsHere(page)).toEqual([]);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('You approved it.').or(page.getByText('Approved by Filip')).first().waitFor();
    await approveByMail();

    await author.getByRole('button', { name: 'Send', exact: true }).click();
    await author.getByRole('dialog').getByRole('button', { name: 'Send offer' }).click();
    const customer = await world.page();
    await customer.goto(await linkMailed('anna.krol@example.test', /\/o\/[\w-]+/));
    await customer.getByRole('textbox').first().fill('Anna Krol');
    await customer.getByRole('button', { name: 'Accept the offer' }).click();
    await customer.getByText('This offer is accepted.').waitFor();
    await author.goto(world.product.address + offerPath());
    await author.getByRole('button', { name: 'Create order' }).click();
    await author.waitForURL('**/records/order/**');
    expect(await world.api('GET', `/api${pathOf(author)}`)).toMatchObject({ offerId: ids.offer });
  });

  /** Marek decides by the link in his second mail, on a phone where nobody is signed in; before that it is looked at in Polish. */
  async function approveByMail(): Promise<void> {
    const link = await linkMailed(emailOf('Marek'), /\/a\/[\w-]+/, 2);
    const polish = await world.page({ width: 390, locale: 'pl-PL' });
    await polish.goto(link);
    await polish.getByRole('button', { name: 'Zatwierdź' }).waitFor();
    expect(await onlyAxe(polish)).toEqual([]);
    const page = await world.page({ width: 390, locale: 'en-GB' });
    await page.goto(link);
    await shows(page.locator('body'), '30 × Licence');
    expect(await onlyAxe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Thank you. It is noted.').waitFor();
    expect(await onlyAxe(page)).toEqual([]);
  }

  /** The address in the newest mail about the offer to somebody, once there are so many. */
  async function linkMailed(to: string, pattern: RegExp, mails = 1): Promise<string> {
    let link = '';
    await until(`${mails} mails to ${to}`, async () => {
      const path = `/api/messages?channel=email&recordId=${ids.offer}&to=${encodeURIComponent(to)}`;
      const { items } = (await world.api('GET', path)) as { items: { id: string }[] };
      if (items.length < mails) return false;
      const { body } = (await world.api('GET', `/api/messages/${items[0]?.id}`)) as { body: string };
      link = pattern.exec(body)?.[0] ?? '';
      return link !== '';
    });
    return world.product.address + link;
  }

  test('what is being decided shows so, is not submitted again, and refuses to be changed', async () => {
    const id = idOf(
      await world.api('POST', '/api/records/offer', {
        title: 'Held meanwhile',
        currency: 'EUR',
        discountPercent: 10,
        lines: [{ description: 'Seat', quantity: 4, unitPrice: 30_000, discountPercent: 20 }],
      }),
    );
    await world.api('PATCH', `/api/records/offer/${id}`, { discountPercent: 20, status: 'in-review' });
    const asked = async () =>
      ((await world.api('GET', `/api/approvals?recordId=${id}`)) as { items: { id: string }[] }).items;
    await until('it is asked', async () => (await asked()).length === 1);
    // Its status is not bound: the author may take it back, and the approval is open all the same.
    await world.api('PATCH', `/api/records/offer/${id}`, { status: 'draft' });

    const page = await world.signedIn(`/records/offer/${id}`);
    const standing = page.getByRole('region', { name: 'Where it stands' });
    await shows(standing, 'these fields stay as they are: Lines, Discount, Total, Currency');
    await shows(standing, /Total discount\s*36 %/);
    await page.getByRole('link', { name: 'In approval' }).waitFor();
    expect(await page.getByRole('button', { name: 'Submit for approval' }).count()).toBe(0);
    expect(await page.getByLabel('Discount', { exact: true }).count()).toBe(0);
    expect(await problemsHere(page)).toEqual([]);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText(/cannot be changed while the approval .* is open/).waitFor();
    await expect(world.api('PATCH', `/api/records/offer/${id}`, { discountPercent: 5 })).rejects.toThrow(
      /409.*cannot be changed while the approval/,
    );
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'In approval' }).click();
    await page.waitForURL(`**/approvals/${(await asked())[0]?.id}`);
    await shows(page.locator('.lead-sentence'), 'asks for your decision');
  });

  test('the dialogs of the settings have no faults of accessibility', async () => {
    const page = await world.signedIn('/settings', { width: 390 });
    const found: string[] = [];
    for (const name of ['New user', 'New team', 'New queue', 'New API key', 'Add rate', 'New template']) {
      await page.getByRole('button', { name, exact: true }).click();
      await page.getByRole('dialog').getByRole('textbox').first().waitFor();
      found.push(...(await problemsHere(page)).map((text) => `${name}: ${text}`));
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    expect(found).toEqual([]);
  });

  test('an absence says what will move before it is saved, and ends with a click', async () => {
    const page = await as('Marek', '/absences');
    await page.getByRole('button', { name: 'New absence' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Substitute').selectOption({ label: 'Ewa' });
    await shows(dialog.getByRole('status'), 'go to Ewa');
    expect(await problemsHere(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Absence saved').waitFor();
    await shows(page.getByRole('table', { name: 'Absences' }), 'Ewa');
    await page.getByRole('button', { name: /^Remove: / }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Absence removed').waitFor();
  });

  const widths = [
    [1440, true],
    [390, false],
  ] as const;

  test.each(widths)('at %i px the pages have no faults of accessibility and fit the screen', async (width, dark) => {
    const { id } = (await world.api('POST', '/api/records/offer', {
      title: `Licences at ${width}`,
      currency: 'EUR',
      discountPercent: 20,
      status: 'draft',
    })) as { id: string };
    await world.api('PATCH', `/api/records/offer/${id}`, { status: 'in-review' });
    const page = await as('Filip', '/approvals', { width });
    const row = page.getByRole('table', { name: 'Approvals' }).getByRole('link', { name: `Licences at ${width}` });
    await row.waitFor();
    const found = await problemsHere(page);
    for (const path of [decided, '/absences?whose=all'])
      found.push(...(await problemsOf(page, world.product.address + path, { dark })).map((text) => `${path}: ${text}`));
    await page.goto(`${world.product.address}/approvals`);
    await page.getByRole('checkbox', { name: `Licences at ${width}` }).check();
    await page.getByRole('region', { name: 'Chosen rows' }).getByRole('button', { name: 'Reject' }).click();
    await page.getByRole('dialog').getByLabel('Comment').fill('Too much.');
    found.push(...(await problemsHere(page)).map((text) => `batch: ${text}`));
    await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
    await page.getByText('1 rejected').waitFor();
    expect(found).toEqual([]);
  });

  test('in Polish it is told in Polish', async () => {
    const page = await as('Filip', decided, { locale: 'pl-PL' });
    await shows(page.getByRole('region', { name: 'Historia' }), 'Odesłano do poprawy');
    expect(await problemsHere(page)).toEqual([]);
    expect(world.errors).toEqual([]);
  });
});
