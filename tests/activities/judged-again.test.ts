import { describe, expect, test } from '@jest/globals';
import { systemActor } from '../../crm/actor.ts';
import { changeConsents } from '../../crm/consent/change-consents.ts';
import { suppress, unsuppress } from '../../crm/consent/suppressions.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { simulateWith } from '../domain/run/simulate-with.ts';
import { engineWorld } from '../harness/engine-world.ts';

const hour = 3_600_000;
const day = 24 * hour;
const world = engineWorld();

const wait = (length: string, next: string | null) => ({ type: 'wait', config: { for: length }, next: { done: next } });
const set = (values: JsonObject, next: string | null) => ({
  type: 'set-variables',
  config: { set: values },
  next: { done: next },
});
const variables = [{ name: 'points', type: 'number', default: 0 }];

type Parts = { steps: JsonObject; start: string } & JsonObject;

/** Publishes a workflow entered by an event of its own name, and enters it for a new record. */
async function enter(key: string, more: Parts, subject: RecordTypeKey = 'lead', record: JsonObject = {}) {
  await world.publish({ key, subject, triggers: [{ id: 't', type: 'event', event: `enter.${key}` }], ...more });
  const made = await world.create(
    subject,
    subject === 'deal' ? { title: key, ...record } : { firstName: key, email: `${key}@example.test`, ...record },
  );
  await world.happen({ type: `enter.${key}`, recordType: subject, recordId: made.id });
  await world.settle();
  return made.id;
}
const ended = async (key: string) => {
  const run = (await world.runsOf(key)).at(-1)?.data;
  return { state: run?.state, at: run?.endedAt ?? null, path: await world.pathOf(run?.id ?? '') };
};
const simulated = async (key: string, more: Parts) => {
  const document = { format: 1, key, name: key, subject: 'lead', triggers: [{ id: 'm', type: 'manual' }], ...more };
  const now = world.now().toISOString();
  const { end, path } = await simulateWith(document, { record: { firstName: key }, now, zone: 'UTC' });
  return { state: end.state, at: end.at, path: path.map((s) => `${s.stepId}${s.outlet ? `>${s.outlet}` : ''}`) };
};
const same = async (key: string, more: Parts) => {
  const { path, ...told } = await simulated(key, more);
  await enter(key, more);
  return { told: { ...told, path: path.join(' ') } };
};

describe('exit and goal over what the run itself makes', () => {
  const cases: [string, JsonObject, JsonObject][] = [
    ['vars', { '>': [{ var: 'vars.points' }, 0] }, set({ points: 5 }, 'w')],
    ['steps', { '==': [{ var: 'steps.set.outlet' }, 'done'] }, set({}, 'w')],
  ];
  test.each(cases)('%s: as in the simulation, with the leg that changes it', async (what, goal, step) => {
    const more = { variables, start: 'set', steps: { set: step, w: wait('P30D', null) }, enrollment: { goal } };
    const { told } = await same(`goal-${what}`, more);
    expect(told.state).toBe('goal');
    expect(await ended(`goal-${what}`)).toEqual(told);
  });

  test('with a step, the run goes on there; messages of that leg do not leave, branches and waits are gone', async () => {
    const steps = {
      both: { type: 'parallel', config: { branches: ['a', 'b', 'c'] }, next: { a: 'listen', b: 'mail', c: 'set' } },
      listen: {
        type: 'wait-for',
        config: { branches: [{ id: 'x', event: 'never' }], timeout: 'P20D' },
        next: { x: null, timeout: null },
      },
      mail: { type: 'send-email', config: { template: 'welcome' }, next: { done: null } },
      set: set({ points: 1 }, 'w'),
      w: wait('P9D', null),
      bye: wait('P2D', null),
    };
    const exit = { when: { '>': [{ var: 'vars.points' }, 0] }, then: 'bye' };
    await enter('exit-vars-then', { variables, start: 'both', steps, enrollment: { exit } });
    const run = (await world.runsOf('exit-vars-then'))[0]?.data;
    expect(run?.positions.map(({ stepId }) => stepId)).toEqual(['bye']);
    const sent = (await world.messages()).filter(({ runId }) => runId === run?.id);
    expect(sent.map(({ state }) => state)).toEqual(['skipped']);
    await world.pass(3 * day);
    expect((await ended('exit-vars-then')).state).toBe('completed');
  });

  test('behaviour since the run began is none when it begins', async () => {
    const key = 'goal-since-run';
    const goal = { performed: ['order.paid', { since: 'run' }] };
    const triggers = [{ id: 't', type: 'event', event: key }];
    await world.publish({ key, triggers, start: 'w', steps: { w: wait('P30D', null) }, enrollment: { goal } });
    const lead = await world.create('lead', { firstName: 'Old' });
    const happen = async (type: string) => {
      await world.happen({ type, recordType: 'lead', recordId: lead.id });
      await world.settle();
    };
    await happen('order.paid');
    await world.pass(day);
    await happen(key);
    expect((await ended(key)).state).toBe('waiting');
    await happen('order.paid');
    expect((await ended(key)).state).toBe('goal');
  });

  test('behaviour since a step counts from the arrival there', async () => {
    const exit = { '!': { performed: ['seen', { since: { step: 'w' } }] } };
    const steps = { first: wait('P1D', 'w'), w: wait('P30D', null) };
    await enter('exit-since', {
      start: 'first',
      steps,
      enrollment: { exit: { and: [exit, { '==': [{ var: 'steps.first.outlet' }, 'done'] }] } },
    });
    await world.pass(2 * day);
    expect((await ended('exit-since')).state).toBe('exited');
  });
});

describe('exit over who can be written to', () => {
  const enrollment = { exit: { '!': { reachable: ['email', 'newsletter'] } } };
  const steps = { w: wait('P30D', null) };
  const withdraw = (address: string) =>
    world.db.transaction((tx) =>
      changeConsents(tx, { actor: systemActor, now: world.now(), source: 'api', evidence: {} }, [
        { channel: 'email', address, topic: 'newsletter', state: 'withdrawn' },
      ]),
    );

  test('a withdrawal, a suppression and a lost address end the run at once, of leads and of the person behind a deal', async () => {
    await enter('reach-topic', { start: 'w', steps, enrollment });
    await enter('reach-suppressed', { start: 'w', steps, enrollment });
    const lost = await enter('reach-lost', { start: 'w', steps, enrollment });
    const contacts = [];
    for (const key of ['deal-topic', 'deal-lost']) {
      const contact = await world.create('contact', { firstName: 'C', email: `${key}@example.test` });
      await enter(key, { start: 'w', steps, enrollment }, 'deal', { contactId: contact.id });
      contacts.push(contact.id);
    }
    const keys = ['reach-topic', 'reach-suppressed', 'reach-lost', 'deal-topic', 'deal-lost'];
    const states = async () => Promise.all(keys.map(async (key) => (await ended(key)).state));
    expect(await states()).toEqual(keys.map(() => 'waiting'));
    await withdraw('reach-topic@example.test');
    await withdraw('deal-topic@example.test');
    await world.db.transaction((tx) =>
      suppress(
        tx,
        [{ channel: 'email', address: 'reach-suppressed@example.test', reason: 'manual', messageId: null }],
        world.now(),
      ),
    );
    await world.change('lead', lost, { email: null });
    await world.change('contact', contacts[1] ?? '', { email: null });
    await world.settle();
    expect(await states()).toEqual(keys.map(() => 'exited'));
  });

  test('a goal is met when the address comes off the suppression list', async () => {
    const item = { channel: 'email', address: 'reach-back@example.test' } as const;
    await world.db.transaction((tx) => suppress(tx, [{ ...item, reason: 'manual', messageId: null }], world.now()));
    await enter('reach-back', { start: 'w', steps, enrollment: { goal: { reachable: ['email'] } } });
    expect((await ended('reach-back')).state).toBe('waiting');
    await world.db.transaction((tx) => unsuppress(tx, { ...item, reasons: ['manual'] }, world.now()));
    await world.settle();
    expect((await ended('reach-back')).state).toBe('goal');
  });
});

describe('waits until a condition is true', () => {
  const until = (when: Json, more: JsonObject = {}) => ({
    type: 'wait-for',
    config: { branches: [{ id: 'hit', when }], timeout: 'P5D', ...more },
    next: { hit: null, timeout: null },
  });
  const beside = (when: Json, other: JsonObject) => ({
    variables,
    start: 'both',
    steps: {
      both: { type: 'parallel', config: { branches: ['a', 'b'] }, next: { a: 'until', b: 'later' } },
      until: until(when),
      later: wait('PT3H', 'act'),
      act: other,
    },
  });

  test.each<[string, Json, JsonObject]>([
    [
      'count',
      { '>': [{ count: ['tasks', { '==': [{ var: 'record.status' }, 'open'] }] }, 0] },
      { type: 'create-task', config: { title: 'Call' }, next: { done: null } },
    ],
    ['vars', { '>': [{ var: 'vars.points' }, 0] }, set({ points: 1 }, null)],
    ['steps', { '==': [{ var: 'steps.act.outlet' }, 'done'] }, set({}, null)],
    [
      'performed',
      { performed: ['seen', { since: 'run' }] },
      { type: 'emit-event', config: { event: 'seen' }, next: { done: null } },
    ],
  ])('what a branch beside does makes it true: %s, as in the simulation', async (what, when, act) => {
    const more = beside(when, act);
    const { told } = await same(`until-${what}`, more);
    await world.pass(6 * day);
    expect(told.path).toContain('until>hit');
    expect((await ended(`until-${what}`)).at).toBe(told.at);
    expect((await ended(`until-${what}`)).path).toContain('until>hit');
  });

  test('behaviour of the record and of the person behind it', async () => {
    const contact = await world.create('contact', { firstName: 'P', email: 'until-person@example.test' });
    const when = { performed: ['page.seen', { since: 'run', count: 2 }] };
    await enter('until-person', { start: 'u', steps: { u: until(when) } }, 'deal', { contactId: contact.id });
    for (let n = 0; n < 2; n += 1) {
      await world.happen({ type: 'page.seen', email: 'until-person@example.test' });
      await world.settle();
      await world.pass(hour);
    }
    expect((await ended('until-person')).path).toBe('u>hit');
  });

  test('a simulated event makes it true in the simulation as well', async () => {
    const steps = { u: until({ performed: ['page.viewed', { since: 'run' }] }) };
    const definition = {
      format: 1,
      key: 'k',
      name: 'K',
      subject: 'lead',
      triggers: [{ id: 'm', type: 'manual' }],
      start: 'u',
      steps,
    };
    const { path } = await simulateWith(definition, {
      record: { firstName: 'A' },
      events: [{ type: 'page.viewed', after: 'PT2H' }],
    });
    expect(path.map(({ outlet, endedAt }) => [outlet, endedAt])).toEqual([['hit', '2031-03-03T10:00:00.000Z']]);
  });

  test('related records that are made, changed, moved away and deleted', async () => {
    const none = { '==': [{ count: ['tasks', { '==': [{ var: 'record.status' }, 'open'] }] }, 0] };
    const ids: string[] = [];
    for (const key of ['none-done', 'none-moved', 'none-deleted']) {
      await world.publish({
        key,
        subject: 'deal',
        triggers: [{ id: 't', type: 'event', event: `enter.${key}` }],
        start: 'u',
        steps: { u: until(none) },
      });
      const deal = await world.create('deal', { title: key });
      const task = await world.create('task', { title: key, relatedType: 'deal', relatedId: deal.id });
      await world.happen({ type: `enter.${key}`, recordType: 'deal', recordId: deal.id });
      ids.push(task.id);
    }
    await world.settle();
    for (const key of ['none-done', 'none-moved', 'none-deleted']) expect((await ended(key)).path).toBe('');
    const elsewhere = await world.create('deal', { title: 'Elsewhere' });
    await world.change('task', ids[0] ?? '', { status: 'done' });
    await world.change('task', ids[1] ?? '', { relatedId: elsewhere.id });
    await world.write({ kind: 'delete', type: 'task', id: ids[2] ?? '' });
    await world.settle();
    for (const key of ['none-done', 'none-moved', 'none-deleted']) expect((await ended(key)).path).toBe('u>hit');
  });

  test('what the record points to since it began to wait', async () => {
    const [before, after] = [
      await world.create('account', { name: 'B' }),
      await world.create('account', { name: 'A' }),
    ];
    const wood = { '==': [{ var: 'related.account.industry' }, 'wood'] };
    const deal = await enter('until-moved', { start: 'u', steps: { u: until(wood) } }, 'deal', {
      accountId: before.id,
    });
    const contact = await world.create('contact', { firstName: 'N', email: 'until-new@example.test' });
    const seen = { performed: ['page.seen', { since: 'run' }] };
    const other = await enter('until-behind', { start: 'u', steps: { u: until(seen) } }, 'deal');
    await world.change('deal', deal, { accountId: after.id });
    await world.change('deal', other, { contactId: contact.id });
    await world.settle();
    for (const key of ['until-moved', 'until-behind']) expect((await ended(key)).path).toBe('');
    await world.change('account', after.id, { industry: 'wood' });
    await world.happen({ type: 'page.seen', email: 'until-new@example.test' });
    await world.settle();
    for (const key of ['until-moved', 'until-behind']) expect((await ended(key)).path).toBe('u>hit');
  });

  test('who can be written to, and the end of what pauses the wait', async () => {
    const address = 'until-reach@example.test';
    await enter('until-reach', { start: 'u', steps: { u: until({ '!': { reachable: ['email', 'newsletter'] } }) } });
    const busy = { '>': [{ count: ['tasks', { '==': [{ var: 'record.status' }, 'open'] }] }, 0] };
    const isHot = { '==': [{ var: 'record.status' }, 'hot'] };
    const paused = await enter('until-paused', { start: 'u', steps: { u: until(isHot, { paused: busy }) } });
    const task = await world.create('task', { title: 'T', relatedType: 'lead', relatedId: paused });
    await world.change('lead', paused, { status: 'hot' });
    await world.settle();
    expect((await ended('until-paused')).path).toBe('');
    await world.change('task', task.id, { status: 'done' });
    await world.db.transaction((tx) =>
      changeConsents(tx, { actor: systemActor, now: world.now(), source: 'api', evidence: {} }, [
        { channel: 'email', address, topic: 'newsletter', state: 'withdrawn' },
      ]),
    );
    await world.settle();
    for (const key of ['until-reach', 'until-paused']) expect((await ended(key)).path).toBe('u>hit');
  });
});
