import { StepFailure } from '../../../domain/steps/effect.ts';
import { stepTypes } from '../../../domain/steps/registry.ts';
import type { StepRun } from '../../../domain/steps/step-type.ts';
import { type Answers, askedAnd, driveStep, outletOf, subject } from './drive-step.ts';

const hot = { '==': [{ var: 'record.status' }, 'hot'] };
const sent = (outcome: 'accepted' | 'unknown' | 'skipped' | 'rejected'): Answers => ({
  send: { outcome, messageIds: ['m'], reason: 'why' },
});
const branch = (id: string): Answers => ({
  wait: { by: 'branch', branch: id, at: '2031-03-03T09:00:00.000Z', event: { type: 'x' } },
});
const at = (fields: Partial<StepRun>) => fields;
const nobodyCan: Answers = {
  assign: { userId: null, by: 'nobody', able: 0, passedOver: [], record: subject, alert: [] },
};
const meeting = { title: 'Demo', start: { for: 'P1D' } };
const pressing = { resolvedWhen: hot, levels: [{ after: 'PT1H' }] };
const clockEnds = (endedBy: 'resolved' | 'marks'): Answers => ({
  clock: { clockId: 'c', state: 'missed', endedBy, row: -1, target: 1, consumed: 1, reached: [], nextAt: null },
});

const asking = { approvers: [{ field: 'owner' }], deadline: 'P1D' };
const questions = { to: 'contact', fields: [{ key: 'why' }] };

/** [type, config, answers, expected outlet or end, step run]: every outlet of every type stands here. */
const rows: readonly [string, unknown, Answers, string, Partial<StepRun>?][] = [
  ['send-email', { template: 'welcome' }, sent('accepted'), 'done'],
  ['send-email', { template: 'welcome' }, sent('unknown'), 'done'],
  ['send-email', { template: 'welcome', onUnknown: 'continue' }, sent('unknown'), 'done'],
  ['send-email', { template: 'welcome', onUnknown: 'incident' }, sent('unknown'), 'incident'],
  ['send-email', { template: 'welcome', onUnknown: 'incident' }, sent('accepted'), 'done'],
  ['send-email', { subject: 'Hi', body: 'Hello', to: 'a@example.com' }, sent('skipped'), 'skipped'],
  ['send-email', { template: 'welcome' }, sent('rejected'), 'rejected'],
  ['send-sms', { body: 'Hi' }, sent('accepted'), 'done'],
  ['send-sms', { body: 'Hi' }, sent('skipped'), 'skipped'],
  ['send-sms', { body: 'Hi' }, sent('rejected'), 'rejected'],
  ['send-sms', { body: 'Hi' }, sent('unknown'), 'done'],
  ['send-sms', { body: 'Hi', onUnknown: 'incident' }, sent('unknown'), 'incident'],
  ['notify-user', { to: { field: 'owner' }, message: 'Look' }, {}, 'done'],
  ['notify-user', { to: [{ field: 'owner' }], message: 'Look' }, { users: { users: [] } }, 'skipped'],
  ['send-webhook', { url: 'https://example.com' }, {}, 'done'],
  [
    'send-webhook',
    { url: 'https://example.com' },
    { call: { outcome: 'rejected', messageId: 'm', status: 404 } },
    'rejected',
  ],
  [
    'send-webhook',
    { url: 'https://example.com', expect: [404] },
    { call: { outcome: 'rejected', messageId: 'm', status: 404 } },
    'done',
  ],
  ['send-webhook', { url: 'https://example.com', expect: [201] }, {}, 'rejected'],
  ['send-webhook', { url: 'https://example.com' }, { call: { outcome: 'unknown', messageId: 'm' } }, 'done'],
  [
    'send-webhook',
    { url: 'https://example.com', onUnknown: 'incident' },
    { call: { outcome: 'unknown', messageId: 'm' } },
    'incident',
  ],
  ['emit-event', { event: 'deal.ready' }, {}, 'done'],
  ['create-record', { type: 'deal', set: { title: 'D' } }, {}, 'done'],
  ['update-record', { set: { status: 'hot' } }, {}, 'done'],
  ['create-task', { title: 'Call' }, {}, 'done'],
  [
    'create-task',
    { title: 'Call', outcomes: ['reached', 'busy'], wait: true, timeout: 'P1D' },
    branch('reached'),
    'reached',
  ],
  ['create-task', { title: 'Call', outcomes: ['reached', 'busy'], wait: true, timeout: 'P1D' }, branch('busy'), 'busy'],
  ['create-task', { title: 'Call', outcomes: ['reached'], wait: true, timeout: 'P1D' }, branch('done'), 'done'],
  ['create-task', { title: 'Call', wait: true }, branch('cancelled'), 'cancelled'],
  ['create-task', { title: 'Call', wait: true, timeout: 'P1D' }, {}, 'timeout'],
  ['create-interaction', { kind: 'call', body: 'Spoke' }, {}, 'done'],
  ['create-meeting', meeting, {}, 'done'],
  ['create-meeting', meeting, { invitees: { users: [], addresses: [], attendees: [] } }, 'done'],
  ['create-meeting', meeting, { send: { outcome: 'skipped', messageIds: ['m'], reason: 'suppressed' } }, 'skipped'],
  ['create-meeting', meeting, { send: { outcome: 'rejected', messageIds: ['m'] } }, 'rejected'],
  ['create-case', { title: 'Broken' }, {}, 'done'],
  ['add-note', { body: 'Note' }, {}, 'done'],
  ['create-offer', { title: 'Kits', validDays: 14 }, {}, 'done'],
  ['generate-document', { template: 'offer-document' }, {}, 'done'],
  ['send-offer', {}, {}, 'done'],
  ['send-offer', {}, { send: { outcome: 'skipped', messageIds: ['m'], reason: 'no-address' } }, 'skipped'],
  ['send-offer', {}, { send: { outcome: 'rejected', messageIds: ['m'] } }, 'rejected'],
  ['create-order', {}, {}, 'done'],
  ['create-invoice', {}, {}, 'done'],
  ['assign-owner', { to: { role: 'sales' } }, {}, 'done'],
  ['assign-owner', { pool: { role: 'sales' } }, nobodyCan, 'nobody'],
  ['escalate', pressing, clockEnds('resolved'), 'resolved'],
  ['escalate', pressing, clockEnds('marks'), 'breached'],
  ['change-stage', { stage: 'won' }, {}, 'done'],
  ['add-tag', { tag: 'vip' }, {}, 'done'],
  ['remove-tag', { tag: 'vip' }, {}, 'done'],
  ['adjust-score', { by: -5 }, {}, 'done'],
  ['convert-lead', {}, {}, 'done'],
  ['condition', { when: hot }, {}, 'yes'],
  ['condition', { when: hot }, { evaluate: { value: [] } }, 'no'],
  [
    'switch',
    {
      branches: [
        { id: 'a', when: hot },
        { id: 'b', when: hot },
      ],
    },
    {},
    'a',
  ],
  [
    'switch',
    {
      branches: [
        { id: 'a', when: true },
        { id: 'b', when: hot },
      ],
    },
    { evaluate: ({ rule }) => ({ value: rule !== true }) },
    'b',
  ],
  ['switch', { branches: [{ id: 'a', when: hot }] }, { evaluate: { value: null } }, 'else'],
  ['wait', { for: 'P1D' }, {}, 'done'],
  [
    'wait',
    { at: { time: '09:00', zone: 'contact', ifPast: 'skip' } },
    { schedule: { dueAt: '2031-03-03T08:00:00.000Z', explain: { skipped: true } } },
    'skipped',
  ],
  ['wait-for', { branches: [{ id: 'opened', event: 'email.opened' }], timeout: 'P1D' }, branch('opened'), 'opened'],
  ['wait-for', { branches: [{ id: 'opened', event: 'email.opened' }], timeout: 'P1D' }, {}, 'timeout'],
  [
    'split',
    {
      branches: [
        { id: 'all', percent: 100 },
        { id: 'none', percent: 0 },
      ],
    },
    {},
    'all',
  ],
  [
    'split',
    {
      branches: [
        { id: 'none', percent: 0 },
        { id: 'all', percent: 100 },
      ],
    },
    {},
    'all',
  ],
  ['parallel', { branches: ['a', 'b'] }, {}, 'fork'],
  ['join', { mode: 'all' }, {}, 'join'],
  ['repeat', { times: 2 }, {}, 'again', at({ counter: 1 })],
  ['repeat', { times: 2 }, {}, 'done', at({ counter: 2 })],
  ['repeat', { times: 2, while: hot }, { evaluate: { value: false } }, 'done', at({ counter: 1 })],
  ['start-workflow', { workflow: 'other' }, {}, 'done'],
  [
    'start-workflow',
    { workflow: 'other', wait: 'all' },
    { wait: { by: 'runs', at: '2031-03-03T09:00:00.000Z', states: { 'run-1': 'completed' } } },
    'done',
  ],
  ['set-variables', { set: { a: 1 } }, {}, 'done'],
  ...(['approved', 'rejected', 'rework', 'expired', 'voided', 'recalled'] as const).map(
    (state): (typeof rows)[number] => ['approval', asking, { approval: askedAnd(state) }, state],
  ),
  ['approval', { approvers: { table: [{ when: true, approvers: [] }] } }, {}, 'approved'],
  ['approval', { approvers: { table: [{ when: true, approvers: [] }] } }, { evaluate: { value: false } }, 'incident'],
  ['ask', questions, { approval: askedAnd('approved') }, 'answered'],
  ['ask', questions, { approval: askedAnd('expired') }, 'expired'],
  ['ask', questions, { approval: askedAnd('recalled') }, 'recalled'],
  ['end', {}, {}, 'end'],
  ['fail', { message: 'No' }, {}, 'fail'],
];

test.each(rows)('%s %j goes by %s', (type, config, answers, expected, about = {}) => {
  expect(outletOf(type, config, answers, about)).toBe(expected);
});

test('every outlet that a type declares is taken by one of the rows', () => {
  const taken = rows.map(([type, , , outlet]) => `${type} ${outlet}`);
  const declared = rows.flatMap(([type, config]) => {
    const stepType = Object.values(stepTypes).find((item) => item.type === type);
    if (!stepType || ['split', 'parallel', 'switch', 'join'].includes(type)) return [];
    return stepType.outlets(stepType.config.parse(config)).map(({ id }) => `${type} ${id}`);
  });
  expect([...new Set(declared)].filter((outlet) => !taken.includes(outlet))).toEqual([]);
  expect(Object.keys(stepTypes).filter((type) => !rows.some((row) => row[0] === type))).toEqual([]);
});

/** What fails inside a step leaves it as a failure: the leg takes `error` for it. */
const failing: readonly [string, unknown, Answers, string][] = [
  ['send-email', { template: 'welcome' }, { send: { outcome: 'failed', messageIds: [] } }, 'send-failed'],
  ['send-sms', { body: 'Hi' }, { send: { outcome: 'failed', messageIds: [] } }, 'send-failed'],
  [
    'notify-user',
    { to: { field: 'owner' }, message: 'x' },
    { send: { outcome: 'failed', messageIds: [] } },
    'send-failed',
  ],
  [
    'send-webhook',
    { url: 'https://example.com' },
    { call: { outcome: 'failed', messageId: 'm', status: 503 } },
    'call-failed',
  ],
  ['emit-event', { event: 'a.b' }, { emit: new StepFailure('event-refused', 'no') }, 'event-refused'],
  [
    'create-record',
    { type: 'deal', set: { title: 'D' } },
    { create: new StepFailure('record-refused', 'no') },
    'record-refused',
  ],
  ['update-record', { set: { status: 'hot' } }, { write: new StepFailure('no-record', 'no') }, 'no-record'],
  ['create-task', { title: 'x', on: { related: 'contact' } }, { records: { records: [] } }, 'no-record'],
  ['create-interaction', { kind: 'call', on: { related: 'contact' } }, { records: { records: [] } }, 'no-record'],
  ['create-meeting', { title: 'x' }, {}, 'no-record'],
  ['create-meeting', meeting, { invitees: new StepFailure('no-record', 'no') }, 'no-record'],
  ['create-meeting', meeting, { send: { outcome: 'failed', messageIds: [] } }, 'send-failed'],
  ['create-case', { title: 'x' }, { create: new StepFailure('record-refused', 'no') }, 'record-refused'],
  ['create-offer', { title: 'x' }, { create: new StepFailure('record-refused', 'no') }, 'record-refused'],
  ['generate-document', { template: 'x' }, { document: new StepFailure('no-template', 'no') }, 'no-template'],
  ['send-offer', {}, { share: new StepFailure('offer-not-approved', 'no') }, 'offer-not-approved'],
  ['send-offer', {}, { send: { outcome: 'failed', messageIds: [] } }, 'send-failed'],
  ['create-order', {}, { copy: new StepFailure('record-refused', 'no') }, 'record-refused'],
  ['create-invoice', {}, { copy: new StepFailure('record-refused', 'no') }, 'record-refused'],
  ['send-email', { template: 'x', attach: ['pdf'] }, { resolve: { values: { pdf: null } } }, 'no-document'],
  ['add-note', { body: 'x', on: { related: 'contact' } }, { records: { records: [] } }, 'no-record'],
  ['assign-owner', { to: { role: 'sales' } }, nobodyCan, 'no-user'],
  ['approval', asking, { approval: new StepFailure('nobody-to-ask', 'none') }, 'nobody-to-ask'],
  ['ask', questions, { send: { outcome: 'failed', messageIds: [] } }, 'send-failed'],
  ['escalate', pressing, { clock: new StepFailure('no-target', 'none') }, 'no-target'],
  ['change-stage', { stage: 'won' }, { write: new StepFailure('no-record', 'no') }, 'no-record'],
  ['add-tag', { tag: 'x' }, { write: new StepFailure('no-record', 'no') }, 'no-record'],
  ['remove-tag', { tag: 'x' }, { write: new StepFailure('no-record', 'no') }, 'no-record'],
  ['adjust-score', { by: 1 }, { write: new StepFailure('no-record', 'no') }, 'no-record'],
  ['convert-lead', {}, { convert: new StepFailure('not-a-lead', 'no') }, 'not-a-lead'],
  [
    'start-workflow',
    { workflow: 'o', wait: 'all' },
    { wait: { by: 'runs', at: 'x', states: { r: 'failed' } } },
    'child-failed',
  ],
];

test.each(failing)('%s %j fails', (type, config, answers, code) => {
  expect(() => driveStep(type, config, answers)).toThrow(expect.objectContaining({ code }));
});

test('every effect step can fail', () => {
  const effects = Object.values(stepTypes)
    .filter(({ effect }) => effect)
    .map(({ type }) => type);
  expect(effects.filter((type) => !failing.some((row) => row[0] === type))).toEqual([]);
});
