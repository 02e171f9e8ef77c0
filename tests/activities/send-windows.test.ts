import { describe, expect, test } from '@jest/globals';
import { systemActor } from '../../crm/actor.ts';
import { changeConsents } from '../../crm/consent/change-consents.ts';
import { writeSetting } from '../../crm/settings/stored-setting.ts';
import type { JsonObject } from '../../domain/json.ts';
import { simulateWith } from '../domain/run/simulate-with.ts';
import { engineWorld } from '../harness/engine-world.ts';

const warsaw = 'Europe/Warsaw';
/** Saturday night before the clocks of Warsaw go forward: 23:30 there. */
const world = engineWorld({ start: '2031-03-29T22:30:00.000Z', zone: warsaw });
const window = { from: '08:00', until: '20:00', zone: 'contact' };

function mail(key: string, config: JsonObject = {}, more: JsonObject = {}) {
  const steps = { mail: { type: 'send-email', config: { template: 'welcome', ...config }, next: { done: null } } };
  return { key, triggers: [{ id: 't', type: 'event', event: key }], start: 'mail', steps, ...more };
}

/** Publishes a workflow and enters it for a new lead. */
async function enter(definition: ReturnType<typeof mail>, fields: JsonObject = {}) {
  const { key } = definition;
  await world.publish(definition);
  const lead = await world.create('lead', { firstName: key, email: `${key}@example.test`, ...fields });
  await world.happen({ type: key, recordType: 'lead', recordId: lead.id });
  await world.settle();
  return lead.id;
}

async function message(key: string) {
  type Row = { state: string; reason: string | null; dueAt: Date | null; sentAt: Date | null };
  const rows = await world.db.query<Row>('SELECT state, reason, "dueAt", "sentAt" FROM message WHERE "to" = $1', [
    `${key}@example.test`,
  ]);
  return rows.map(({ state, reason, dueAt, sentAt }) => ({
    state,
    reason,
    dueAt: dueAt?.toISOString() ?? null,
    sentAt: sentAt?.toISOString() ?? null,
  }))[0];
}
const held = (dueAt: string) => ({ state: 'deferred', reason: 'outside-window', dueAt, sentAt: null });
const sent = (sentAt: string) => ({ state: 'accepted', reason: null, dueAt: null, sentAt });

describe('a message with a window', () => {
  test('waits until it opens on the clock of its reader, over the night in which the clocks go forward', async () => {
    await enter(mail('spring', { window }), { timezone: warsaw });
    await enter(mail('york', { window }), { timezone: 'America/New_York' });
    expect(await message('spring')).toEqual(held('2031-03-30T06:00:00.000Z'));
    // Half past six in the evening.
    expect(await message('york')).toEqual(sent('2031-03-29T22:30:00.000Z'));
    const [run] = await world.runsOf('spring');
    expect(run?.data.positions).toMatchObject([{ state: 'sending', dueAt: '2031-03-30T06:00:00.000Z' }]);
    await world.pass('2031-03-30T05:59:00.000Z');
    expect(await message('spring')).toEqual(held('2031-03-30T06:00:00.000Z'));
    await world.pass('2031-03-30T06:00:00.000Z');
    expect(await message('spring')).toEqual(sent('2031-03-30T06:00:00.000Z'));
    expect((await world.runsOf('spring'))[0]?.data.state).toBe('completed');
  });

  test('a worker that comes after it has closed again waits for the next day', async () => {
    const late = { ...window, from: '09:00', until: '10:00', zone: warsaw };
    await enter(mail('late', { window: late }));
    const opens = (await message('late'))?.dueAt;
    expect(opens).toBe('2031-03-30T07:00:00.000Z');
    await world.db.query('UPDATE run SET paused = true WHERE "workflowKey" = $1', ['late']);
    await world.pass('2031-03-30T12:00:00.000Z');
    await world.db.query('UPDATE run SET paused = false WHERE "workflowKey" = $1', ['late']);
    await world.settle();
    expect(await message('late')).toEqual(held('2031-03-31T07:00:00.000Z'));
    await world.pass('2031-03-31T07:00:00.000Z');
    expect(await message('late')).toEqual(sent('2031-03-31T07:00:00.000Z'));
  });

  test('consent, exit and goal are asked again at the moment of leaving', async () => {
    const night = { ...window, zone: warsaw, from: '07:00', until: '08:00' };
    await enter(mail('withdrawn', { window: night, topic: 'newsletter' }));
    const goal = { '==': [{ var: 'record.status' }, 'qualified'] };
    const reached = await enter(mail('reached', { window: night }, { enrollment: { goal } }));
    await world.db.transaction((tx) =>
      changeConsents(tx, { actor: systemActor, now: world.now(), source: 'api', evidence: {} }, [
        { channel: 'email', address: 'withdrawn@example.test', topic: 'newsletter', state: 'withdrawn' },
      ]),
    );
    await world.change('lead', reached, { status: 'qualified' });
    await world.settle();
    await world.pass('2031-04-02T06:00:00.000Z');
    expect(await message('withdrawn')).toMatchObject({ state: 'skipped', reason: 'unsubscribed' });
    expect(await message('reached')).toMatchObject({ state: 'skipped', reason: 'run-ended' });
  });

  test('the clocks go back, and it opens by the new ones; the simulation says the same', async () => {
    await world.pass('2031-10-25T21:00:00.000Z');
    const definition = mail('autumn', { window }, { subject: 'lead' });
    await enter(definition, { timezone: warsaw });
    expect(await message('autumn')).toEqual(held('2031-10-26T07:00:00.000Z'));
    const { messages, end } = await simulateWith(
      { format: 1, name: 'autumn', ...definition },
      { record: { email: 'a@example.test', firstName: 'A', timezone: warsaw }, now: world.now().toISOString() },
    );
    expect(messages).toMatchObject([{ at: '2031-10-26T07:00:00.000Z', heldSince: world.now().toISOString() }]);
    expect(end).toMatchObject({ state: 'completed', at: '2031-10-26T07:00:00.000Z' });
    await world.pass('2031-10-26T07:00:00.000Z');
    expect(await message('autumn')).toEqual(sent('2031-10-26T07:00:00.000Z'));
  });
});

describe('quiet hours of the company', () => {
  test('hold marketing back, and nothing that somebody waits for', async () => {
    await world.pass('2031-11-03T22:00:00.000Z');
    await writeSetting(world.db, 'company', { sendWindow: { ...window, zone: 'company' } });
    await world.readTime();
    await enter(mail('advert', { topic: 'newsletter' }));
    await enter(mail('receipt'));
    await enter(mail('own', { topic: 'newsletter', window: { ...window, zone: 'company', until: '24:00' } }));
    expect(await message('advert')).toEqual(held('2031-11-04T07:00:00.000Z'));
    expect(await message('receipt')).toEqual(sent('2031-11-03T22:00:00.000Z'));
    expect(await message('own')).toEqual(sent('2031-11-03T22:00:00.000Z'));
    await world.pass('2031-11-04T07:00:00.000Z');
    expect(await message('advert')).toEqual(sent('2031-11-04T07:00:00.000Z'));
  });
});
