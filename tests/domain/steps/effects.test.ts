import { stepTypes } from '../../../domain/steps/registry.ts';
import { driveStep, subject } from './drive-step.ts';

const effectsOf = (...args: Parameters<typeof driveStep>) => driveStep(...args).effects;

test('a mail without `to` asks for nothing but the sending', () => {
  expect(effectsOf('send-email', { template: 'welcome', topic: 'newsletter', missing: 'skip' })).toEqual([
    { kind: 'send', message: { channel: 'email', template: 'welcome', topic: 'newsletter', missing: 'skip' } },
  ]);
});

test('a computed `to` is resolved first, and one that gives no text is no address', () => {
  const config = { subject: 'a', body: { text: 'b' }, to: { rule: { var: 'record.email' } } };
  const [, send] = effectsOf('send-email', config, { resolve: { values: { to: null } } });
  expect(send).toEqual({ kind: 'send', message: { channel: 'email', subject: 'a', body: 'b', to: '' } });
});

test('a rejected message stops for a person where it is not drawn, unless `onRejected` says continue', () => {
  const { outlets, config } = stepTypes['send-email'];
  const fallback = (settings: object) =>
    outlets(config.parse({ template: 'x', ...settings })).find(({ id }) => id === 'rejected')?.fallback;
  expect([fallback({}), fallback({ onRejected: 'continue' })]).toEqual(['incident', 'done']);
});

test('a task is about the record, for the first user, due in time', () => {
  const effects = effectsOf('create-task', {
    title: { text: 'Call {{record.lastName}}' },
    assignee: { field: 'owner' },
    due: 'P1D',
    priority: 'high',
  });
  expect(effects.map(({ kind }) => kind)).toEqual(['resolve', 'users', 'schedule', 'create']);
  expect(effects[3]).toEqual({
    kind: 'create',
    recordType: 'task',
    fields: {
      title: 'Call {{record.lastName}}',
      relatedType: 'lead',
      relatedId: subject.id,
      status: 'open',
      priority: 'high',
      assigneeId: '0190a000-0000-7000-8000-0000000000bb',
      dueAt: '2031-03-04T08:00:00.000Z',
    },
  });
});

test('a waiting task waits for the change that closes it', () => {
  const wait = effectsOf('create-task', { title: 'x', outcomes: ['reached'], wait: true }).find(
    ({ kind }) => kind === 'wait',
  );
  expect(wait).toMatchObject({
    wait: {
      kind: 'event',
      branches: [
        {
          id: 'reached',
          event: 'record.updated',
          correlate: { property: 'id', value: '0190a000-0000-7000-8000-0000000000dd' },
        },
        { id: 'done' },
        { id: 'cancelled' },
        { id: 'cancelled', event: 'record.deleted' },
      ],
    },
  });
});

test('who is told that nobody could take a record hears of the queue only where it stands in one', () => {
  const told = (type: 'lead' | 'case') => {
    const record = { type, id: subject.id } as const;
    const assign = { userId: null, by: 'nobody', able: 0, passedOver: [], record, alert: ['u'] } as const;
    return effectsOf('assign-owner', { pool: { role: 'sales' }, queue: 'first' }, { assign }).slice(1);
  };
  const body = 'Nobody could take this record';
  expect(told('lead')).toMatchObject([{ kind: 'send', message: { body: `${body}.` } }]);
  expect(told('case')).toMatchObject([
    { kind: 'write', change: { set: { queue: 'first' } } },
    { kind: 'send', message: { body: `${body}: it waits in the queue first.` } },
  ]);
});

test('a webhook resolves address, headers and body at once, and saves parts of the answer', () => {
  const config = {
    url: 'https://example.com/{{record.id}}',
    headers: { 'X-Key': 'k' },
    body: { email: { rule: { var: 'record.email' } }, fixed: 1 },
    timeout: 'PT5S',
    save: { price: 'body.price', code: 'status', all: 'body', none: 'body.none' },
  };
  const { end, effects } = driveStep('send-webhook', config, {
    resolve: ({ values }) => ({
      values: { ...values, url: 'https://example.com/1', 'header.X-Key': 'k', 'body.email': 'a@b.c', 'body.fixed': 1 },
    }),
  });
  expect(effects[1]).toEqual({
    kind: 'call',
    request: {
      method: 'POST',
      url: 'https://example.com/1',
      timeoutMs: 5000,
      headers: { 'X-Key': 'k' },
      body: { email: 'a@b.c', fixed: 1 },
    },
  });
  expect(end).toMatchObject({ outlet: 'done', vars: { price: 5, code: 200, all: { price: 5 }, none: null } });
});

test('a text body of a webhook is sent as text', () => {
  const [, call] = effectsOf('send-webhook', { url: 'https://example.com', method: 'PUT', body: { text: 'plain' } });
  expect(call).toMatchObject({ request: { method: 'PUT', body: 'plain', timeoutMs: 30_000 } });
});

test('a record that a step made is in its result', () => {
  const { end } = driveStep('convert-lead', { deal: { set: { title: 'D' } } });
  expect(end).toMatchObject({
    result: {
      records: [
        { type: 'contact', id: 'c' },
        { type: 'account', id: 'a' },
        { type: 'deal', id: 'd' },
      ],
    },
  });
});

test('looking back is from the beginning of the run, or for a time, or not at all', () => {
  const since = (lookback?: string) => {
    const wait = effectsOf('wait-for', {
      branches: [{ id: 'a', event: 'b' }],
      timeout: 'P1D',
      ...(lookback ? { lookback } : {}),
    }).find(({ kind }) => kind === 'wait');
    return wait?.kind === 'wait' ? wait.wait.since : undefined;
  };
  expect([since(), since('none'), since('run'), since('P1D')]).toEqual([
    undefined,
    undefined,
    '2031-03-01T08:00:00.000Z',
    '2031-03-02T08:00:00.000Z',
  ]);
});

test('what events are matched by is computed when the wait begins', () => {
  const branches = [
    { id: 'paid', event: 'invoice.paid', correlate: { property: 'number', value: { rule: { var: 'record.number' } } } },
  ];
  const effects = effectsOf('wait-for', { branches, timeout: 'P1D' }, { resolve: { values: { paid: 'IN-1' } } });
  expect(effects.at(-1)).toMatchObject({
    wait: { branches: [{ id: 'paid', event: 'invoice.paid', correlate: { property: 'number', value: 'IN-1' } }] },
  });
  expect(() => driveStep('wait-for', { branches, timeout: 'P1D' }, { resolve: { values: { paid: null } } })).toThrow(
    'has nothing to match',
  );
});

test('subjects of a started workflow are related records that a rule holds for', () => {
  const rule = { '==': [{ var: 'record.status' }, 'open'] };
  const effects = effectsOf('start-workflow', {
    workflow: 'o',
    subjects: { related: 'tasks', where: rule },
    input: { a: 1 },
  });
  expect(effects[0]).toEqual({ kind: 'records', ref: { related: 'tasks' }, where: rule });
  expect(
    driveStep('start-workflow', { workflow: 'o', subjects: { related: 'tasks' } }, { records: { records: [] } }).end,
  ).toMatchObject({ outlet: 'done', detail: { started: 0 } });
});

test('a split gives a person the same place each time, and people their shares', () => {
  const config = {
    branches: [
      { id: 'a', percent: 20 },
      { id: 'b', percent: 80 },
    ],
  };
  const arm = (personKey: string, key?: string) => {
    const { end } = driveStep('split', key ? { ...config, key } : config, {}, { personKey });
    return end.kind === 'outlet' ? end.outlet : '';
  };
  const people = Array.from({ length: 5000 }, (_, n) => `person-${n}`);
  const first = people.map((person) => arm(person));
  expect(people.map((person) => arm(person))).toEqual(first);
  expect(first.filter((id) => id === 'a').length / people.length).toBeCloseTo(0.2, 1);
  const both = people.filter((person, n) => first[n] === 'a' && arm(person, 'another') === 'a').length / people.length;
  expect(both).toBeGreaterThan(0.02);
  expect(both).toBeLessThan(0.06);
});

test.each(Object.values(stepTypes).map((type) => [type.type, type] as const))('%s says what it is', (key, type) => {
  expect(Object.keys(stepTypes)).toContain(key);
  expect(type.help).toMatch(/\.$/);
  expect(type.title).not.toBe('');
  expect(type.icon).toMatch(/^[a-z0-9-]+$/);
});

test('sentences have their parameters filled in', () => {
  const { sentence, config } = stepTypes.wait;
  expect(sentence(config.parse({ for: { businessDays: 3 }, at: { time: '09:00', zone: 'contact' } })).text).toBe(
    'Wait 3 business days, then until 09:00',
  );
  expect(stepTypes['send-email'].sentence({ template: 'welcome' }).text).toBe('E-mail welcome');
});
