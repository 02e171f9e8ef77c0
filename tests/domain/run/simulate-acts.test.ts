import type { JsonObject } from '../../../domain/json.ts';
import { chain } from '../definition/definitions.ts';
import { pathOf, simulateWith } from './simulate-with.ts';

const record = { firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com', company: 'Acme', status: 'new' };
const run = (steps: readonly (readonly [string, object])[], more: JsonObject = {}) =>
  simulateWith(chain(steps), { record, ...more });

test('runs of other workflows are listed, and end at once', async () => {
  const result = await run([
    ['wait', { for: 'PT1H' }],
    ['start-workflow', { workflow: 'other', input: { points: 3 }, wait: 'all' }],
    ['add-tag', { tag: 'after' }],
  ]);
  expect(pathOf(result)).toEqual(['s0>done', 's1>done', 's2>done']);
  expect(result.starts).toEqual([
    {
      stepId: 's1',
      at: '2031-03-03T09:00:00.000Z',
      workflow: 'other',
      record: { type: 'lead', id: expect.any(String) },
      input: { points: 3 },
    },
  ]);
});

test('a started run fails where the simulation is told so, and only for a step that waits', async () => {
  const failing = (wait: string) => ({
    ...chain([['start-workflow', { workflow: 'other', wait }]]),
    steps: { s0: { type: 'start-workflow', config: { workflow: 'other', wait }, next: { done: null, error: null } } },
  });
  const outcomes = { s0: { outcome: 'failed' } } as const;
  expect(pathOf(await simulateWith(failing('any'), { record, outcomes }))).toEqual(['s0>error']);
  expect(pathOf(await simulateWith(failing('none'), { record, outcomes }))).toEqual(['s0>done']);
});

test('a lead is converted once: a second time gives the same records', async () => {
  const { path, writes } = await run([
    ['create-task', { title: 'Call' }],
    ['convert-lead', { deal: { set: { title: 'Deal' } } }],
    ['convert-lead', {}],
  ]);
  expect(path[2]?.result).toEqual(path[1]?.result);
  expect(writes.map(({ stepId, kind, record: { type } }) => `${stepId} ${kind} ${type}`)).toEqual([
    's0 created task',
    's1 created account',
    's1 created contact',
    's1 created deal',
    's1 updated lead',
    's1 updated task',
  ]);
});

test('a conversion that is refused leaves nothing behind', async () => {
  const { path, writes, end } = await run([
    ['convert-lead', { deal: { set: { title: 'Deal', currency: { text: 'no {{record.status}}' } } } }],
  ]);
  expect([path[0]?.error?.code, end.state, writes]).toEqual(['record-refused', 'incident', []]);
});

test('a call answers what the simulation is told; one that was lost answers nothing', async () => {
  const steps = [['send-webhook', { url: 'https://erp.example.com/x' }]] as const;
  const resultOf = async (outcome: 'accepted' | 'unknown', more: object = {}) =>
    (await run(steps, { outcomes: { s0: { outcome, ...more } } })).path[0]?.result;
  expect(await resultOf('accepted', { status: 201, body: { id: 7 } })).toEqual({
    outcome: 'accepted',
    status: 201,
    body: { id: 7 },
  });
  expect(await resultOf('unknown')).toEqual({ outcome: 'unknown' });
});

test.each([
  ['send-email', { template: 'welcome' }],
  ['send-sms', { body: 'Hi' }],
  ['send-webhook', { url: 'https://erp.example.com/x' }],
])(
  'where the outcome of %s is unknown, it goes on or stops for a person, as its setting says',
  async (type, config) => {
    const outcomes = { s0: { outcome: 'unknown' } } as const;
    const endOf = async (more: object, drawn: object = {}) => {
      const steps = { s0: { type, config: { ...config, ...more }, next: { done: null, ...drawn } } };
      const { end } = await simulateWith(
        { ...chain([]), start: 's0', steps },
        { record: { ...record, phone: '+48221234567' }, outcomes },
      );
      return [end.state, end.error?.code, end.error?.stepId];
    };
    expect(await endOf({})).toEqual(['completed', undefined, undefined]);
    expect(await endOf({ onUnknown: 'continue' })).toEqual(['completed', undefined, undefined]);
    expect(await endOf({ onUnknown: 'incident' })).toEqual(['incident', 'outcome-unknown', 's0']);
    expect(await endOf({ onUnknown: 'incident' }, { error: null })).toEqual(['incident', 'outcome-unknown', 's0']);
  },
);
