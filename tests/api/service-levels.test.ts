import { expect, test } from '@jest/globals';
import { companyTime } from '../../crm/settings/company-settings.ts';
import { followClocks } from '../../crm/sla/follow-clocks.ts';
import { testApi } from '../harness/test-api.ts';

const api = testApi({});
const policy = {
  name: 'Support',
  recordType: 'case',
  calendar: 'always',
  clocks: [
    {
      id: 'resolve',
      kind: 'resolve',
      pause: { '==': [{ var: 'record.status' }, 'waiting-customer'] },
      targets: [{ when: { '==': [{ var: 'record.priority' }, 'critical'] }, target: 'PT4H' }, { target: 'PT8H' }],
    },
  ],
};

test('queues are stored under their key, with users that are there', async () => {
  const nobody = '00000000-0000-7000-8000-00000000dead';
  expect((await api.call('PUT', '/api/queues/first', { json: { name: 'First line', members: [nobody] } })).status).toBe(
    422,
  );
  expect(await api.call('PUT', '/api/queues/first', { json: { name: 'First line', members: [] } })).toMatchObject({
    status: 200,
    body: { key: 'first', name: 'First line', members: [], alert: [] },
  });
  expect((await api.call('GET', '/api/queues')).body).toMatchObject({ items: [{ key: 'first' }] });
  expect((await api.call('DELETE', '/api/queues/first')).status).toBe(204);
});

test('a policy needs what stops its clocks, and a calendar that is there', async () => {
  const [clock] = policy.clocks;
  const without = { ...policy, recordType: 'lead' };
  expect((await api.call('PUT', '/api/sla-policies/x', { json: without })).status).toBe(422);
  expect((await api.call('PUT', '/api/sla-policies/x', { json: { ...policy, calendar: 'nowhere' } })).status).toBe(422);
  expect((await api.call('PUT', '/api/sla-policies/x', { json: { ...policy, clocks: [clock, clock] } })).status).toBe(
    422,
  );
});

test('the board shows open clocks, the one with the least time left first', async () => {
  expect((await api.call('PUT', '/api/sla-policies/support', { json: policy })).status).toBe(200);
  const add = async (json: object) => (await api.call('POST', '/api/records/case', { json })).body as { id: string };
  const low = await add({ title: 'Low', priority: 'low', status: 'open' });
  const critical = await add({ title: 'Critical', priority: 'critical', status: 'open' });
  const waiting = await add({ title: 'Waits', priority: 'low', status: 'waiting-customer' });
  await api.database.transaction(async (tx) => {
    const events = await tx.query<{ id: string }>(`SELECT id FROM event WHERE "recordType" = 'case'`);
    const company = companyTime('UTC');
    await followClocks(
      tx,
      events.map(({ id }) => id),
      { company, now: new Date() },
    );
  });
  const { body } = await api.call('GET', '/api/sla-clocks?type=case');
  const { items } = body as { items: { recordId: string; state: string; remainingSeconds: number; title: string }[] };
  expect(items.map(({ recordId, state }) => [recordId, state])).toEqual([
    [critical.id, 'running'],
    [low.id, 'running'],
    [waiting.id, 'paused'],
  ]);
  expect(items[0]?.title).toBe('Critical');
  // As in a calendar with nights: due later, with less working time left.
  const due = (id: string, days: number) =>
    api.database.query('UPDATE sla_clock SET "dueAt" = "dueAt" + $2 * interval \'1 day\' WHERE "recordId" = $1', [
      id,
      days,
    ]);
  await due(critical.id, 1);
  expect((await api.call('GET', '/api/sla-clocks?type=case&limit=1')).body).toMatchObject({
    items: [{ recordId: critical.id }],
  });
  await due(critical.id, -1);
  expect(items[0]?.remainingSeconds).toBeGreaterThan(14_000);
  expect((await api.call('GET', '/api/sla-clocks?state=paused')).body).toMatchObject({
    items: [{ recordId: waiting.id }],
  });
  expect((await api.call('GET', '/api/sla-clocks?state=breached')).body).toMatchObject({ items: [] });
});

test('the board is narrowed by queue, owner, policy and kind, and counts what is in each state', async () => {
  const of = async (query: string) =>
    ((await api.call('GET', `/api/sla-clocks?${query}`)).body as { items: { title: string }[] }).items.map(
      ({ title }) => title,
    );
  expect(await of('policy=support&kind=resolve')).toEqual(['Critical', 'Low', 'Waits']);
  expect(await of('owner=none&state=running')).toEqual(['Critical', 'Low']);
  expect(await of('queue=nowhere')).toEqual([]);
  expect(await of('policy=another')).toEqual([]);
  expect((await api.call('GET', '/api/sla-clocks/counts')).body).toEqual({
    'at-risk': 0,
    breached: 0,
    paused: 1,
    running: 2,
  });
});

test('the board comes in pages, in its own order or sorted by a field', async () => {
  type Board = { items: { title: string }[]; nextCursor: string | null };
  const page = async (query: string) => (await api.call('GET', `/api/sla-clocks?limit=2${query}`)).body as Board;
  const first = await page('');
  const second = await page(`&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items].map(({ title }) => title)).toEqual(['Critical', 'Low', 'Waits']);
  expect(second.nextCursor).toBeNull();
  expect((await page('&sort=-title')).items.map(({ title }) => title)).toEqual(['Waits', 'Low']);
});

test('a record tells of its clocks, with what happened to them', async () => {
  const { items } = (await api.call('GET', '/api/sla-clocks?state=paused')).body as { items: { recordId: string }[] };
  const { status, body } = await api.call('GET', `/api/records/case/${items[0]?.recordId}/clocks`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    items: [
      {
        kind: 'resolve',
        state: 'paused',
        targetSeconds: 28_800,
        consumedSeconds: 0,
        zone: 'UTC',
        warnings: [],
        history: [{ what: 'started', consumedSeconds: 0 }],
      },
    ],
  });
});
