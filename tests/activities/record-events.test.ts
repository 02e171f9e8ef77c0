import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../domain/json.ts';
import { pathOf, simulateWith } from '../domain/run/simulate-with.ts';
import { engineWorld } from '../harness/engine-world.ts';

const start = '2031-03-03T09:00:00.000Z';
const hour = 3_600_000;
const world = engineWorld({ start });

type Change = { readonly after: string; readonly set: JsonObject };
type Drawn = { readonly start: string; readonly steps: JsonObject } & JsonObject;

/** The path of a workflow for a new lead that is changed meanwhile, on the engine and simulated. */
async function both(key: string, drawn: Drawn, changes: readonly Change[]) {
  const definition = {
    format: 1,
    key,
    name: key,
    subject: 'lead',
    triggers: [{ id: 't', type: 'event', event: `enter.${key}` }],
    ...drawn,
  };
  await world.publish(definition);
  const lead = await world.create('lead', { firstName: 'Ann', status: 'new' });
  await world.settle();
  await world.pass(hour);
  const began = world.now();
  await world.happen({ type: `enter.${key}`, recordType: 'lead', recordId: lead.id });
  await world.settle();
  for (const { after, set } of changes) {
    await world.pass(new Date(began.getTime() + Number(/\d+/.exec(after)?.[0]) * hour).toISOString());
    await world.change('lead', lead.id, set);
    await world.settle();
  }
  await world.pass(10 * 24 * hour);
  const [run] = await world.runsOf(key);
  const simulated = await simulateWith(definition, {
    now: began.toISOString(),
    zone: 'UTC',
    record: lead,
    events: changes,
    history: [{ type: 'record.created', at: start, properties: lead }],
  });
  return {
    engine: `${await world.pathOf(run?.data.id ?? '')} ${run?.data.state}`,
    simulated: `${pathOf(simulated).join(' ')} ${simulated.end.state}`,
  };
}

const pause = (length: string, next: string) => ({ type: 'wait', config: { for: length }, next: { done: next } });
const asks = (options: JsonObject, event = 'record.updated') => ({
  type: 'condition',
  config: { when: { performed: [event, options] } },
  next: { yes: null, no: null },
});
const status = (value: string) => ({ '==': [{ var: 'event.properties.status' }, value] });

test('a run waits for changes of its record', async () => {
  const listen = {
    type: 'wait-for',
    config: { branches: [{ id: 'hot', event: 'record.updated', when: status('hot') }], timeout: 'P2D' },
    next: { hot: null, timeout: null },
  };
  const changes = [
    { after: 'PT2H', set: { status: 'cold' } },
    { after: 'PT5H', set: { status: 'hot' } },
  ];
  const drawn = { start: 'listen', steps: { listen } };
  expect(await both('own-change', drawn, changes)).toEqual({
    engine: 'listen>hot completed',
    simulated: 'listen>hot completed',
  });
  expect((await both('own-change-late', drawn, changes.slice(0, 1))).engine).toBe('listen>timeout completed');
});

test('a run waits for a record that points to its own', async () => {
  const branches = [
    {
      id: 'made',
      event: 'record.created',
      correlate: { property: 'relatedId', value: { rule: { var: 'record.id' } } },
    },
  ];
  const steps = {
    fork: { type: 'parallel', config: { branches: ['a', 'b'] }, next: { a: 'listen', b: 'pause' } },
    listen: { type: 'wait-for', config: { branches, timeout: 'P2D' }, next: { made: 'end', timeout: null } },
    end: { type: 'end', config: {}, next: {} },
    pause: pause('PT3H', 'task'),
    task: { type: 'create-task', config: { title: 'Call' }, next: { done: 'later' } },
    later: pause('PT3H', 'end'),
  };
  const path = 'fork pause>done task>done listen>made end completed';
  const taken = await both('task-made', { start: 'fork', steps }, []);
  expect({ ...taken, simulated: taken.simulated.replaceAll('fork>', 'fork').replaceAll('end>', 'end') }).toEqual({
    engine: path,
    simulated: path,
  });
});

test.each([
  ['since the run', { since: 'run' }, [{ after: 'PT2H', set: { status: 'hot' } }], 'yes'],
  ['none since the run', { since: 'run' }, [], 'no'],
  ['by its values', { where: status('hot') }, [{ after: 'PT2H', set: { status: 'cold' } }], 'no'],
  [
    'often enough',
    { count: 2 },
    [
      { after: 'PT2H', set: { score: 1 } },
      { after: 'PT3H', set: { score: 2 } },
    ],
    'yes',
  ],
] as const)('a condition asks for changes: %s', async (what, options, changes, outlet) => {
  const steps = { pause: pause('PT6H', 'asked'), asked: asks(options) };
  const path = `pause>done asked>${outlet} completed`;
  expect(await both(`asks-${what.replaceAll(' ', '-')}`, { start: 'pause', steps }, changes)).toEqual({
    engine: path,
    simulated: path,
  });
});

test('a condition asks for how the record was made, before the run', async () => {
  const path = 'asked>yes completed';
  expect(await both('asks-made', { start: 'asked', steps: { asked: asks({}, 'record.created') } }, [])).toEqual({
    engine: path,
    simulated: path,
  });
});

test('an exit asks for changes', async () => {
  const drawn = {
    start: 'pause',
    steps: { pause: pause('P2D', 'end'), end: { type: 'end', config: {}, next: {} } },
    enrollment: { exit: { performed: ['record.updated', { since: 'run', where: status('cold') }] } },
  };
  expect(await both('exit-change', drawn, [{ after: 'PT2H', set: { status: 'cold' } }])).toEqual({
    engine: ' exited',
    simulated: ' exited',
  });
});
