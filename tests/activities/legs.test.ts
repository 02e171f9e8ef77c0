import { describe, expect, test } from '@jest/globals';
import { countLegs } from '../../crm/runs/count-engine.ts';
import { engineWorld } from '../harness/engine-world.ts';

const world = engineWorld();

const onCreated = (source: string) => [
  { id: 'created', type: 'record', on: 'created', when: { '==': [{ var: 'record.source' }, source] } },
];
const mail = (next: string | null) => ({
  type: 'send-email',
  config: { template: 'welcome', topic: 'newsletter' },
  next: { done: next },
});
const wait = (length: string, next: string | null) => ({ type: 'wait', config: { for: length }, next: { done: next } });
const task = (title: string, next: string | null = null) => ({
  type: 'create-task',
  config: { title },
  next: { done: next },
});

describe('a run from record to end', () => {
  test('its legs are counted', async () => {
    await world.publish({
      key: 'counted',
      triggers: onCreated('counted'),
      start: 'pause',
      steps: { pause: wait('P1D', 'task'), task: task('Call') },
    });
    const before = await countLegs(world.db);
    await world.create('lead', { lastName: 'Counted', source: 'counted' });
    await world.settle();
    expect(await countLegs(world.db)).toBe(before + 1);
    await world.pass(86_400_000);
    expect(await countLegs(world.db)).toBe(before + 2);
  });

  test('mail, wait, condition, task', async () => {
    await world.publish({
      key: 'nurture',
      triggers: onCreated('web'),
      start: 'welcome',
      steps: {
        welcome: mail('pause'),
        pause: wait('P3D', 'interest'),
        interest: {
          type: 'condition',
          config: { when: { performed: ['email.opened', { since: 'run' }] } },
          next: { yes: 'call', no: 'sms' },
        },
        sms: { type: 'send-sms', config: { body: 'Hello {{record.firstName}}' }, next: { done: 'task' } },
        task: task('Call {{record.lastName}}'),
        call: task('Call {{record.lastName}}, who has read it'),
      },
    });
    const lead = await world.create('lead', {
      firstName: 'Asha',
      lastName: 'Verma',
      email: 'asha@example.test',
      phone: '+12025550121',
      source: 'web',
    });
    await world.settle();
    const [run] = await world.runsOf('nurture');
    expect(run?.data.state).toBe('waiting');
    expect(await world.messages()).toEqual([
      expect.objectContaining({
        state: 'accepted',
        channel: 'email',
        to: 'asha@example.test',
        subject: 'Welcome, Asha',
      }),
    ]);
    await world.pass(4 * 86_400_000);
    const [ended] = await world.runsOf('nurture');
    expect(ended?.data).toMatchObject({ state: 'completed', positions: [], subject: { type: 'lead', id: lead.id } });
    expect(await world.pathOf(ended?.data.id ?? '')).toBe('welcome>done pause>done interest>no sms>done task>done');
    const [made] = await world.db.query<{ title: string }>('SELECT title FROM task WHERE "relatedId" = $1', [lead.id]);
    expect(made?.title).toBe('Call Verma');
  });

  test('parallel waits of 3 and 5 days end after 5, a dead branch never blocks the join', async () => {
    await world.publish({
      key: 'parallel',
      triggers: onCreated('parallel'),
      start: 'both',
      steps: {
        both: { type: 'parallel', config: { branches: ['a', 'b', 'c'] }, next: { a: 'three', b: 'five', c: 'dead' } },
        three: wait('P3D', 'meet'),
        five: wait('P5D', 'meet'),
        dead: wait('P1D', null),
        meet: { type: 'join', config: { mode: 'all' }, next: { done: 'after' } },
        after: task('Both are over'),
      },
    });
    const began = world.now().getTime();
    await world.create('lead', { firstName: 'Par', email: 'par@example.test', source: 'parallel' });
    await world.pass(4.9 * 86_400_000);
    expect((await world.runsOf('parallel'))[0]?.data.state).toBe('waiting');
    await world.pass(0.2 * 86_400_000);
    const [run] = await world.runsOf('parallel');
    expect(run?.data.state).toBe('completed');
    expect(Date.parse(run?.data.endedAt ?? '') - began).toBe(5 * 86_400_000);
  });

  test('the exit ends a run inside a long wait at once, the goal too', async () => {
    await world.publish({
      key: 'exits',
      triggers: onCreated('exits'),
      start: 'pause',
      steps: { pause: wait('P30D', 'late'), late: task('Too late') },
      enrollment: {
        exit: { '==': [{ var: 'record.status' }, 'junk'] },
        goal: { '==': [{ var: 'record.status' }, 'qualified'] },
      },
    });
    const [a, b] = [
      await world.create('lead', { firstName: 'A', source: 'exits' }),
      await world.create('lead', { firstName: 'B', source: 'exits' }),
    ];
    await world.settle();
    await world.change('lead', a.id, { status: 'junk' });
    await world.change('lead', b.id, { status: 'qualified' });
    await world.settle();
    expect((await world.runsOf('exits')).map(({ data }) => data.state)).toEqual(['exited', 'goal']);
  });

  test('wait-for: an event of the person, a correlated event, a field that comes true, the timeout', async () => {
    await world.publish({
      key: 'waits',
      triggers: onCreated('waits'),
      start: 'listen',
      steps: {
        listen: {
          type: 'wait-for',
          config: {
            timeout: 'P7D',
            branches: [
              { id: 'opened', event: 'email.opened' },
              {
                id: 'paid',
                event: 'order.paid',
                correlate: { property: 'orderNo', value: { rule: { var: 'record.company' } } },
              },
              { id: 'hot', when: { '==': [{ var: 'record.status' }, 'hot'] } },
            ],
          },
          next: { opened: null, paid: null, hot: null, timeout: null },
        },
      },
    });
    const leads = [];
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      leads.push(
        await world.create('lead', {
          firstName: name,
          email: `${name}@waits.test`,
          company: `NO-${name}`,
          source: 'waits',
          status: name === 'e' ? 'hot' : 'new',
        }),
      );
    await world.settle();
    await world.happen({ type: 'email.opened', email: 'a@waits.test' });
    await world.happen({ type: 'order.paid', properties: { orderNo: 'NO-b' } });
    await world.change('lead', leads[2]?.id ?? '', { status: 'hot' });
    await world.settle();
    await world.pass(8 * 86_400_000);
    const paths = [];
    for (const { data } of await world.runsOf('waits')) paths.push(await world.pathOf(data.id));
    expect(paths.sort()).toEqual(['listen>hot', 'listen>hot', 'listen>opened', 'listen>paid', 'listen>timeout']);
  });
});
