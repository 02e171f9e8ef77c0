import type { Locator, Page } from 'playwright-core';
import { until } from '../harness/until.ts';
import type { BrowserWorld } from './browser-world.ts';
import { focusOn, hasFocus, shows } from './journeys.ts';
import { problemsHere, problemsOf } from './page-problems.ts';
import { describeInBrowser, sharedWorld, startTime } from './shared-world.ts';

const day = 86_400_000;

type Run = { id: string; positions: { dueAt: string | null }[] };

describeInBrowser('working time, tasks and the calendar', () => {
  let world: BrowserWorld;
  let me = '';

  beforeAll(async () => {
    world = await sharedWorld();
    const { items } = (await world.api('GET', '/api/users')) as { items: { id: string }[] };
    me = items[0]?.id ?? '';
  }, startTime);
  afterEach(() => world.closePages());

  const task = async (fields: object) =>
    ((await world.api('POST', '/api/records/task', { assigneeId: me, ...fields })) as { id: string }).id;
  const read = async (id: string) =>
    (await world.api('GET', `/api/records/task/${id}`)) as Readonly<Record<string, unknown>>;
  const isSo = (id: string, fields: object) =>
    until(JSON.stringify(fields), async () => {
      const found = await read(id);
      return Object.entries(fields).every(([key, value]) => JSON.stringify(found[key]) === JSON.stringify(value));
    });

  /** A run that waits thirty working hours; says when that is over. */
  async function waitingRun(): Promise<() => Promise<number>> {
    await world.api('POST', '/api/workflows', {
      format: 1,
      key: 'thirty-hours',
      name: 'Thirty hours',
      subject: 'lead',
      triggers: [{ id: 'made', type: 'record', on: 'created' }],
      start: 'pause',
      steps: {
        pause: { type: 'wait', config: { for: { business: 'PT30H', calendar: 'business' } }, next: { done: null } },
      },
    });
    await world.api('POST', '/api/workflows/thirty-hours/publish', {});
    await world.api('POST', '/api/records/lead', { lastName: 'Patient' });
    const dueAt = async () => {
      const { items } = (await world.api('GET', '/api/runs?workflow=thirty-hours')) as { items: Run[] };
      return Date.parse(items[0]?.positions[0]?.dueAt ?? '');
    };
    await until('it waits', async () => !Number.isNaN(await dueAt()));
    return dueAt;
  }

  test('a lunch break and a holiday: what waits is told before, and planned anew after saving', async () => {
    const dueAt = await waitingRun();
    const before = await dueAt();
    const page = await world.signedIn('/settings/calendars/business');
    await page.getByRole('button', { name: 'Put a break into Monday' }).click();
    const begins = page.getByRole('textbox', { name: 'Monday, from, 2' });
    await begins.fill('11.45');
    await page.getByText('These times overlap', { exact: false }).waitFor();
    await begins.fill('12:45');
    await begins.press('ArrowUp');
    expect(await begins.inputValue()).toBe('13:00');
    await page.getByRole('button', { name: 'Tuesday to Friday like Monday' }).click();
    await page.getByRole('button', { name: 'Add a holiday' }).click();
    await page.getByLabel('Name of holiday 1').fill('Founding day');
    const date = new Date(before).toISOString().slice(0, 10);
    await page.getByLabel('Date of holiday 1').fill(date);
    await shows(page.getByRole('list', { name: 'The next two weeks as they count' }), 'Founding day');
    await page.getByText(/Saving plans anew: 1 wait/).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Calendar saved').waitFor();
    await until('planned anew', async () => (await dueAt()) > before);
  });

  test('another calendar of the company and of a team: what moves is told before it is saved', async () => {
    const calendarNow = async () => ((await world.api('GET', '/api/settings')) as { calendar: string }).calendar;
    await world.api('POST', '/api/teams', { name: 'Night shift' });
    const page = await world.signedIn('/settings');
    const chosen = page.getByLabel('Calendar of the company');
    await chosen.selectOption('always');
    await page.getByText(/Saving plans anew:|Nothing that is under way gets another time/).waitFor();
    expect(await calendarNow()).toBe('business');
    await page.getByRole('button', { name: 'Discard changes' }).click();
    expect(await chosen.inputValue()).toBe('business');
    await page.getByRole('button', { name: 'Edit Night shift' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Calendar of working time').selectOption('always');
    await dialog.getByText(/Saving plans anew:|Nothing that is under way gets another time/).waitFor();
  });

  test('tasks of somebody who has left and nobody stands in for are told of in the bell, until somebody has them', async () => {
    const leaver = (await world.api('POST', '/api/users', { email: 'leaver@cadenza.test', name: 'Lea Leaver' })) as {
      id: string;
    };
    const left = await task({ title: 'Left behind', assigneeId: leaver.id });
    await world.api('PATCH', `/api/users/${leaver.id}`, { active: false });
    const open = async () =>
      ((await world.api('GET', '/api/incidents?stopsRun=false')) as { items: { message: string }[] }).items;
    await until('it is told', async () => (await open()).length === 1);
    const page = await world.signedIn('/', { width: 390, height: 844 });
    await page.getByRole('button', { name: /waits? for you/ }).click();
    const told = page.getByRole('region', { name: 'What needs a look' });
    await shows(told, 'Lea Leaver has left, and nobody takes over (open tasks: 1)');
    expect(await problemsHere(page)).toEqual([]);
    await told.getByRole('link').click();
    await page.getByRole('link', { name: 'Left behind' }).waitFor();
    await world.api('PATCH', `/api/records/task/${left}`, { assigneeId: me, status: 'cancelled' });
    await until('it is over', async () => (await open()).length === 0);
  });

  test('tasks are done, ticked, taken and put off by keyboard', async () => {
    await world.api('PUT', '/api/queues/first-line', { name: 'First line', members: [me] });
    const now = Date.now();
    const late = await task({ title: 'Send the contract', dueAt: new Date(now - day).toISOString() });
    const asked = await task({
      title: 'Call back',
      dueAt: new Date(now - day / 2).toISOString(),
      outcomes: ['reached'],
    });
    const listed = await task({ title: 'Prepare', checklist: [{ text: 'Slides', done: false }] });
    const free = await task({ title: 'Answer', assigneeId: null, queue: 'first-line' });
    const page = await world.signedIn('/tasks');
    await shows(page.getByRole('region', { name: /^Overdue/ }), 'Send the contract');
    await focusOn(page, page.getByRole('link', { name: 'Send the contract' }));
    await page.keyboard.press('ArrowDown');
    await hasFocus(page, page.getByRole('link', { name: 'Call back' }));
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('d');
    await isSo(late, { status: 'done' });
    await hasFocus(page, page.getByRole('link', { name: 'Call back' }));
    await pressOn(page, page.getByRole('button', { name: /^Reached: Call back$/ }));
    await isSo(asked, { status: 'done', outcome: 'reached' });
    await pressOn(page, page.getByRole('button', { name: /Checklist of “Prepare”/ }));
    await focusOn(page, page.getByRole('checkbox', { name: 'Slides' }));
    await page.keyboard.press('Space');
    await isSo(listed, { checklist: [{ done: true, text: 'Slides' }] });
    await pressOn(page, page.getByRole('button', { name: 'Change when “Prepare” is due' }));
    await pressOn(page, page.getByRole('menuitem', { name: /^Tomorrow/ }));
    await until('put off', async () => (await read(listed)).dueAt !== null);
    await page.goto(`${world.product.address}/tasks?who=queue&queue=first-line`);
    await pressOn(page, page.getByRole('button', { name: 'Take: Answer' }));
    await isSo(free, { assigneeId: me });
    await page.getByText('No task waits for somebody to take it').waitFor();
  });

  test('a task is made, chosen with others and reassigned, and taken back', async () => {
    const page = await world.signedIn('/tasks');
    await page.getByRole('button', { name: 'New task' }).click();
    await page.getByRole('dialog').getByLabel('What is to be done').fill('Sweep the yard');
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await focusOn(page, page.getByRole('link', { name: 'Sweep the yard' }));
    await page.keyboard.press('x');
    const bar = page.getByRole('region', { name: 'Chosen rows' });
    await bar.getByRole('button', { name: 'Reassign' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Assign' }).click();
    await page.getByRole('link', { name: 'Sweep the yard' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('link', { name: 'Sweep the yard' }).waitFor();
  });

  test('the calendar shows tasks, meetings and absences; a task moves to another day by mouse and by keyboard', async () => {
    const at = (date: string) => `${date}T09:00:00.000Z`;
    const id = await task({ title: 'Review', dueAt: at('2031-05-14') });
    const meeting = { kind: 'meeting', title: 'Kick-off', at: at('2031-05-15'), ownerId: me };
    await world.api('POST', '/api/records/interaction', meeting);
    await world.api('POST', '/api/absences', { userId: me, from: at('2031-05-20'), until: at('2031-05-22') });
    const page = await world.signedIn('/calendar?date=2031-05-14');
    await page.getByRole('heading', { name: 'May 2031' }).waitFor();
    await page.getByRole('link', { name: /^Meeting, .*Kick-off/ }).waitFor();
    expect(await page.getByRole('link', { name: /^Absence/ }).count()).toBe(3);
    const review = page.getByRole('link', { name: /^Task, .*Review/ });
    await focusOn(page, review);
    await page.keyboard.press('Shift+ArrowRight');
    await isSo(id, { dueAt: at('2031-05-15') });
    await page
      .locator('[data-date="2031-05-15"]')
      .getByRole('link', { name: /Review/ })
      .waitFor();
    await review.dragTo(page.locator('[data-date="2031-05-07"]'));
    await isSo(id, { dueAt: at('2031-05-07') });
    await page.getByText('List', { exact: true }).click();
    await page.getByRole('heading', { name: /Wednesday 7 May/ }).waitFor();
    await page.getByRole('link', { name: /Review/ }).click();
    await page.getByRole('heading', { name: 'Review' }).waitFor();
  });

  /** What is wrong with pages at their addresses. */
  async function problemsAt(page: Page, paths: readonly string[], dark: boolean): Promise<string[]> {
    const found: string[] = [];
    for (const path of paths) {
      const problems = await problemsOf(page, world.product.address + path, { dark });
      found.push(...problems.map((problem) => `${path}: ${problem}`));
    }
    return found;
  }

  test('the pages can be used by everybody on a wide screen, in the dark too', async () => {
    await task({ title: 'Choose', outcomes: ['sent'], checklist: [{ text: 'Slides', done: false }] });
    const page = await world.signedIn('/tasks?who=all');
    const paths = ['/tasks?who=all', '/calendar?who=all', '/settings/calendars', '/settings/calendars/business'];
    expect(await problemsAt(page, paths, true)).toEqual([]);
    expect(world.errors).toEqual([]);
  });

  test('and on a phone, in Polish', async () => {
    const page = await world.signedIn('/tasks', { width: 390, height: 844, locale: 'pl-PL' });
    await page.getByRole('heading', { name: 'Zadania' }).waitFor();
    expect(await problemsAt(page, ['/calendar', '/settings/calendars/business', '/tasks'], false)).toEqual([]);
    await page.getByRole('button', { name: 'Nowe zadanie' }).click();
    await page.getByRole('dialog').getByLabel('Co jest do zrobienia').waitFor();
    expect(await problemsHere(page)).toEqual([]);
    expect(world.errors).toEqual([]);
  });
});

/** Enter on a control, without the mouse. */
async function pressOn(page: Page, control: Locator): Promise<void> {
  await focusOn(page, control);
  await page.keyboard.press('Enter');
}
