import { compileTrigger } from '../../../domain/triggers/compile-trigger.ts';
import { matchTrigger, type TriggerInput } from '../../../domain/triggers/match-trigger.ts';

const hot = { '==': [{ var: 'record.status' }, 'hot'] };
const trigger = (config: object) => compileTrigger({ id: 't', type: 'record', ...config }, 'lead');
const change = (old: string, now: string): TriggerInput => ({
  event: { type: 'record.updated', changes: { status: { old, new: now } } },
  data: { record: { status: now }, previous: { status: old }, event: { type: 'record.updated' } },
  byOwnRun: false,
});
const creation: TriggerInput = {
  event: { type: 'record.created', changes: { status: { old: null, new: 'hot' } } },
  data: { record: { status: 'hot' }, previous: null },
  byOwnRun: false,
};

const decision = (config: object, input: TriggerInput) => {
  const result = matchTrigger(trigger(config), input);
  return result.matches ? 'matches' : result.reason;
};

test('the kind of change decides first', () => {
  expect(decision({ on: 'created' }, creation)).toBe('matches');
  expect(decision({ on: 'created' }, change('new', 'hot'))).toBe('other-event');
  expect(decision({ on: 'saved' }, change('new', 'hot'))).toBe('matches');
  expect(decision({ on: 'updated' }, creation)).toBe('other-event');
  expect(decision({ on: 'deleted' }, { ...creation, event: { type: 'record.deleted' } })).toBe('matches');
});

test('only when one of the fields changed', () => {
  expect(decision({ on: 'saved', fields: ['score', 'status'] }, change('new', 'hot'))).toBe('matches');
  expect(decision({ on: 'saved', fields: ['score'] }, change('new', 'hot'))).toBe('fields-unchanged');
});

test('the condition sees the record, and what it was before', () => {
  expect(decision({ on: 'saved', when: hot }, change('new', 'hot'))).toBe('matches');
  expect(decision({ on: 'saved', when: hot }, change('hot', 'new'))).toBe('not-true');
  expect(decision({ on: 'updated', when: { changedFrom: ['status', 'new'] } }, change('new', 'hot'))).toBe('matches');
});

test('entering is becoming true: a creation enters, a record that was so before does not', () => {
  const entering = { on: 'saved', when: hot, enters: true };
  expect(decision(entering, creation)).toBe('matches');
  expect(decision(entering, change('new', 'hot'))).toBe('matches');
  expect(decision(entering, { ...change('hot', 'hot') })).toBe('was-true-before');
});

test("a run's own change does not start its workflow again, unless the trigger says so", () => {
  const own = { ...change('new', 'hot'), byOwnRun: true };
  expect(decision({ on: 'saved' }, own)).toBe('own-write');
  expect(decision({ on: 'saved', ownWrites: true }, own)).toBe('matches');
});

test('events match by name and their properties', () => {
  const pricing = compileTrigger(
    JSON.parse(
      '{"id":"t","type":"event","event":"pricing.viewed","when":{"==":[{"var":"event.properties.plan"},"team"]}}',
    ),
    'lead',
  );
  const viewed = (plan: string): TriggerInput => ({
    event: { type: 'pricing.viewed' },
    data: { record: {}, event: { type: 'pricing.viewed', properties: { plan } } },
    byOwnRun: false,
  });
  expect(matchTrigger(pricing, viewed('team')).matches).toBe(true);
  expect(matchTrigger(pricing, viewed('solo'))).toEqual({ matches: false, reason: 'not-true' });
});

test('manual triggers and those for other workflows listen to no event', () => {
  for (const type of ['manual', 'run']) expect(compileTrigger({ id: 't', type }, 'lead').events).toEqual([]);
});
