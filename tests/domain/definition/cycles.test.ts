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

test('thousands of active workflows are looked through', () => {
  const many = Array.from({ length: 2_000 }, (_, n) =>
    workflow(`w${n}`, saved(source(`s${n}`)), [['update-record', { set: { notes: 'x' } }]]),
  );
  expect(loop(ping, pong, ...many)).toEqual(['ping', 'pong']);
});
