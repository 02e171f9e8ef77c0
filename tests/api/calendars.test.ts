import { testApi } from '../harness/test-api.ts';

const api = testApi();
const week = Object.fromEntries(
  ['1', '2', '3', '4', '5'].map((day) => [
    day,
    [
      ['08:00', '12:00'],
      ['13:00', '17:00'],
    ],
  ]),
);
const plant = { name: 'Plant', zone: 'Europe/Warsaw', weekly: week };
const call = (method: string, path: string, json?: object, headers?: Record<string, string>) =>
  api.call(method, `/api/calendars${path}`, { ...(json ? { json } : {}), ...(headers ? { headers } : {}) });

test('those that are always there stand in the list and in the catalogue, in the zone of the company', async () => {
  const { body } = await call('GET', '');
  const { items } = body as { items: { key: string; zone: string; builtIn: boolean }[] };
  expect(items.map(({ key, zone, builtIn }) => [key, zone, builtIn])).toEqual([
    ['always', 'UTC', true],
    ['business', 'UTC', true],
  ]);
  const catalogue = (await api.call('GET', '/api/catalogue')).body as { calendars: { key: string }[] };
  expect(catalogue.calendars.map(({ key }) => key)).toEqual(['always', 'business']);
});

test('a calendar is made, read, replaced by who knows its version, and removed', async () => {
  const made = await call('POST', '', { key: 'plant', ...plant, holidays: [{ date: '05-03', name: 'Constitution' }] });
  expect([made.status, made.body]).toMatchObject([201, { key: 'plant', version: 1, source: null, builtIn: false }]);
  expect((await call('POST', '', { key: 'plant', ...plant })).status).toBe(409);
  const special = { date: '2031-12-24', intervals: [['08:00', '12:00']] };
  const replaced = await call('PUT', '/plant', { ...plant, specialDays: [special] }, { 'If-Match': '1' });
  expect([replaced.status, replaced.body]).toMatchObject([200, { version: 2, holidays: [], specialDays: [special] }]);
  expect((await call('PUT', '/plant', plant, { 'If-Match': '1' })).status).toBe(412);
  expect((await call('GET', '/plant')).body).toEqual(replaced.body);
  expect((await call('DELETE', '/plant')).status).toBe(204);
  expect((await call('GET', '/plant')).status).toBe(404);
  const actions = await api.database.query<{ action: string }>(
    `SELECT action FROM audit_entry WHERE "resourceType" = 'calendar' ORDER BY seq`,
  );
  expect(actions.map(({ action }) => action)).toEqual(['calendar.saved', 'calendar.saved', 'calendar.deleted']);
});

test('business may be replaced and comes back, always stays', async () => {
  expect((await call('PUT', '/business', { ...plant, name: 'Ours' })).status).toBe(200);
  expect((await call('GET', '/business')).body).toMatchObject({ name: 'Ours', builtIn: false });
  expect((await call('DELETE', '/business')).status).toBe(204);
  expect((await call('GET', '/business')).body).toMatchObject({ zone: 'UTC', builtIn: true });
  expect((await call('PUT', '/always', plant)).status).toBe(409);
});

test('public holidays of a country fill in for coming years, and are told of one year', async () => {
  const { body } = await call('GET', '/holidays?country=PL&year=2031');
  const { items } = body as { items: { date: string; name: string }[] };
  // Easter Sunday of 2031 is 13 April, Corpus Christi sixty days on.
  expect(items.map(({ date }) => date)).toEqual(
    expect.arrayContaining(['2031-01-01', '2031-04-14', '2031-05-03', '2031-06-12', '2031-11-11', '2031-12-25']),
  );
  const made = await call('POST', '', { key: 'pl', ...plant, source: { country: 'PL' } });
  expect(made.status).toBe(201);
  const { publicHolidays } = made.body as { publicHolidays: { date: string }[] };
  const year = new Date().getUTCFullYear();
  for (const each of [year, year + 5, year + 10])
    expect(publicHolidays.map(({ date }) => date)).toContain(`${each}-11-11`);
  const bavaria = await call('GET', '/holidays?country=DE&region=BY&year=2031');
  expect((bavaria.body as { items: { date: string }[] }).items.map(({ date }) => date)).toContain('2031-01-06');
  expect((await call('GET', '/holidays?country=XX&year=2031')).body).toMatchObject({
    issues: [{ code: 'unknown-country' }],
  });
  expect((await call('POST', '', { key: 'x', ...plant, source: { country: 'PL', region: 'ZZ' } })).status).toBe(422);
});

test('the company, a team and a user have one that is there, which then stays', async () => {
  await call('POST', '', { key: 'night', ...plant });
  expect((await api.call('PUT', '/api/settings', { json: { calendar: 'nowhere' } })).status).toBe(422);
  expect((await api.call('PUT', '/api/settings', { json: { calendar: 'night' } })).body).toMatchObject({
    calendar: 'night',
  });
  const team = await api.call('POST', '/api/teams', { json: { name: 'Night', calendarKey: 'night' } });
  expect([team.status, team.body]).toMatchObject([201, { calendarKey: 'night' }]);
  const refused = await call('DELETE', '/night');
  expect([refused.status, refused.body]).toMatchObject([409, { detail: expect.stringContaining('the team Night') }]);
  const changes = await api.database.query<{ kind: string }>('SELECT kind FROM calendar_change ORDER BY "createdAt"');
  expect(changes.slice(-2).map(({ kind }) => kind)).toEqual(['company', 'team']);
});

test('the list tells who works by each; countries come with their regions', async () => {
  const { items } = (await call('GET', '')).body as { items: { key: string; uses: object[] }[] };
  const usesOf = (key: string) => items.find((calendar) => calendar.key === key)?.uses;
  expect(usesOf('night')).toEqual([
    { kind: 'company', id: 'company', name: '' },
    { kind: 'team', id: expect.any(String), name: 'Night' },
  ]);
  expect(usesOf('always')).toEqual([]);
  const sources = (await call('GET', '/holidays/sources')).body as { items: { country: string; regions: object[] }[] };
  expect(sources.items.find(({ country }) => country === 'DE')?.regions).toContainEqual({
    region: 'BY',
    name: expect.any(String),
  });
});

test('a look ahead stores nothing', async () => {
  const preview = await call('POST', '/night/preview', { ...plant, source: { country: 'PL' } });
  expect([preview.status, preview.body]).toMatchObject([200, { moved: { waits: 0, clocks: 0, dates: 0 } }]);
  const { publicHolidays } = preview.body as { publicHolidays: { date: string }[] };
  expect(publicHolidays.map(({ date }) => date)).toContain(`${new Date().getUTCFullYear()}-11-11`);
  expect((await call('GET', '/night')).body).toMatchObject({ version: 1, source: null, publicHolidays: [] });
  expect((await call('POST', '/night/preview', { ...plant, weekly: {} })).status).toBe(422);
});

test('a look ahead at another calendar of the company, a team or a user stores nothing', async () => {
  const made = (path: string, json: object) => api.call('POST', path, { json });
  const team = (await made('/api/teams', { name: 'Ahead' })).body as { id: string };
  const user = (await made('/api/users', { email: 'ahead@example.com', name: 'A' })).body as { id: string };
  const before = (await api.call('GET', '/api/settings')).body as { calendar: string };
  const asked = [
    await made('/api/settings/preview', { calendar: 'business', zone: 'Europe/Warsaw' }),
    await made(`/api/teams/${team.id}/preview`, { calendarKey: 'night' }),
    await made(`/api/users/${user.id}/preview`, { calendarKey: 'night', teamId: team.id, zone: null }),
  ];
  for (const { status, body } of asked)
    expect([status, body]).toEqual([200, { moved: { waits: 0, dates: 0, clocks: 0, targets: 0, approvals: 0 } }]);
  expect((await api.call('GET', '/api/settings')).body).toEqual(before);
  expect((await api.call('GET', `/api/users/${user.id}`)).body).toMatchObject({ calendarKey: null, teamId: null });
  const nobody = '00000000-0000-7000-8000-00000000dead';
  expect((await made(`/api/users/${nobody}/preview`, {})).status).toBe(404);
  expect((await made(`/api/teams/${nobody}/preview`, { calendarKey: null })).status).toBe(404);
  expect((await made('/api/settings/preview', { calendar: 'nowhere' })).status).toBe(422);
  expect((await made(`/api/teams/${team.id}/preview`, { calendarKey: 'nowhere' })).status).toBe(422);
});

test('hours that overlap, days that are none and zones that are nowhere are refused', async () => {
  const refused = [
    {
      ...plant,
      weekly: {
        1: [
          ['09:00', '12:00'],
          ['11:00', '17:00'],
        ],
      },
    },
    { ...plant, weekly: { 1: [['12:00', '09:00']] } },
    { ...plant, weekly: {} },
    { ...plant, zone: 'Mars/Olympus' },
    { ...plant, holidays: [{ date: '2031-02-30' }] },
    { ...plant, specialDays: [{ date: '12-24', intervals: [] }] },
  ];
  for (const content of refused) expect((await call('PUT', '/wrong', content)).status).toBe(422);
});

test('the calendar of the window for marketing is one that is there, and stays while it is named', async () => {
  expect((await call('POST', '', { key: 'quiet', ...plant })).status).toBe(201);
  const put = (sendWindow: object | null) => api.call('PUT', '/api/settings', { json: { sendWindow } });
  const window = { from: '08:00', until: '20:00', zone: 'contact' };
  expect((await put({ ...window, calendar: 'nowhere' })).status).toBe(422);
  expect((await put({ ...window, until: '07:00' })).status).toBe(422);
  expect(await put({ ...window, calendar: 'quiet' })).toMatchObject({
    status: 200,
    body: { sendWindow: { ...window, calendar: 'quiet' } },
  });
  expect((await call('DELETE', '/quiet')).status).toBe(409);
  expect(await put(null)).toMatchObject({ status: 200, body: { sendWindow: null } });
  expect((await call('DELETE', '/quiet')).status).toBe(204);
});
