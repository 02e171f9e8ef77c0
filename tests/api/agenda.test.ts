import { expect, test } from '@jest/globals';
import { testApi } from '../harness/test-api.ts';

const api = testApi();
const period = '/api/calendar?from=2031-12-01T00:00:00Z&to=2032-01-01T00:00:00Z';

type Item = { kind: string; title: string; start: string; end?: string; allDay: boolean; personName: string | null };
type Agenda = { items: (Item & { state: string; recordId?: string })[]; truncated: boolean };

async function person(key: string): Promise<string> {
  const { body } = await api.call('GET', '/api/me', { key });
  return (body as { user: { id: string } }).user.id;
}

async function agenda(key: string | undefined, who = 'mine'): Promise<Agenda> {
  const answer = await api.call('GET', `${period}&who=${who}`, key === undefined ? {} : { key });
  expect(answer.status).toBe(200);
  return answer.body as Agenda;
}

const add = async (type: string, json: object) =>
  (await api.call('POST', `/api/records/${type}`, { json })).body as { id: string };
const kinds = ({ items }: Agenda) => items.map(({ kind, title }) => [kind, title]);

/** What two colleagues have to do, and more that is not theirs or not of the period. @returns the deal of a task */
async function fill(mine: string, me: string, colleague: string): Promise<string> {
  const deal = await add('deal', { title: 'Big one', ownerId: me });
  await add('task', {
    title: 'Call',
    assigneeId: me,
    dueAt: '2031-12-02T09:00:00Z',
    relatedType: 'deal',
    relatedId: deal.id,
  });
  await add('task', { title: 'Not here', assigneeId: me, dueAt: '2032-01-01T00:00:00Z' });
  await add('task', { title: 'Theirs', assigneeId: colleague, dueAt: '2031-12-02T10:00:00Z' });
  await add('interaction', { kind: 'call', ownerId: me, at: '2031-12-02T11:00:00Z', body: 'no meeting' });
  await add('interaction', {
    kind: 'meeting',
    title: 'Kick-off',
    ownerId: colleague,
    at: '2031-11-30T23:30:00Z',
    durationMinutes: 60,
    attendees: [{ kind: 'user', id: me, name: 'Me', email: 'me@example.test' }],
  });
  const away = { until: '2031-12-10T00:00:00Z', from: '2031-12-08T00:00:00Z', note: 'Skiing' };
  expect((await api.call('POST', '/api/absences', { key: mine, json: away })).status).toBe(201);
  const week = { 1: [['09:00', '17:00']] };
  const holidays = [{ date: '12-25', name: 'Christmas' }];
  const calendar = { name: 'Ours', zone: 'UTC', weekly: week, holidays };
  expect((await api.call('PUT', '/api/calendars/business', { json: calendar })).status).toBe(200);
  return deal.id;
}

test('tasks, meetings, absences and holidays of a period stand in their order, each for whom it concerns', async () => {
  const [mine, other] = [await api.keyOf('sales'), await api.keyOf('sales')];
  const me = await person(mine);
  const dealId = await fill(mine, me, await person(other));
  const own = await agenda(mine);
  expect(kinds(own)).toEqual([
    ['meeting', 'Kick-off'],
    ['task', 'Call'],
    ['absence', 'Skiing'],
    ['holiday', 'Christmas'],
  ]);
  expect(own.items).toMatchObject([
    { end: '2031-12-01T00:30:00.000Z', allDay: false, state: 'planned' },
    { start: '2031-12-02T09:00:00.000Z', recordType: 'deal', recordId: dealId, state: 'open', personId: me },
    { allDay: true, state: 'planned' },
    { start: '2031-12-25', allDay: true, personId: null },
  ]);
  expect(kinds(await agenda(other))).toEqual([
    ['meeting', 'Kick-off'],
    ['task', 'Theirs'],
    ['holiday', 'Christmas'],
  ]);
  expect(kinds(await agenda(undefined, 'all'))).toEqual(
    expect.arrayContaining([
      ['task', 'Theirs'],
      ['task', 'Call'],
      ['absence', 'Skiing'],
    ]),
  );
});

test('records out of reach are not told, whoever is asked for', async () => {
  const own = (resource: string) => ({ resource, action: 'read', scope: 'own' });
  const role = { name: 'Narrow', permissions: [own('task'), own('interaction')] };
  expect((await api.call('PUT', '/api/roles/narrow', { json: role })).status).toBe(200);
  expect(kinds(await agenda(await api.keyOf('narrow'), 'all'))).toEqual([['holiday', 'Christmas']]);
  expect((await api.call('GET', `${period}&who=all`, { key: '' })).status).toBe(401);
});

test('a period has a beginning, an end after it, and at most 93 days', async () => {
  const at = (from: string, to: string) => api.call('GET', `/api/calendar?from=${from}&to=${to}`);
  expect((await at('2031-12-01T00:00:00Z', '2031-12-01T00:00:00Z')).status).toBe(422);
  expect((await at('2031-01-01T00:00:00Z', '2031-12-01T00:00:00Z')).status).toBe(422);
  expect((await api.call('GET', '/api/calendar')).status).toBe(422);
  expect((await api.call('GET', `${period}&who=nobody`)).status).toBe(422);
});
