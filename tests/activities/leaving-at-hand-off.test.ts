import { expect, test } from '@jest/globals';
import { createCapture } from '../../activities/delivery/sender.ts';
import { engineWorld } from '../harness/engine-world.ts';

/** What happens while a connection for a mail is being made: after its leg has judged exit and goal. */
let meanwhile: (() => Promise<unknown>) | null = null;
const capture = createCapture();
const world = engineWorld({
  senders: {
    email: {
      ...capture,
      begin: async (...args) => {
        const act = meanwhile;
        meanwhile = null;
        await act?.();
        return capture.begin(...args);
      },
    },
  },
});

const isJunk = { '==': [{ var: 'record.status' }, 'junk'] };

test.each([
  ['exit', { exit: isJunk }, 'exited'],
  ['goal', { goal: isJunk }, 'goal'],
])('a mail whose %s has come true since its leg is not handed over', async (kind, enrollment, state) => {
  const key = `late-${kind}`;
  await world.publish({
    key,
    triggers: [{ id: 't', type: 'event', event: key }],
    enrollment,
    start: 'mail',
    steps: { mail: { type: 'send-email', config: { template: 'welcome' }, next: { done: null } } },
  });
  const lead = await world.create('lead', { firstName: 'Late', email: `${key}@example.test` });
  meanwhile = () => world.change('lead', lead.id, { status: 'junk' });
  await world.happen({ type: key, recordType: 'lead', recordId: lead.id });
  await world.settle();
  expect((await world.runsOf(key)).map(({ data }) => data.state)).toEqual([state]);
  const messages = (await world.messages()).filter(({ to }) => to === `${key}@example.test`);
  expect(messages.map((message) => message.state)).toEqual(['skipped']);
});

test('a mail whose exit is not true leaves', async () => {
  await world.publish({
    key: 'staying',
    triggers: [{ id: 't', type: 'event', event: 'staying' }],
    enrollment: { exit: isJunk },
    start: 'mail',
    steps: { mail: { type: 'send-email', config: { template: 'welcome' }, next: { done: null } } },
  });
  const lead = await world.create('lead', { firstName: 'Stays', email: 'staying@example.test' });
  meanwhile = () => world.change('lead', lead.id, { status: 'hot' });
  await world.happen({ type: 'staying', recordType: 'lead', recordId: lead.id });
  await world.settle();
  const messages = (await world.messages()).filter(({ to }) => to === 'staying@example.test');
  expect(messages.map((message) => message.state)).toEqual(['accepted']);
});
