import { newId } from '../../../crm/ids.ts';
import { type Evidence, recordEvidence } from '../../../crm/sending/evidence.ts';
import { takeDeliveryReport, takeInboundText } from '../../../crm/sending/provider-reports.ts';
import { readMessages } from '../../../crm/sending/read-messages.ts';
import { choose, readSubscription, unsubscribe } from '../../../crm/sending/unsubscribe.ts';
import type { MessageRequest } from '../../../domain/steps/effect.ts';
import { noon, requestOf, sendingWorld } from '../../harness/sending-world.ts';

const world = sendingWorld({ welcome: '<p>Hello</p>' });

let counter = 0;
const mail: MessageRequest = { channel: 'email', template: 'welcome', topic: 'newsletter' };
const text: MessageRequest = { channel: 'sms', body: 'Hi' };
async function message(request: MessageRequest, state = 'accepted') {
  counter += 1;
  const person = await world.lead({
    email: `reader-${counter}@example.test`,
    phone: `+120255501${String(counter).padStart(2, '0')}`,
  });
  const asked = requestOf(await world.run(), { person, message: request });
  const [plan] = await world.plan([asked]);
  if (plan?.kind !== 'planned' && plan?.kind !== 'skipped') throw new Error(JSON.stringify(plan));
  if (plan.kind === 'planned')
    await world.db.query('UPDATE message SET state = $2 WHERE id = $1', [plan.messageId, state]);
  return {
    id: plan.messageId,
    kind: plan.kind,
    person,
    again: () => world.plan([{ ...asked, key: { ...asked.key, stepId: `again-${newId()}` } }]),
  };
}
const stateOf = async (id: string) => (await world.row(id)).state;
const seen = (id: string, more: Partial<Evidence>): Evidence => ({
  messageId: id,
  kind: 'opened',
  dedupe: 'open',
  at: noon,
  bot: false,
  details: {},
  ...more,
});
const take = (...pieces: Evidence[]) => world.db.transaction((tx) => recordEvidence(tx, pieces, noon));
const eventsOf = (recordId: string) =>
  world.db.query<{ type: string; bot: boolean }>(
    'SELECT type, bot FROM event_link WHERE "recordId" = $1 ORDER BY seq',
    [recordId],
  );

describe('evidence', () => {
  it('moves forward only, is kept once, and is an event of the person', async () => {
    const { id, person } = await message(mail);
    expect(await take(seen(id, { kind: 'clicked', dedupe: 'click:0' }))).toHaveLength(1);
    expect(await take(seen(id, {}), seen(id, { kind: 'clicked', dedupe: 'click:0' }))).toHaveLength(1);
    expect(await stateOf(id)).toBe('clicked');
    expect(await eventsOf(person.id)).toEqual([
      { type: 'email.clicked', bot: false },
      { type: 'email.opened', bot: false },
    ]);
    const [event] = await world.db.query<{ properties: object }>(
      `SELECT properties FROM event WHERE type = 'email.clicked'`,
    );
    expect(event?.properties).toMatchObject({
      messageId: id,
      topic: 'newsletter',
      template: 'welcome',
      workflow: 'nurture',
      stepId: 'mail',
      bot: false,
    });
  });

  it('of a machine proves only that the mail arrived', async () => {
    const { id, person } = await message(mail, 'unknown');
    await take(seen(id, { bot: true }));
    expect(await stateOf(id)).toBe('accepted');
    expect(await eventsOf(person.id)).toEqual([{ type: 'email.opened', bot: true }]);
  });

  it('of a person makes an unknown message known', async () => {
    const { id } = await message(mail, 'unknown');
    await take(seen(id, {}));
    expect(await stateOf(id)).toBe('opened');
  });

  it('survives the record being deleted', async () => {
    const { id, person } = await message(mail);
    await world.db.query('DELETE FROM lead WHERE id = $1', [person.id]);
    expect(await take(seen(id, {}))).toHaveLength(1);
  });
});

describe('delivery reports', () => {
  const report = (messageId: string | null, status: string, state: 'accepted' | 'delivered' | 'bounced', more = {}) =>
    takeDeliveryReport(world.db, { messageId, providerId: `SM-${messageId}`, status, state, ...more }, noon);

  it('are taken in any order, repeated, and for a message whose sending was never answered', async () => {
    const { id, person } = await message(text, 'unknown');
    expect(await report(id, 'delivered', 'delivered')).toBe(true);
    expect(await report(id, 'sent', 'accepted')).toBe(true);
    expect(await report(id, 'delivered', 'delivered')).toBe(true);
    expect(await report(id, 'undelivered', 'bounced')).toBe(true);
    expect(await stateOf(id)).toBe('delivered');
    expect((await readMessages(world.db, [id]))[0]?.providerId).toBe(`SM-${id}`);
    expect((await eventsOf(person.id)).map(({ type }) => type)).toEqual(['sms.delivered', 'sms.bounced']);
    expect(await report(null, 'delivered', 'delivered')).toBe(false);
  });

  it('of a number that does not exist suppress it', async () => {
    const { id, person } = await message(text);
    await report(id, 'failed', 'bounced', { class: 'hard-bounce', errorCode: '30005' });
    expect(await stateOf(id)).toBe('bounced');
    expect(await world.db.query('SELECT reason FROM suppression WHERE address = $1', [person.phone])).toEqual([
      { reason: 'hard-bounce' },
    ]);
  });
});

it('STOP ends text messages, START brings them back, an old STOP again does nothing', async () => {
  const { person, again } = await message(text);
  const say = (providerId: string, keyword?: 'stop' | 'start') =>
    takeInboundText(
      world.db,
      { providerId, from: person.phone ?? '', to: '+12025550100', body: 'x', ...(keyword && { keyword }) },
      noon,
    );
  await say('SM1', 'stop');
  expect(await again()).toMatchObject([{ kind: 'skipped', reason: 'suppressed' }]);
  await say('SM2', 'start');
  expect(await again()).toMatchObject([{ kind: 'planned' }]);
  await say('SM1', 'stop');
  await say('SM3');
  expect(await again()).toMatchObject([{ kind: 'planned' }]);
  const types = (await eventsOf(person.id)).map(({ type }) => type);
  expect(types.filter((type) => type === 'sms.replied')).toHaveLength(3);
  expect(types).toEqual(expect.arrayContaining(['consent.withdrawn', 'consent.granted']));
});

describe('unsubscribing', () => {
  const context = { now: noon, source: 'test', evidence: {} };
  const subscriptionOf = async (id: string) => {
    const subscription = await readSubscription(world.db, id);
    if (!subscription) throw new Error('no subscription');
    return subscription;
  };

  it('ends the topic of the message and no other, with a history', async () => {
    const { id, again, person } = await message(mail);
    await unsubscribe(world.db, await subscriptionOf(id), context);
    await unsubscribe(world.db, await subscriptionOf(id), context);
    expect(await again()).toMatchObject([{ kind: 'skipped', reason: 'unsubscribed' }]);
    const { consents } = await subscriptionOf(id);
    expect(consents.topics.filter(({ permitted }) => !permitted).map(({ topic }) => topic)).toEqual([
      'newsletter',
      'research',
    ]);
    const history = await world.db.query<{ changes: object }>(
      `SELECT changes FROM audit_entry WHERE action = 'consent.withdrawn' AND changes->'of'->>'address' = $1`,
      [person.email],
    );
    expect(history).toMatchObject([
      { changes: { state: { old: null, new: 'withdrawn' }, source: 'test', evidence: { messageId: id } } },
    ]);
    expect((await eventsOf(person.id)).map(({ type }) => type)).toEqual(['consent.withdrawn', 'message.unsubscribed']);
  });

  it('takes what the reader chooses; none ends all, also topics to come, and one chosen again is sent', async () => {
    const { id, again } = await message(mail);
    const permitted = async () =>
      (await subscriptionOf(id)).consents.topics.filter((topic) => topic.permitted).map(({ topic }) => topic);
    await choose(world.db, await subscriptionOf(id), { ...context, topics: ['newsletter', 'research'] });
    expect(await permitted()).toEqual(['newsletter', 'research', 'service']);
    await choose(world.db, await subscriptionOf(id), {
      ...context,
      now: new Date(noon.getTime() + 1000),
      topics: [],
    });
    expect(await permitted()).toEqual(['service']);
    await world.db.query(
      `INSERT INTO topic (key, name, mode) VALUES ('latest', 'Latest', 'opt-out') ON CONFLICT DO NOTHING`,
    );
    expect(await permitted()).toEqual(['service']);
    await choose(world.db, await subscriptionOf(id), {
      ...context,
      now: new Date(noon.getTime() + 2000),
      topics: ['newsletter'],
    });
    expect(await permitted()).toEqual(['newsletter', 'service']);
    expect(await again()).toMatchObject([{ kind: 'planned' }]);
  });
});
