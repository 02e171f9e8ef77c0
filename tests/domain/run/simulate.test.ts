import { chain } from '../definition/definitions.ts';
import { pathOf, type Scenario, simulateWith } from './simulate-with.ts';

const record = { firstName: 'Ann', email: 'ann@example.com', phone: '+48221234567', status: 'new' };
const run = (definition: object, scenario: Partial<Scenario> = {}) => simulateWith(definition, { record, ...scenario });
const status = (value: string) => ({ '==': [{ var: 'record.status' }, value] });
const times = async (definition: object, scenario: Partial<Scenario> = {}) =>
  (await run(definition, scenario)).path.map(({ stepId, endedAt }) => `${stepId} ${endedAt}`);

/** A definition with its steps by id. */
const flow = (start: string, steps: object, more: object = {}) => ({ ...chain([]), start, steps, ...more });
const wait = (length: string, done: string | null) => ({ type: 'wait', config: { for: length }, next: { done } });
const tag = (name: string, done: string | null = null) => ({ type: 'add-tag', config: { tag: name }, next: { done } });

test('the same input gives the same result', async () => {
  const definition = chain([
    ['send-email', { template: 'welcome' }],
    ['wait', { for: 'P1D' }],
    ['create-task', { title: 'Call {{record.firstName}}' }],
  ]);
  const first = await run(definition);
  expect(await run(definition)).toEqual(first);
  expect(first.end).toEqual({ state: 'completed', at: '2031-03-04T08:00:00.000Z' });
  expect(first.messages).toMatchObject([
    { channel: 'email', to: 'ann@example.com', subject: 'Welcome, Ann', at: '2031-03-03T08:00:00.000Z' },
  ]);
  expect(first.writes).toMatchObject([
    { kind: 'created', record: { type: 'task' }, changes: { title: 'Call Ann', relatedType: 'lead' } },
  ]);
});

test('ninety days take moments', async () => {
  const months = Array.from(
    { length: 6 },
    () =>
      [
        ['send-email', { template: 'follow-up' }],
        ['wait', { for: 'P15D' }],
      ] as [string, object][],
  ).flat();
  const { end, messages } = await run(chain(months));
  expect([end.state, messages.length]).toEqual(['completed', 6]);
});

test('parallel waits of 3 and 5 days join after 5', async () => {
  const definition = flow('fork', {
    fork: { type: 'parallel', config: { branches: ['a', 'b'] }, next: { a: 'three', b: 'five' } },
    three: wait('P3D', 'join'),
    five: wait('P5D', 'join'),
    join: { type: 'join', config: { mode: 'all' }, next: { done: 'tag' } },
    tag: tag('joined'),
  });
  expect(await times(definition)).toContain('tag 2031-03-08T08:00:00.000Z');
});

test('a join of any goes on with the first, and ends the rest when asked', async () => {
  const definition = flow('fork', {
    fork: { type: 'parallel', config: { branches: ['a', 'b'] }, next: { a: 'three', b: 'five' } },
    three: wait('P3D', 'join'),
    five: wait('P5D', 'join'),
    join: { type: 'join', config: { mode: 'any', cancelRest: true }, next: { done: 'tag' } },
    tag: tag('joined'),
  });
  expect(pathOf(await run(definition))).toEqual(['fork>', 'three>done', 'join>done', 'tag>done']);
});

test('a branch that has ended never blocks the join', async () => {
  const definition = flow('fork', {
    fork: { type: 'parallel', config: { branches: ['a', 'b'] }, next: { a: 'check', b: 'one' } },
    check: { type: 'condition', config: { when: status('hot') }, next: { yes: 'join', no: null } },
    one: wait('P1D', 'join'),
    join: { type: 'join', config: { mode: 'all' }, next: { done: 'tag' } },
    tag: tag('joined'),
  });
  expect(await times(definition)).toContain('tag 2031-03-04T08:00:00.000Z');
});

test('a repeat leads back so many times', async () => {
  const definition = flow('tag', {
    tag: tag('x', 'pause'),
    pause: wait('P1D', 'again'),
    again: { type: 'repeat', config: { times: 2 }, next: { again: 'tag', done: null } },
  });
  expect(pathOf(await run(definition)).filter((step) => step.startsWith('tag'))).toHaveLength(3);
});

describe('events', () => {
  const listen = (config: object) =>
    flow('listen', {
      listen: {
        type: 'wait-for',
        config: { branches: [{ id: 'yes', event: 'page.viewed' }], timeout: 'P2D', ...config },
        next: { yes: 'yes', timeout: 'late' },
      },
      yes: tag('yes'),
      late: tag('late'),
    });
  const outlet = async (config: object, scenario: Partial<Scenario>) => pathOf(await run(listen(config), scenario))[0];

  test('wake a wait when they come, else its time ends it', async () => {
    expect(await outlet({}, { events: [{ type: 'page.viewed', after: 'P1D' }] })).toBe('listen>yes');
    expect(await outlet({}, { events: [{ type: 'page.viewed', after: 'P3D' }] })).toBe('listen>timeout');
    expect(await outlet({}, { events: [{ type: 'page.left', after: 'P1D' }] })).toBe('listen>timeout');
  });

  test('of before count only where the wait looks back', async () => {
    const history = [{ type: 'page.viewed', at: '2031-03-02T20:00:00.000Z' }];
    expect(await outlet({}, { history })).toBe('listen>timeout');
    expect(await outlet({ lookback: 'P1D' }, { history })).toBe('listen>yes');
    expect(await outlet({ lookback: 'PT1H' }, { history })).toBe('listen>timeout');
    expect(await outlet({ lookback: 'run' }, { history })).toBe('listen>timeout');
  });

  test('are matched by their condition, seen as `event`', async () => {
    const branches = [{ id: 'yes', event: 'page.viewed', when: { '>': [{ var: 'event.properties.seconds' }, 30] } }];
    const view = (seconds: number, after: string) => ({ type: 'page.viewed', properties: { seconds }, after });
    const { path, end } = await run(listen({ branches }), { events: [view(5, 'PT1H'), view(60, 'PT5H')] });
    expect([path[0]?.outlet, end.at]).toEqual(['yes', '2031-03-03T13:00:00.000Z']);
  });

  test('of anybody count where a property matches', async () => {
    const branches = [
      { id: 'yes', event: 'page.viewed', correlate: { property: 'mail', value: { rule: { var: 'record.email' } } } },
    ];
    expect(
      await outlet(
        { branches },
        { events: [{ type: 'page.viewed', properties: { mail: 'bob@example.com' }, after: 'PT1H' }] },
      ),
    ).toBe('listen>timeout');
    expect(
      await outlet(
        { branches },
        { events: [{ type: 'page.viewed', properties: { mail: 'ann@example.com' }, after: 'PT1H' }] },
      ),
    ).toBe('listen>yes');
  });

  test('a condition of a branch passes at once when it is true, else after a change', async () => {
    const branches = [{ id: 'yes', when: status('hot') }];
    const change = [{ set: { status: 'hot' }, after: 'PT3H' }];
    expect((await run(listen({ branches }), { record: { ...record, status: 'hot' } })).end.at).toBe(
      '2031-03-03T08:00:00.000Z',
    );
    expect((await run(listen({ branches }), { events: change })).end.at).toBe('2031-03-03T11:00:00.000Z');
    expect(
      await outlet(
        { branches, paused: { '==': [{ var: 'record.company' }, 'Hold'] } },
        { record: { ...record, company: 'Hold' }, events: change },
      ),
    ).toBe('listen>timeout');
  });

  test('in a tie the order of the branches decides', async () => {
    const branches = [
      { id: 'late', event: 'b.b' },
      { id: 'yes', event: 'a.a' },
    ];
    const definition = flow('listen', {
      listen: {
        type: 'wait-for',
        config: { branches, timeout: 'P2D', lookback: 'P1D' },
        next: { yes: null, late: null, timeout: null },
      },
    });
    const history = [
      { type: 'a.a', at: '2031-03-03T07:00:00.000Z' },
      { type: 'b.b', at: '2031-03-03T07:30:00.000Z' },
    ];
    expect(pathOf(await run(definition, { history }))).toEqual(['listen>late']);
  });

  test('that the run itself emits in the same leg wake what it waits for', async () => {
    const definition = chain([
      ['emit-event', { event: 'a.done' }],
      ['wait-for', { branches: [{ id: 'done', event: 'a.done' }], timeout: 'P1D' }],
    ]);
    expect((await run(definition)).end.at).toBe('2031-03-03T08:00:00.000Z');
  });

  test('count for `performed`', async () => {
    const definition = chain([
      ['wait', { for: 'P1D' }],
      ['condition', { when: { performed: ['page.viewed', { since: 'run', count: 2 }] } }],
    ]);
    const outletOf = async (count: number) =>
      (await run(definition, { events: Array.from({ length: count }, () => ({ type: 'page.viewed', after: 'PT1H' })) }))
        .path[1]?.outlet;
    expect([await outletOf(1), await outletOf(2)]).toEqual(['no', 'yes']);
  });
});

describe('exit and goal', () => {
  const patient = (enrollment: object) =>
    flow('pause', { pause: wait('P9D', 'tag'), tag: tag('x'), bye: tag('bye') }, { enrollment });

  test('end the run as soon as they are true', async () => {
    const { end, path } = await run(patient({ exit: status('junk') }), {
      events: [{ set: { status: 'junk' }, after: 'P1D' }],
    });
    expect([end, path]).toEqual([{ state: 'exited', at: '2031-03-04T08:00:00.000Z' }, []]);
    expect(
      (await run(patient({ goal: status('hot') }), { events: [{ set: { status: 'hot' }, after: 'P1D' }] })).end.state,
    ).toBe('goal');
  });

  test('also by a write of the run itself', async () => {
    const definition = {
      ...chain([
        ['update-record', { set: { status: 'junk' } }],
        ['wait', { for: 'P9D' }],
      ]),
      enrollment: { exit: status('junk') },
    };
    expect((await run(definition)).end).toEqual({ state: 'exited', at: '2031-03-03T08:00:00.000Z' });
  });

  test('may send it on to a step, once', async () => {
    const exit = JSON.parse('{"when": {"==": [{"var": "record.status"}, "junk"]}, "then": "bye"}');
    const result = await run(patient({ exit }), { events: [{ set: { status: 'junk' }, after: 'P1D' }] });
    expect([pathOf(result), result.end]).toEqual([
      ['bye>done'],
      { state: 'completed', at: '2031-03-04T08:00:00.000Z' },
    ]);
  });

  test('start no run when they are true at entry, also where a step is named to go on at', async () => {
    for (const when of [status('new'), { when: status('new'), then: 'bye' }]) {
      const at = '2031-03-03T08:00:00.000Z';
      const exited = await run(patient({ exit: when, goal: when }));
      expect(exited).toMatchObject({ refused: 'exit-true', path: [], end: { state: 'exited', at } });
      const reached = await run(patient({ goal: when }));
      expect(reached).toMatchObject({ refused: 'goal-true', path: [], end: { state: 'goal', at } });
    }
  });
});

describe('messages', () => {
  const one = (config: object, type = 'send-email') => chain([[type, config]]);

  test('are not sent without consent, address or person, and say why', async () => {
    const reason = async (config: object, scenario: Partial<Scenario> = {}) =>
      (await run(one(config), scenario)).messages[0]?.reason;
    const withdrawn = { statements: [{ topic: 'newsletter', state: 'withdrawn' as const, at: 0 }], suppressed: false };
    expect(await reason({ template: 'welcome', topic: 'newsletter' }, { consent: () => withdrawn })).toBe(
      'unsubscribed',
    );
    expect(await reason({ template: 'welcome', topic: 'service' }, { consent: () => withdrawn })).toBeUndefined();
    expect(await reason({ template: 'welcome' }, { consent: () => ({ statements: [], suppressed: true }) })).toBe(
      'suppressed',
    );
    expect(await reason({ template: 'welcome' }, { record: { ...record, email: null } })).toBe('no-address');
    expect(await reason({ template: 'welcome', to: 'nobody' })).toBe('invalid-address');
  });

  test('with a missing value stop, are skipped, or leave the place empty', async () => {
    const text = { subject: 'Hi', body: '<p>{{record.company}}!</p>' };
    expect((await run(one(text))).end).toMatchObject({ state: 'incident', error: { code: 'missing-value' } });
    expect((await run(one({ ...text, missing: 'skip' }))).messages[0]).toMatchObject({
      state: 'skipped',
      reason: 'missing-value',
    });
    expect((await run(one({ ...text, missing: 'empty' }))).messages[0]).toMatchObject({
      state: 'accepted',
      body: '<p>!</p>',
    });
  });

  test('that fail are tried again by the policy, then stop for a person', async () => {
    const definition = flow('mail', {
      mail: {
        type: 'send-email',
        config: { template: 'welcome' },
        next: { done: null },
        retry: { attempts: 3, first: 'PT1M', max: 'PT1H' },
      },
    });
    const { end, messages } = await run(definition, { outcomes: { mail: { outcome: 'failed', reason: 'busy' } } });
    expect([end.state, end.at, messages.length]).toEqual(['incident', '2031-03-03T08:03:00.000Z', 3]);
  });

  test('to users go into the app, one each', async () => {
    const users = ['0190a000-0000-7000-8000-000000000001', '0190a000-0000-7000-8000-000000000002'];
    const { messages } = await run(
      one({ to: [{ role: 'sales' }], message: 'Hi {{record.firstName}}' }, 'notify-user'),
      { usersOf: () => users },
    );
    expect(messages.map(({ channel, to, body }) => [channel, to, body])).toEqual(
      users.map((user) => ['app', user, 'Hi Ann']),
    );
  });

  test('of a case go to its contact, in the contact’s zone', async () => {
    const definition = {
      ...chain([
        ['wait', { at: { time: '09:00', zone: 'contact' } }],
        ['send-email', { subject: 'Hi {{contact.firstName}}', body: 'x' }],
      ]),
      subject: 'case',
    };
    const contact = { firstName: 'Kim', email: 'kim@example.com', timezone: 'America/New_York' };
    const { messages } = await run(definition, { record: { title: 'Broken' }, contact });
    expect(messages[0]).toMatchObject({ to: 'kim@example.com', subject: 'Hi Kim', at: '2031-03-03T14:00:00.000Z' });
  });
});

describe('records', () => {
  test('a conversion makes records that later steps name', async () => {
    const { writes, end } = await run(
      chain([
        ['convert-lead', { deal: { set: { title: 'Big' } } }],
        ['change-stage', { stage: 'won', on: { step: 's0', type: 'deal' } }],
      ]),
      { record: { ...record, company: 'Lee Ltd' } },
    );
    expect(end.state).toBe('completed');
    expect(writes.map(({ kind, record: { type } }) => `${kind} ${type}`)).toEqual([
      'created account',
      'created contact',
      'created deal',
      'updated lead',
      'updated deal',
    ]);
  });

  test('related records are read and counted', async () => {
    const when = {
      and: [
        { '==': [{ var: 'related.account.country' }, 'PL'] },
        { '==': [{ count: ['tasks', { '==': [{ var: 'record.status' }, 'open'] }] }, 1] },
      ],
    };
    const related = {
      account: { name: 'Lee Ltd', country: 'PL' },
      tasks: [{ title: 'a' }, { title: 'b', status: 'done' }],
    };
    const { path } = await run(
      { ...chain([['condition', { when }]]), subject: 'deal' },
      { record: { title: 'Deal' }, related },
    );
    expect(path[0]?.outlet).toBe('yes');
  });

  test('a value that a field does not take fails the step', async () => {
    const { end } = await run(
      chain([['update-record', { set: { score: { rule: { '+': [{ var: 'vars.x' }, 0.5] } } } }]], {
        variables: [{ name: 'x', type: 'number', default: 1 }],
      }),
    );
    expect(end).toMatchObject({ state: 'incident', error: { code: 'record-refused', stepId: 's0' } });
  });

  test('a given record that is not valid is refused', async () => {
    await expect(run(chain([['end', {}]]), { record: { status: 'lukewarm' } })).rejects.toThrow(
      expect.objectContaining({ code: 'invalid' }),
    );
  });
});

test('clock changes: nine o’clock stays nine o’clock in Warsaw', async () => {
  const definition = chain([
    ['wait', { for: 'P1D', at: { time: '09:00', zone: 'company' } }],
    ['wait', { for: 'P1D' }],
  ]);
  expect(await times(definition, { now: '2031-03-28T10:00:00.000Z' })).toEqual([
    's0 2031-03-30T07:00:00.000Z',
    's1 2031-03-31T07:00:00.000Z',
  ]);
  expect(await times(definition, { now: '2031-10-24T10:00:00.000Z' })).toEqual([
    's0 2031-10-26T08:00:00.000Z',
    's1 2031-10-27T08:00:00.000Z',
  ]);
});

test('it ends after three virtual years, and says that it would have gone on', async () => {
  const definition = flow('pause', { pause: wait('P30D', 'tag'), tag: tag('x', 'pause') });
  const { end, path } = await run(definition);
  expect(end).toMatchObject({ state: 'waiting', limit: true });
  expect(path.length).toBeGreaterThan(60);
});

test('a wait without an end leaves the run waiting', async () => {
  const { end, positions } = await run(chain([['wait-for', { branches: [{ id: 'done', event: 'a.b' }] }]]));
  expect([end.state, end.limit, positions.map(({ stepId }) => stepId)]).toEqual(['waiting', undefined, ['s0']]);
});

test('variables, calls and started workflows', async () => {
  const definition = {
    ...chain([
      ['set-variables', { set: { name: { text: '{{record.firstName}}!' } } }],
      [
        'send-webhook',
        {
          url: 'https://example.com/{{vars.name}}',
          body: { name: { rule: { var: 'vars.name' } } },
          save: { code: 'status' },
        },
      ],
      ['start-workflow', { workflow: 'other', wait: 'all' }],
    ]),
    variables: [
      { name: 'name', type: 'text' },
      { name: 'code', type: 'number' },
      { name: 'given', type: 'number', default: 1 },
    ],
  };
  const { vars, messages, end } = await run(definition, { input: { given: 7, unknown: 1 } });
  expect([vars, end.state]).toEqual([{ name: 'Ann!', code: 200, given: 7 }, 'completed']);
  expect(messages[0]).toMatchObject({
    channel: 'webhook',
    to: 'POST https://example.com/Ann!',
    body: '{"name":"Ann!"}',
  });
});

test('a run that fails says why', async () => {
  expect((await run(chain([['fail', { message: 'No {{record.status}} leads' }]]))).end).toMatchObject({
    state: 'failed',
    error: { message: 'No new leads', stepId: 's0' },
  });
});

test('each turn says what was read', async () => {
  const { path } = await run(chain([['condition', { when: status('hot') }]]));
  expect(JSON.stringify(path[0]?.detail)).toContain('record.status');
});
