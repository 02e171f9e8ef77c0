import { type Actor, systemActor } from '../../../crm/actor.ts';
import { type AcceptResult, acceptEvents, type IncomingEvent } from '../../../crm/events/accept.ts';
import { newId } from '../../../crm/ids.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { recordsWorld } from '../records/records-world.ts';

const own = ownDatabase();
const world = recordsWorld(own);

const now = new Date('2026-05-01T10:00:00.000Z');
const accept = (events: readonly IncomingEvent[], actor: Actor = systemActor) =>
  own.database.transaction((tx) => acceptEvents(tx, { actor, cause: [], now }, events));
const outcomeOf = (result: AcceptResult | undefined) =>
  result?.kind === 'issues'
    ? [result.code, ...result.issues.map(({ path, code }) => `${path} ${code}`)].join(' ')
    : 'accepted';
const linksOf = (result: AcceptResult | undefined) =>
  result?.kind === 'accepted' ? result.links.map(({ id }) => id) : [];

test('the same id is one event: again, in one list, and ten times at once', async () => {
  const event = { id: 'order-4711', type: 'order.placed', properties: { total: 5 } };
  const results = (await Promise.all(Array.from({ length: 10 }, () => accept([event, event])))).flat();
  const ids = new Set(results.map((result) => (result.kind === 'accepted' ? result.eventId : '')));
  expect(ids.size).toBe(1);
  expect(results.filter((result) => result.kind === 'accepted' && !result.duplicate)).toHaveLength(1);
  expect(await own.database.query(`SELECT 1 FROM event WHERE type = 'order.placed'`)).toHaveLength(1);
});

test('the same id is the same event also when its record is gone', async () => {
  const lead = await world.create('lead', { email: 'gone@example.test' });
  const event = { id: 'before-it-went', type: 'page.viewed', recordType: 'lead', recordId: lead.id };
  const [first] = await accept([event]);
  await own.database.query('DELETE FROM lead WHERE id = $1', [lead.id]);
  const [again, other] = await accept([event, { ...event, id: 'after-it-went' }]);
  expect(again).toMatchObject({ duplicate: true, eventId: first?.kind === 'accepted' ? first.eventId : '' });
  expect(outcomeOf(other)).toBe('invalid /recordId no-such-record');
});

test("nothing is taken in when the caller's transaction fails", async () => {
  const failing = own.database.transaction(async (tx) => {
    await acceptEvents(tx, { actor: systemActor, cause: [], now }, [{ id: 'rolled-back', type: 'page.viewed' }]);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  const [result] = await accept([{ id: 'rolled-back', type: 'page.viewed' }]);
  expect(result).toMatchObject({ kind: 'accepted', duplicate: false });
});

test('an address links every lead and contact that has it, contacts first', async () => {
  const email = 'many@example.test';
  const [leadA, leadB] = [await world.create('lead', { email }), await world.create('lead', { email })];
  const contact = await world.create('contact', { email });
  const [result] = await accept([{ type: 'page.viewed', email: 'Many@Example.test', properties: { url: '/prices' } }]);
  expect(linksOf(result)).toEqual([contact.id, leadA.id, leadB.id]);
  const eventId = result?.kind === 'accepted' ? result.eventId : '';
  const [stored] = await own.database.query('SELECT "orderKey", "recordId", properties FROM event WHERE id = $1', [
    eventId,
  ]);
  expect(stored).toEqual({ orderKey: contact.id, recordId: contact.id, properties: { url: '/prices', email } });
  expect(
    await own.database.query('SELECT 1 FROM event_link WHERE "eventId" = $1 AND type = $2', [eventId, 'page.viewed']),
  ).toHaveLength(3);
});

test('a named record goes first; an unknown address is no obstacle', async () => {
  const deal = await world.create('deal', { title: 'Deal' });
  const lead = await world.create('lead', { email: 'named@example.test' });
  const results = await accept([
    { type: 'site.visited', recordType: 'deal', recordId: deal.id, email: 'named@example.test' },
    { type: 'site.visited', email: 'unknown@example.test' },
  ]);
  expect(results.map(linksOf)).toEqual([[deal.id, lead.id], []]);
});

test.each<[string, IncomingEvent, string]>([
  ['a name with a space', { type: 'page viewed' }, 'invalid /type wrong-format'],
  ['an empty name', { type: '' }, 'invalid /type wrong-format'],
  ['a time that is none', { type: 'a.b', at: 'yesterday' }, 'invalid /at invalid-time'],
  ['a time far ahead', { type: 'a.b', at: '2026-06-01T00:00:00Z' }, 'invalid /at in-the-future'],
  ['a wrong address', { type: 'a.b', email: 'nobody' }, 'invalid /email invalid-email'],
  ['a record without its type', { type: 'a.b', recordId: newId() }, 'invalid /recordType required'],
  ['an unknown type', { type: 'a.b', recordType: 'spaceship', recordId: newId() }, 'invalid /recordType not-in-list'],
  [
    'a record that is not there',
    { type: 'a.b', recordType: 'lead', recordId: newId() },
    'invalid /recordId no-such-record',
  ],
  ['a contact that is not there', { type: 'a.b', contactId: newId() }, 'invalid /contactId no-such-record'],
  [
    'a text that cannot be stored',
    { type: 'a.b', properties: { note: 'a\u0000' } },
    'invalid /properties/note invalid-text',
  ],
  ['too much', { type: 'a.b', properties: { note: 'x'.repeat(70_000) } }, 'invalid /properties too-large'],
])('refuses %s and takes its neighbours', async (_what, event, expected) => {
  const results = await accept([{ type: 'good.one' }, event, { type: 'good.two' }]);
  expect(results.map(outcomeOf)).toEqual(['accepted', expected, 'accepted']);
});

test('names of the system need a right', async () => {
  const event = { type: 'email.opened' };
  const results = await Promise.all(
    ['admin', 'manager'].map(async (role) => accept([event], await world.user({ roles: [role] }))),
  );
  expect(results.map(([result]) => outcomeOf(result))).toEqual(['accepted', 'forbidden /type forbidden']);
});

test('ids of callers and of the engine do not meet', async () => {
  const id = `run:${newId()}:mail:1:0`;
  const [mine] = await accept([{ id, type: 'a.b' }], await world.user({ roles: ['admin'] }));
  const [engines] = await accept([{ id, type: 'a.b' }]);
  expect([mine, engines]).toMatchObject([{ duplicate: false }, { duplicate: false }]);
});

test('a visit of a robot is marked', async () => {
  const lead = await world.create('lead', {});
  await accept([{ type: 'email.clicked', recordType: 'lead', recordId: lead.id, properties: { bot: true } }]);
  expect(await own.database.query('SELECT bot FROM event_link WHERE "recordId" = $1', [lead.id])).toEqual([
    { bot: true },
  ]);
});
