import { findCycles } from '../../../domain/definition/cycles.ts';
import { type Definition, definitionSchema } from '../../../domain/definition/schema.ts';
import { chain, issuesOf, told } from './definitions.ts';

const status = (value: string) => ({ '==': [{ var: 'record.status' }, value] });
const source = (value: string) => ({ '==': [{ var: 'record.source' }, value] });
const saved = (when: unknown, more = {}) => ({ id: 'saved', type: 'record', on: 'saved', when, ...more });

function workflow(key: string, trigger: object, steps: [string, object][], more: Partial<Definition> = {}): Definition {
  return definitionSchema.parse({
    ...chain(steps, more),
    key,
    name: key.charAt(0).toUpperCase() + key.slice(1),
    triggers: [trigger],
  });
}

const deals = { subject: 'deal' } as const;
const accounts = { subject: 'account' } as const;

const ping = workflow('ping', saved(status('hot')), [['update-record', { set: { status: 'cold' } }]]);
const pong = workflow('pong', saved(status('cold')), [['update-record', { set: { status: 'hot' } }]]);

/** Keys of the first loop through a workflow. */
const loop = (definition: Definition, ...others: Definition[]) =>
  findCycles(definition, others)[0]?.map((link) => link.workflow) ?? null;

test('two workflows that answer each other are named, as a warning at the step', () => {
  const [issue] = issuesOf(pong, { active: [ping, pong] });
  expect(issue).toMatchObject({ severity: 'warning', code: 'workflow-cycle', path: '/steps/s0', stepId: 's0' });
  expect(issue?.message).toContain('Pong sets lead.status → Ping sets lead.status → Pong');
});

test('a value that the trigger does not take is no hop', () => {
  const junk = workflow('junk', saved(status('cold')), [['update-record', { set: { status: 'junk' } }]]);
  expect(loop(junk, ping)).toBeNull();
});

test('a computed value may be any', () => {
  const any = workflow('any', saved(status('cold')), [
    ['update-record', { set: { status: { rule: { var: 'vars.next' } } } }],
  ]);
  expect(loop(any, ping)).toEqual(['any', 'ping']);
});

test('a field that the trigger does not look at is no hop', () => {
  const score = workflow('score', saved(status('hot'), { fields: ['score'] }), [
    ['update-record', { set: { notes: 'x' } }],
  ]);
  const notes = workflow('notes', saved(true, { fields: ['notes'] }), [['adjust-score', { by: 1 }]]);
  const other = workflow('other', saved(true, { fields: ['company'] }), [['adjust-score', { by: 1 }]]);
  expect(loop(score, other)).toBeNull();
  expect(loop(score, notes)).toEqual(['score', 'notes']);
});

test('workflows for different sources never meet', () => {
  const web = workflow('web', saved(source('web')), [['update-record', { set: { notes: 'x' } }]]);
  const fair = workflow('fair', saved(source('fair')), [['update-record', { set: { notes: 'y' } }]]);
  expect(loop(web, fair)).toBeNull();
});

test('its own writes start a workflow again only where it says so', () => {
  const step: [string, object] = ['update-record', { set: { notes: 'x' } }];
  expect(loop(workflow('self', saved(true), [step]))).toBeNull();
  expect(loop(workflow('self', saved(true, { ownWrites: true }), [step]))).toEqual(['self']);
});

test('a task that makes tasks is a loop, because each is another record', () => {
  const trigger = { id: 'a', type: 'record', on: 'created' };
  expect(loop(workflow('tasks', trigger, [['create-task', { title: 'x' }]], { subject: 'task' }))).toEqual(['tasks']);
});

test('events lead on like writes', () => {
  const event = (name: string) => ({ id: 'e', type: 'event', event: name });
  const a = workflow('a', event('b.done'), [['emit-event', { event: 'a.done' }]]);
  const b = workflow('b', event('a.done'), [['emit-event', { event: 'b.done' }]]);
  expect(loop(a, b)).toEqual(['a', 'b']);
});

test('the way may lead over several workflows; the shortest is told', () => {
  const hop = (key: string, from: string, to: string) =>
    workflow(key, saved(status(from)), [['update-record', { set: { status: to } }]]);
  const all = [
    hop('b', 'hot', 'cold'),
    hop('c', 'cold', 'qualified'),
    hop('d', 'qualified', 'new'),
    hop('e', 'cold', 'new'),
  ];
  expect(loop(hop('a', 'new', 'hot'), ...all)).toEqual(['a', 'b', 'e']);
});

test('workflows that start each other are an error', () => {
  const run = { id: 'r', type: 'run' };
  const other = workflow('other', run, [['start-workflow', { workflow: 'chain' }]]);
  expect(told(issuesOf(chain([['start-workflow', { workflow: 'other' }]]), { active: [other] }))).toEqual([
    'error start-cycle /steps/s0',
  ]);
});

test('what the system writes along with a field leads on: the outcome of a stage, the time of a closing', () => {
  const updated = (more: object) => ({ id: 'u', type: 'record', on: 'updated', ...more });
  const reopen = workflow('reopen', updated({ fields: ['outcome'] }), [['change-stage', { stage: 'new' }]], deals);
  const isNew = { '==': [{ var: 'record.stage' }, 'new'] };
  const win = workflow('win', updated({ fields: ['stage'], when: isNew }), [['change-stage', { stage: 'won' }]], deals);
  expect([loop(reopen, win), loop(win, reopen)]).toEqual([
    ['reopen', 'win'],
    ['win', 'reopen'],
  ]);
  const closed = workflow('closed', updated({ fields: ['closedAt'] }), [['change-stage', { stage: 'new' }]], deals);
  expect(loop(win, closed)).toEqual(['win', 'closed']);
  const lost = { '==': [{ var: 'record.stage' }, 'lost'] };
  const losing = workflow(
    'losing',
    updated({ fields: ['outcome'], when: lost }),
    [['change-stage', { stage: 'new' }]],
    deals,
  );
  expect(loop(win, losing)).toBeNull();
});

test('a write to another record of its type is a loop, because only the same record is guarded', () => {
  const trigger = { id: 'u', type: 'record', on: 'updated', fields: ['notes'] };
  const up = workflow('up', trigger, [['update-record', { on: { related: 'parent' }, set: { notes: 'x' } }]], accounts);
  expect(loop(up)).toEqual(['up']);
  expect(loop(workflow('own', trigger, [['update-record', { set: { notes: 'x' } }]], accounts))).toBeNull();
  const heard = { id: 'e', type: 'event', event: 'ball.thrown' };
  const emit = (on?: object): [string, object] => ['emit-event', { event: 'ball.thrown', ...(on && { on }) }];
  expect(loop(workflow('throws', heard, [emit({ related: 'parent' })], accounts))).toEqual(['throws']);
  expect(loop(workflow('keeps', heard, [emit()], accounts))).toBeNull();
});

test('what holds of the own record is not known of another', () => {
  const inPoland = { '==': [{ var: 'record.country' }, 'PL'] };
  const trigger = { id: 'u', type: 'record', on: 'updated', when: inPoland };
  const abroad = { id: 'u', type: 'record', on: 'updated', when: { '==': [{ var: 'record.country' }, 'DE'] } };
  const here = workflow(
    'here',
    trigger,
    [['update-record', { on: { related: 'parent' }, set: { notes: 'x' } }]],
    accounts,
  );
  const there = workflow(
    'there',
    abroad,
    [['update-record', { on: { related: 'parent' }, set: { notes: 'y' } }]],
    accounts,
  );
  expect(loop(here, there)).toEqual(['here']);
  expect(findCycles(there, [here])[0]?.map(({ workflow: key }) => key)).toEqual(['there']);
});

test('an event trigger for changes of records hears them like a record trigger', () => {
  const changed = { id: 'e', type: 'event', event: 'record.updated' };
  const hears = workflow('hears', changed, [['update-record', { set: { status: 'hot' } }]]);
  expect(loop(ping, hears)).toEqual(['ping', 'hears']);
  expect(loop(hears)).toBeNull();
  const made = { id: 'e', type: 'event', event: 'record.created' };
  expect(loop(workflow('makes', made, [['create-record', { type: 'lead', set: {} }]]))).toEqual(['makes']);
});

test('a record that a trigger makes starts others; the issue is told at the trigger', () => {
  const finder = { find: { email: { rule: { var: 'event.properties.email' } } }, create: { source: 'web' } };
  const catches = workflow('catches', { id: 'in', type: 'event', event: 'lead.seen', subject: finder }, [
    ['add-tag', { tag: 'x' }],
  ]);
  const created = (value: string) => ({ id: 'c', type: 'record', on: 'created', when: source(value) });
  const says = workflow('says', created('web'), [['emit-event', { event: 'lead.seen' }]]);
  expect(loop(says, catches)).toEqual(['says', 'catches']);
  expect(loop(workflow('fair', created('fair'), [['emit-event', { event: 'lead.seen' }]]), catches)).toBeNull();
  const [issue] = issuesOf(catches, { active: [says] });
  expect(issue).toMatchObject({ severity: 'warning', code: 'workflow-cycle', path: '/triggers/0' });
  expect(issue?.stepId).toBeUndefined();
  expect(issue?.message).toContain('Catches creates a lead → Says emits lead.seen → Catches');
});

test('a workflow whose webhook makes the record that its other trigger hears is no loop', () => {
  const definition = definitionSchema.parse({
    ...chain([['update-record', { set: { notes: 'x' } }]]),
    triggers: [
      { id: 'in', type: 'webhook', subject: { find: { email: 'a@example.test' }, create: true } },
      { id: 'made', type: 'record', on: 'created' },
    ],
  });
  expect(loop(definition)).toBeNull();
});

test('a condition that must become true is only started by fields that it reads', () => {
  const enters = { id: 'u', type: 'record', on: 'updated', enters: true, when: { '>': [{ var: 'record.score' }, 50] } };
  const scored = workflow('scored', enters, [['update-record', { set: { notes: 'x' } }]]);
  const noted = (step: [string, object]) =>
    workflow('noted', { id: 'u', type: 'record', on: 'updated', fields: ['notes'] }, [step]);
  expect(loop(scored, noted(['update-record', { set: { company: 'x' } }]))).toBeNull();
  expect(loop(scored, noted(['adjust-score', { by: 60 }]))).toEqual(['scored', 'noted']);
});

test('fields of a record that a step makes are no changes', () => {
  const trigger = { id: 'u', type: 'record', on: 'updated', fields: ['source'] };
  const copies = workflow('copies', trigger, [['create-record', { type: 'lead', set: { source: 'web' } }]]);
  expect(loop(copies)).toBeNull();
});

test('thousands of active workflows are looked through', () => {
  const many = Array.from({ length: 2_000 }, (_, n) =>
    workflow(`w${n}`, saved(source(`s${n}`)), [['update-record', { set: { notes: 'x' } }]]),
  );
  expect(loop(ping, pong, ...many)).toEqual(['ping', 'pong']);
});
