import { insertTopics } from '../harness/sending-world.ts';
import { testApi } from '../harness/test-api.ts';

const api = testApi({ prepare: insertTopics });

describe('consents of an address', () => {
  const at = (address: string) => `/api/consents?address=${encodeURIComponent(address)}`;

  it('are read and recorded, with where they were said', async () => {
    const json = {
      consents: [
        { topic: 'newsletter', state: 'withdrawn' },
        { topic: 'research', state: 'granted' },
      ],
      source: 'phone call',
      evidence: { by: 'Ann' },
    };
    const answer = await api.call('PUT', at('Ann@Example.test'), { json });
    expect(answer.status).toBe(200);
    const { body } = await api.call('GET', at('ann@example.test'));
    expect(body).toEqual(answer.body);
    expect(body).toMatchObject({
      channel: 'email',
      address: 'ann@example.test',
      withdrawnFromAll: false,
      suppression: null,
    });
    const { topics } = body as { topics: { topic: string; permitted: boolean; source: string | null }[] };
    expect(topics.map(({ topic, permitted, source }) => [topic, permitted, source])).toEqual([
      ['newsletter', false, 'phone call'],
      ['offers', true, null],
      ['research', true, 'phone call'],
      ['service', true, null],
    ]);
    const history = await api.database.query(`SELECT action FROM audit_entry WHERE "resourceType" = 'consent'`);
    expect(history).toHaveLength(2);
  });

  it('suppress and free an address, also a phone number', async () => {
    expect((await api.call('PUT', at('+48601234567'), { json: { suppressed: true } })).body).toMatchObject({
      channel: 'sms',
      suppression: { reason: 'manual' },
    });
    expect((await api.call('PUT', at('+48601234567'), { json: { suppressed: false } })).body).toMatchObject({
      suppression: null,
    });
  });

  it('are refused with the place for what makes no sense', async () => {
    const wrong = {
      consents: [
        { topic: 'nothing', state: 'granted' },
        { topic: 'service', state: 'withdrawn' },
      ],
    };
    expect((await api.call('PUT', at('a@example.test'), { json: wrong })).body).toMatchObject({
      issues: [
        { path: '/consents/0/topic', code: 'unknown-topic' },
        { path: '/consents/1/topic', code: 'transactional-topic' },
      ],
    });
    expect((await api.call('GET', at('nobody'))).status).toBe(422);
    expect((await api.call('PUT', at('a@example.test'), { json: {}, key: await api.keyOf('viewer') })).status).toBe(
      403,
    );
  });
});

it('topics are made, changed and removed; built-in ones stay', async () => {
  const topic = { key: 'events', name: 'Events', mode: 'opt-in' };
  expect((await api.call('POST', '/api/topics', { json: topic })).status).toBe(201);
  expect((await api.call('POST', '/api/topics', { json: topic })).status).toBe(409);
  expect((await api.call('PATCH', '/api/topics/events', { json: { description: 'Meet us' } })).body).toMatchObject({
    ...topic,
    description: 'Meet us',
    builtIn: false,
  });
  expect((await api.call('DELETE', '/api/topics/newsletter')).status).toBe(409);
  expect((await api.call('PATCH', '/api/topics/newsletter', { json: { mode: 'opt-in' } })).status).toBe(409);
  expect((await api.call('DELETE', '/api/topics/events')).status).toBe(204);
  const { body } = await api.call('GET', '/api/topics');
  expect((body as { items: { key: string }[] }).items.map(({ key }) => key)).toEqual([
    'newsletter',
    'offers',
    'research',
    'service',
  ]);
});
