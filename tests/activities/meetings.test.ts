import { expect, test } from '@jest/globals';
import { composeEmail } from '../../activities/delivery/compose-email.ts';
import { composeMail } from '../../channels/email/compose-mail.ts';
import { readMessages } from '../../crm/sending/read-messages.ts';
import type { JsonObject } from '../../domain/json.ts';
import { simulateWith } from '../domain/run/simulate-with.ts';
import { engineWorld } from '../harness/engine-world.ts';

const rep = '00000000-0000-7000-8000-0000000000aa';
const expert = '00000000-0000-7000-8000-0000000000bb';
const warsaw = 'Europe/Warsaw';
/** Friday, two days before the clocks of Warsaw go forward. */
const world = engineWorld({ start: '2031-03-28T09:00:00.000Z', zone: warsaw });

const step = (config: JsonObject, done: string | null) => ({ type: 'create-meeting', config, next: { done } });
const wait = (length: string, done: string | null) => ({ type: 'wait', config: { for: length }, next: { done } });
const meeting = { step: 'meet', type: 'interaction' };
const start = { for: { businessDays: 1 }, at: { time: '10:00', zone: 'contact' } };
const steps = {
  meet: step(
    {
      title: 'Demo, with {{record.firstName}}',
      start,
      minutes: 45,
      place: 'Hall; 2nd floor',
      link: 'https://meet.example.test/demo',
      description:
        'What we show: {{record.company}}, in a text that is long enough to be folded by the rules of iCalendar',
      attendees: { user: expert },
    },
    'hour',
  ),
  hour: wait('PT1H', 'move'),
  move: step({ on: meeting, start: { for: 'P7D', at: { time: '11:00', zone: 'contact' } } }, 'more'),
  more: wait('PT1H', 'off'),
  off: step({ on: meeting, cancel: true }, null),
};

/** Lines of the calendar part of each mail, unfolded, by address. */
async function mails() {
  const rows = await world.db.query<{ id: string }>(
    'SELECT id FROM message WHERE channel = $1 ORDER BY "createdAt", id',
    ['email'],
  );
  const messages = await readMessages(
    world.db,
    rows.map(({ id }) => id),
  );
  const inOrder = rows.flatMap(({ id }) => messages.find((message) => message.id === id) ?? []);
  return inOrder.map(({ to, subject, body, state, payload }) => ({
    to,
    subject,
    body,
    state,
    method: payload?.calendar?.method,
    raw: payload?.calendar?.content ?? '',
    lines: (payload?.calendar?.content ?? '').replace(/\r\n[ \t]/g, '').split('\r\n'),
  }));
}

/** Publishes the workflow of the meeting and enters it for a new lead. @returns the meeting */
async function arranged() {
  await world.db.query(
    `INSERT INTO "user" (id, email, name, "roleKeys", language, zone) VALUES ($1, 'rep@example.test', 'Rep', '{}', 'en', NULL), ($2, 'expert@example.test', 'Expert', '{}', 'pl', 'Europe/Warsaw')`,
    [rep, expert],
  );
  await world.publish({ key: 'demo', triggers: [{ id: 't', type: 'event', event: 'demo' }], start: 'meet', steps });
  const fields = {
    firstName: 'Ann',
    company: 'Acme',
    email: 'ann@example.test',
    timezone: 'America/New_York',
    ownerId: rep,
  };
  const lead = await world.create('lead', fields);
  await world.happen({ type: 'demo', recordType: 'lead', recordId: lead.id });
  await world.settle();
  const [made] = await world.db.query<{ id: string; at: Date; version: number } & JsonObject>(
    `SELECT id, at, version, kind, "durationMinutes", place, link, status, "ownerId", "relatedId" FROM interaction WHERE "relatedId" = $1`,
    [lead.id],
  );
  return made;
}

test('a meeting invites all whom it concerns, in their languages', async () => {
  const made = await arranged();
  // The next working day after Friday is Monday; ten o'clock in New York.
  expect(made?.at.toISOString()).toBe('2031-03-31T14:00:00.000Z');
  expect(made).toMatchObject({ kind: 'meeting', durationMinutes: 45, status: 'planned', ownerId: rep, version: 1 });

  const first = await mails();
  expect(first.map(({ to, method, state }) => [to, method, state]).sort()).toEqual([
    ['ann@example.test', 'REQUEST', 'accepted'],
    ['expert@example.test', 'REQUEST', 'accepted'],
    ['rep@example.test', 'REQUEST', 'accepted'],
  ]);
  expect(new Set(first.map(({ raw }) => raw)).size).toBe(1);
  const { lines = [], raw = '' } = first[0] ?? {};
  expect(lines).toEqual(
    expect.arrayContaining([
      'METHOD:REQUEST',
      `UID:${made?.id}`,
      'SEQUENCE:0',
      'DTSTART:20310331T140000Z',
      'DTEND:20310331T144500Z',
      'SUMMARY:Demo\\, with Ann',
      'LOCATION:Hall\\; 2nd floor',
      'STATUS:CONFIRMED',
    ]),
  );
  expect(lines.find((line) => line.startsWith('ORGANIZER'))).toMatch(/CN="?Rep"?.*mailto:rep@example\.test/i);
  expect(lines.filter((line) => line.startsWith('ATTENDEE'))).toHaveLength(3);
  expect(raw.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  const polish = first.find(({ to }) => to === 'expert@example.test');
  expect(polish?.body).toContain('31 marca 2031, 16:00');
});

test('it moves and is called off in the calendar entry that it has', async () => {
  const [made] = await world.db.query<{ id: string }>('SELECT id FROM interaction');
  await world.pass('2031-03-28T12:00:00.000Z');
  const [, , , ...later] = await mails();
  expect(later.map(({ to, method, subject }) => [to, method, subject]).sort()).toEqual([
    ['ann@example.test', 'CANCEL', 'Cancelled: Demo, with Ann'],
    ['ann@example.test', 'REQUEST', 'Changed: Demo, with Ann'],
    ['expert@example.test', 'CANCEL', 'Odwołane: Demo, with Ann'],
    ['expert@example.test', 'REQUEST', 'Zmiana: Demo, with Ann'],
    ['rep@example.test', 'CANCEL', 'Cancelled: Demo, with Ann'],
    ['rep@example.test', 'REQUEST', 'Changed: Demo, with Ann'],
  ]);
  const said = later.map(({ lines }) => lines.filter((line) => /^(UID|SEQUENCE|DTSTART|STATUS)/.test(line)).join(' '));
  expect([...new Set(said)].sort()).toEqual([
    `UID:${made?.id} SEQUENCE:1 DTSTART:20310404T150000Z STATUS:CONFIRMED`,
    `UID:${made?.id} SEQUENCE:2 DTSTART:20310404T150000Z STATUS:CANCELLED`,
  ]);
  expect((await world.runsOf('demo'))[0]?.data.state).toBe('completed');
});

test('the mail has the part as calendars expect it, beside its texts', async () => {
  const [row] = await world.db.query<{ id: string }>(`SELECT id FROM message WHERE payload ? 'calendar' LIMIT 1`);
  const [message] = await readMessages(world.db, [row?.id ?? '']);
  const { tokens, settings } = world.deps.planning;
  const composed = message && (await composeEmail({ tokens, publicUrl: settings.publicUrl })(message, world.now()));
  if (!composed || !('message' in composed)) throw new Error('not composed');
  const mail = (await composeMail(composed.message)).toString('utf8');
  expect(mail).toMatch(/Content-Type: multipart\/alternative/);
  expect(mail).toMatch(/Content-Type: text\/calendar; charset=utf-8; method=REQUEST/i);
  expect(mail).toMatch(/filename=invite\.ics/);
});

test('a workflow of the meetings themselves tells of changes that people make', async () => {
  const changed = { id: 't', type: 'record', on: 'updated', fields: ['at', 'status', 'place'] };
  const tell = { tell: step({ on: 'subject' }, null) };
  await world.publish({ key: 'tell', subject: 'interaction', triggers: [changed], start: 'tell', steps: tell });
  const made = await world.create('interaction', {
    kind: 'meeting',
    title: 'By hand',
    ownerId: rep,
    at: '2031-04-10T08:00:00.000Z',
    attendees: [{ kind: 'user', id: expert }],
  });
  await world.settle();
  await world.change('interaction', made.id, { place: 'Room 4' });
  await world.settle();
  const told = (await mails()).filter(({ raw }) => raw.includes(made.id));
  expect(told.map(({ to, method }) => [to, method]).sort()).toEqual([
    ['expert@example.test', 'REQUEST'],
    ['rep@example.test', 'REQUEST'],
  ]);
  expect(told[0]?.lines).toEqual(expect.arrayContaining(['SEQUENCE:1', 'LOCATION:Room 4']));
});

test('people who are named anew come instead of those before, who are told that it goes on without them', async () => {
  const config = { on: 'subject', attendees: { user: rep }, inviteContact: false };
  await world.publish({
    key: 'others',
    subject: 'interaction',
    triggers: [{ id: 't', type: 'event', event: 'others' }],
    start: 'change',
    steps: { change: step(config, null) },
  });
  const lead = await world.create('lead', { lastName: 'Gone', email: 'gone@example.test' });
  const made = await world.create('interaction', {
    kind: 'meeting',
    title: 'Of three',
    ownerId: rep,
    at: '2031-04-11T08:00:00.000Z',
    attendees: [
      { kind: 'user', id: expert },
      { kind: 'lead', id: lead.id },
    ],
  });
  await world.happen({ type: 'others', recordType: 'interaction', recordId: made.id });
  await world.settle();
  const told = (await mails()).filter(({ raw }) => raw.includes(made.id));
  const attendees = ({ lines }: { lines: readonly string[] }) =>
    lines.filter((line) => line.startsWith('ATTENDEE')).map((line) => /mailto:(.*)$/i.exec(line)?.[1]);
  expect(told.map((mail) => [mail.to, mail.method, attendees(mail)]).sort()).toEqual([
    ['expert@example.test', 'CANCEL', ['expert@example.test']],
    ['gone@example.test', 'CANCEL', ['gone@example.test']],
    ['rep@example.test', 'REQUEST', ['rep@example.test']],
  ]);
  expect(told.find(({ method }) => method === 'CANCEL')?.lines.some((line) => line.startsWith('STATUS'))).toBe(false);
  const [row] = await world.db.query('SELECT attendees, status FROM interaction WHERE id = $1', [made.id]);
  expect(row).toEqual({ attendees: [{ kind: 'user', id: rep }], status: null });
});

test.each([
  ['empty', { until: { field: 'closedAt' } }, 'no-time: The field closedAt holds no time'],
  ['over', { until: { field: 'createdAt', offset: { before: 'P1D' } } }, 'past-start: The field createdAt gives 20'],
  ['over on its day', { until: { field: 'createdAt' }, at: { time: '00:00', zone: 'UTC' } }, 'past-start: The field'],
  [
    'over, and that is meant',
    { until: { field: 'createdAt' }, at: { time: '00:00', zone: 'UTC', ifPast: 'next' } },
    null,
  ],
])('a meeting whose start is %s', async (what, start, told) => {
  const key = `start-${what.replaceAll(/[^a-z]+/g, '-')}`;
  await world.publish({
    key,
    subject: 'deal',
    triggers: [{ id: 't', type: 'event', event: key }],
    start: 'meet',
    steps: { meet: step({ title: 'Start', start, inviteContact: false }, null) },
  });
  const deal = await world.create('deal', { title: 'D', ownerId: rep });
  await world.happen({ type: key, recordType: 'deal', recordId: deal.id });
  await world.settle();
  const made = await world.db.query('SELECT 1 FROM interaction WHERE "relatedId" = $1', [deal.id]);
  const incidents = await world.db.query<{ said: string }>(
    `SELECT code || ': ' || message AS said FROM incident WHERE "workflowKey" = $1 AND "stepId" = 'meet'`,
    [key],
  );
  expect(made).toHaveLength(told === null ? 1 : 0);
  expect(incidents).toEqual(told === null ? [] : [{ said: expect.stringContaining(told) }]);
});

test('the simulation arranges the same meeting and writes the same mails', async () => {
  const { messages, writes, end } = await simulateWith(
    {
      format: 1,
      key: 'demo',
      name: 'demo',
      subject: 'lead',
      triggers: [{ id: 'm', type: 'manual' }],
      start: 'meet',
      steps,
    },
    {
      record: {
        firstName: 'Ann',
        company: 'Acme',
        email: 'ann@example.test',
        timezone: 'America/New_York',
        ownerId: rep,
      },
      owner: { id: rep, name: 'Rep' },
      now: '2031-03-28T09:00:00.000Z',
    },
  );
  expect(writes[0]).toMatchObject({
    kind: 'created',
    record: { type: 'interaction' },
    changes: { at: '2031-03-31T14:00:00.000Z' },
  });
  expect(messages.map(({ to, subject }) => `${to} ${subject}`)).toEqual(
    ['', 'Changed: ', 'Cancelled: '].flatMap((word) =>
      [rep, expert, 'ann@example.test'].map((to) => `${to} ${word}Demo, with Ann`),
    ),
  );
  expect(end.state).toBe('completed');
});
