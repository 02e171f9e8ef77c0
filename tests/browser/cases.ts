import type { JsonObject } from '../../domain/json.ts';
import { until } from '../harness/until.ts';
import type { BrowserWorld } from './browser-world.ts';
import { englishLeft } from './english-left.ts';
import { shows } from './journeys.ts';
import { problemsHere, problemsOf, untilLoaded } from './page-problems.ts';
import { describeInBrowser, sharedWorld, startTime } from './shared-world.ts';

describeInBrowser('cases, their clocks and reports', () => {
  let world: BrowserWorld;
  let contactId = '';

  beforeAll(async () => {
    world = await sharedWorld();
    const contact = (await world.api('POST', '/api/records/contact', {
      firstName: 'Ewa',
      lastName: 'Lis',
      email: 'ewa.lis@example.test',
    })) as { id: string };
    contactId = contact.id;
  }, startTime);
  afterEach(() => world.closePages());

  const openCase = async (fields: JsonObject) =>
    (await world.api('POST', '/api/records/case', { contactId, queue: 'support', status: 'open', ...fields })) as {
      id: string;
      number: string;
    };

  test('a critical case comes to level 2, is claimed, answered and resolved', async () => {
    const page = await world.signedIn('/library');
    await page.getByRole('button', { name: 'Use it: Case escalation' }).click();
    await page.getByRole('region', { name: 'Canvas' }).waitFor();
    const { draft } = (await world.api('GET', '/api/workflows/case-escalation')) as { draft: JsonObject };
    await world.api('PUT', '/api/workflows/case-escalation', inSeconds(draft));
    await page.reload();
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Live · version 1').waitFor();

    const { number } = await openCase({ title: 'The tills are down', priority: 'critical' });
    await page.getByRole('navigation').getByRole('link', { name: 'SLA board' }).click();
    const board = page.getByRole('table', { name: 'SLA board' });
    await board
      .getByRole('link', { name: new RegExp(`${number} The tills are down`) })
      .first()
      .click();
    await page.getByRole('heading', { name: /The tills are down/ }).waitFor();
    await page.getByRole('banner').getByText('Level 2', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Claim', exact: true }).click();
    await page.getByText('It is yours now').waitFor();

    await page.getByLabel('Your answer').fill('They are up again.');
    await page.getByRole('combobox', { name: 'The case is then' }).click();
    await page.getByRole('listbox', { name: 'The case is then' }).getByRole('option', { name: 'Resolved' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    await shows(page.getByRole('region', { name: 'Mails' }), 'They are up again.');
    const clocks = page.getByRole('region', { name: 'Service level' });
    await shows(clocks.getByRole('listitem').filter({ hasText: 'First response' }), 'Kept');
    await shows(clocks.getByRole('listitem').filter({ hasText: 'Resolved' }), 'Kept');
    await clocks
      .getByText(/^History/)
      .first()
      .click();
    await shows(clocks, 'Began');
  });

  test('the board is narrowed by state, gives a case to somebody, and follows what happens to it', async () => {
    const one = await openCase({ title: 'Label is crooked', priority: 'low' });
    await openCase({ title: 'Where is my order', priority: 'low', status: 'waiting-customer' });
    const page = await world.signedIn('/board');
    const board = page.getByRole('table', { name: 'SLA board' });
    await shows(board, 'of business time left');
    await page.getByRole('button', { name: /Paused$/ }).click();
    await shows(board, 'Where is my order');
    await until('it is gone', async () => (await board.getByText('Label is crooked').count()) === 0);
    expect(new URL(page.url()).search).toBe('?state=paused');
    await page.getByRole('button', { name: /Paused$/ }).click();
    await page
      .getByRole('button', { name: /^Reassign CA-.* Label is crooked$/ })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Owner').selectOption({ label: 'Administrator' });
    expect(await problemsHere(page)).toEqual([]);
    // What else becomes of the case while the dialog is open is no reason to refuse.
    await world.api('PATCH', `/api/records/case/${one.id}`, { description: 'Upside down, too' });
    await dialog.getByRole('button', { name: 'Reassign' }).click();
    await page.getByText('It is yours now').waitFor();
    await world.api('PATCH', `/api/records/case/${one.id}`, { status: 'resolved' });
    await until('it is gone', async () => (await board.getByText('Label is crooked').count()) === 0);
  });

  test('queues and service levels are set up, and the report tells what came of them', async () => {
    const page = await world.signedIn('/settings');
    await page.getByRole('button', { name: 'New queue' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Second line');
    await dialog.getByRole('group', { name: 'Members' }).getByLabel('Administrator').check();
    expect(await problemsHere(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await shows(page.getByRole('table', { name: 'Queues' }), 'Second line');

    await page.getByRole('table', { name: 'Service levels' }).getByRole('link', { name: 'Support' }).click();
    const first = page.getByRole('region', { name: 'First response' });
    await first.getByLabel('Target 1', { exact: true }).fill('30');
    await first.getByLabel('Unit of target 1').selectOption('minutes');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/^Service level saved/).waitFor();
    const { items } = (await world.api('GET', '/api/sla-policies')) as { items: JsonObject[] };
    expect(items).toMatchObject([{ clocks: [{ targets: [{ target: 'PT30M' }, {}, {}] }, { id: 'resolve' }] }]);

    await page.getByRole('navigation').getByRole('link', { name: 'Reports' }).click();
    await page.getByRole('link', { name: /^Cases/ }).click();
    await page.getByLabel('By', { exact: true }).selectOption('Priority');
    await page.getByRole('columnheader', { name: 'Priority' }).waitFor();
    await page.getByRole('button', { name: /^Escalations/ }).click();
    await shows(page.getByRole('list', { name: 'Escalations by priority' }), 'Critical');
    await shows(page.getByRole('table', { name: 'Cases' }), 'Critical');
    const link = await page.getByRole('link', { name: 'Download as CSV' }).getAttribute('href');
    const csv = await (await page.request.get(world.product.address + link)).text();
    expect(csv).toMatch(/^key,name,resolution count,[\s\S]*\ncritical,critical,/);
  });

  test.each([
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ])(
    'pages of cases are sound for everybody at $width px',
    async (size) => {
      const one = await openCase({ title: 'A title that is long enough to need more than one line on a phone' });
      const page = await world.signedIn('/board', size);
      const paths = ['/board', `/records/case/${one.id}`, '/reports/cases', '/settings/service-levels/support'];
      for (const path of paths)
        expect({
          path,
          problems: await problemsOf(page, world.product.address + path, { dark: size.width === 1440 }),
        }).toEqual({
          path,
          problems: [],
        });
    },
    300_000,
  );

  test('in Polish, with nothing left in English', async () => {
    const english = await world.signedIn('/board');
    await untilLoaded(english);
    expect(await englishLeft(english)).toEqual(expect.arrayContaining(['SLA board', 'Settings']));
    const one = await openCase({ title: 'Faktura z błędem', priority: 'high', ownerId: null });
    const page = await world.signedIn('/board', { locale: 'pl-PL' });
    await page.getByRole('heading', { name: 'Tablica SLA' }).waitFor();
    await shows(page.getByRole('table', { name: 'Tablica SLA' }), 'czasu pracy');
    const pages = [
      `/records/case/${one.id}`,
      '/reports/cases',
      '/settings/service-levels/support',
      '/settings',
      '/tasks',
      '/calendar',
    ];
    const left: string[] = [];
    for (const path of ['/board', ...pages]) {
      await page.goto(world.product.address + path);
      await untilLoaded(page);
      left.push(...(await englishLeft(page, ownNames)).map((text) => `${path}: ${text}`));
    }
    expect(left).toEqual([]);
    expect(world.errors).toEqual([]);
  });
});

/** Names that the demo and other tests gave, which no language changes. */
const ownNames = ['Support', 'First response', 'Resolved', 'Choose', 'Monday to Friday, 09:00 to 17:00'];

/** The escalation of the library over seconds instead of hours, round the clock, told to the owner alone. */
function inSeconds(definition: JsonObject): JsonObject {
  const steps = Object.entries(definition.steps as Record<string, JsonObject>).map(([id, step]) => {
    if (step.type !== 'escalate') return [id, step];
    const { config } = step as { config: JsonObject };
    const levels = (config.levels as JsonObject[]).map(({ percent, set }) => ({
      percent,
      notify: [{ role: 'admin' }],
      subject: 'A case waits',
      message: 'It waits.',
      ...(set === undefined ? {} : { set }),
    }));
    return [id, { ...step, config: { ...config, calendar: 'always', target: [{ target: 'PT3S' }], levels } }];
  });
  return { ...definition, steps: Object.fromEntries(steps) };
}
