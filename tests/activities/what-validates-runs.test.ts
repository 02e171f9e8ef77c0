import { expect, test } from '@jest/globals';
import { systemActor } from '../../crm/actor.ts';
import { replacePipelines } from '../../crm/settings/pipelines.ts';
import { createItemRenderer, type RenderItem } from '../../crm/templates/render-item.ts';
import { simulateRecord } from '../../crm/workflows/simulate-record.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { pathOf } from '../domain/run/simulate-with.ts';
import { engineWorld } from '../harness/engine-world.ts';

const start = '2031-03-03T09:00:00.000Z';
const world = engineWorld({ start });
const renderItem = createItemRenderer({ maxOutput: 100_000 });
const newYork = 'America/New_York';

type Drawn = {
  readonly key: string;
  readonly subject: RecordTypeKey;
  readonly steps: JsonObject;
  readonly triggers?: JsonObject[];
};

/** What a workflow without errors does for a record at once, simulated and then on the engine. */
async function both({ key, steps, subject, triggers }: Drawn, recordId: string) {
  await world.publish({
    key,
    subject,
    start: Object.keys(steps)[0] ?? '',
    steps,
    triggers: triggers ?? [{ id: 't', type: 'event', event: `enter.${key}` }],
    enrollment: { reentry: { mode: 'always' } },
  });
  const renderer = { renderMany: async (items: readonly RenderItem[]) => items.map(renderItem) };
  const asked = { key, subject: { recordId }, now: world.now() };
  const simulated = await simulateRecord(world.db, asked, {
    actor: systemActor,
    renderer,
    company: world.deps.settings,
  });
  await world.happen({ type: `enter.${key}`, recordType: subject, recordId });
  await world.settle();
  const [run] = await world.runsOf(key);
  return { simulated, run: run?.data, path: await world.pathOf(run?.data.id ?? '') };
}

const nine = { for: 'P1D', at: { time: '09:00', zone: 'contact' } };
const asks = (title: string) => ({ type: 'create-task', config: { title }, next: { done: null } });

/** When a wait of a day until nine in the zone of the contact ends, simulated and on the engine. */
async function nineFor(key: string, subject: RecordTypeKey, recordId: string) {
  const steps = { pause: { type: 'wait', config: nine, next: { done: null } } };
  const { simulated, run } = await both({ key, subject, steps }, recordId);
  return [simulated.path[0]?.endedAt, run?.positions[0]?.dueAt];
}

const inNewYork = ['2031-03-04T14:00:00.000Z', '2031-03-04T14:00:00.000Z'];
const inUtc = ['2031-03-04T09:00:00.000Z', '2031-03-04T09:00:00.000Z'];

test('a wait takes the zone of the account where the contact has none', async () => {
  const account = await world.create('account', { name: 'Hudson', timezone: newYork });
  const contact = await world.create('contact', { firstName: 'Ann' });
  const named = await world.create('deal', { title: 'Named', accountId: account.id, contactId: contact.id });
  expect(await nineFor('zone-deal', 'deal', named.id)).toEqual(inNewYork);
});

test('a record that names no account takes that of its contact; an account its own', async () => {
  const account = await world.create('account', { name: 'Hudson', timezone: newYork });
  const contact = await world.create('contact', { firstName: 'Ann', accountId: account.id });
  const ticket = await world.create('case', { title: 'Broken', contactId: contact.id });
  expect(await nineFor('zone-case', 'case', ticket.id)).toEqual(inNewYork);
  expect(await nineFor('zone-contact', 'contact', contact.id)).toEqual(inNewYork);
  expect(await nineFor('zone-account', 'account', account.id)).toEqual(inNewYork);
  const other = await world.create('account', { name: 'Thames' });
  const elsewhere = await world.create('case', { title: 'Broken', contactId: contact.id, accountId: other.id });
  expect(await nineFor('zone-own-account', 'case', elsewhere.id)).toEqual(inUtc);
});

test('days are counted in the zone of the account', async () => {
  const account = await world.create('account', { name: 'Hudson', timezone: newYork });
  const deal = await world.create('deal', { title: 'Spring', accountId: account.id });
  const steps = { pause: { type: 'wait', config: { for: 'P7D' }, next: { done: null } } };
  const { simulated, run } = await both({ key: 'zone-days', subject: 'deal', steps }, deal.id);
  // Clocks change there on 9 March, in Europe later.
  expect([simulated.path[0]?.endedAt, run?.positions[0]?.dueAt]).toEqual(Array(2).fill('2031-03-10T08:00:00.000Z'));
});

test('texts of a step read related records', async () => {
  const account = await world.create('account', { name: 'Hudson' });
  const deal = await world.create('deal', { title: 'Big', accountId: account.id });
  const steps = { task: asks('Call {{related.account.name}}') };
  const { simulated, path, run } = await both({ key: 'related-text', subject: 'deal', steps }, deal.id);
  expect([pathOf(simulated), path, run?.state]).toEqual([['task>done'], 'task>done', 'completed']);
  expect(simulated.writes[0]?.changes.title).toBe('Call Hudson');
  const tasks = await world.db.query('SELECT title FROM task WHERE "relatedId" = $1', [deal.id]);
  expect(tasks).toEqual([{ title: 'Call Hudson' }]);
});

test('a record is named by a rule and by a text alike; a text that cannot be rendered names none', async () => {
  const account = await world.create('account', { name: 'Hudson' });
  const deal = await world.create('deal', { title: 'Big', accountId: account.id });
  const tag = (id: JsonObject, tagged: string, next: string | null) => ({
    type: 'add-tag',
    config: { tag: tagged, on: { type: 'account', id } },
    next: { done: next, error: null },
  });
  const steps = {
    rule: tag({ rule: { var: 'record.accountId' } }, 'by-rule', 'text'),
    text: tag({ text: '{{record.accountId}}' }, 'by-text', 'none'),
    none: tag({ text: '{{record.contactId}}' }, 'by-none', null),
  };
  const { simulated, path } = await both({ key: 'named', subject: 'deal', steps }, deal.id);
  expect([pathOf(simulated).join(' '), path]).toEqual(Array(2).fill('rule>done text>done none>error'));
  const [row] = await world.db.query<{ tags: string[] }>('SELECT tags FROM account WHERE id = $1', [account.id]);
  expect(row?.tags).toEqual(['by-rule', 'by-text']);
});

test('runs are started for the related records that a rule counts as true for', async () => {
  const end = { end: { type: 'end', config: {}, next: {} } };
  await world.publish({ key: 'for-contact', subject: 'contact', start: 'end', steps: end });
  await world.publish({ key: 'for-account', subject: 'account', start: 'end', steps: end });
  const account = await world.create('account', { name: 'Hudson' });
  const named = await world.create('contact', { firstName: 'Ann', country: 'PL', accountId: account.id });
  await world.create('contact', { firstName: 'Bo', accountId: account.id });
  const starts = (workflow: string, related: string, where: JsonObject) => ({
    go: { type: 'start-workflow', config: { workflow, subjects: { related, where } }, next: { done: null } },
  });
  const many = await both(
    { key: 'start-many', subject: 'account', steps: starts('for-contact', 'contacts', { var: 'record.country' }) },
    account.id,
  );
  const one = await both(
    { key: 'start-one', subject: 'contact', steps: starts('for-account', 'account', { var: 'record.country' }) },
    named.id,
  );
  const startedFor = async (key: string) => (await world.runsOf(key)).map(({ data }) => data.subject.id);
  expect(many.simulated.starts.map(({ record }) => record.id)).toEqual([named.id]);
  expect(await startedFor('for-contact')).toEqual([named.id]);
  expect([one.simulated.starts, await startedFor('for-account')]).toEqual([[], []]);
});

test('a stage means what the pipelines of the company say', async () => {
  const stages = [{ key: 'signed', name: 'Signed', probability: 90, outcome: 'won' as const }];
  await replacePipelines(world.db, [{ key: 'sales', name: 'Sales', stages }]);
  const deal = await world.create('deal', { title: 'Big' });
  const steps = { sign: { type: 'change-stage', config: { stage: 'signed' }, next: { done: null } } };
  const { simulated } = await both({ key: 'signing', subject: 'deal', steps }, deal.id);
  const won = { probability: 90, outcome: 'won' };
  expect(simulated.writes[0]?.changes).toMatchObject(won);
  const [row] = await world.db.query('SELECT probability, outcome FROM deal WHERE id = $1', [deal.id]);
  expect(row).toEqual(won);
});
