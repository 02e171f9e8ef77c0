import { type Definition, definitionSchema } from '../../../domain/definition/schema.ts';
import type { DefinitionScope } from '../../../domain/definition/scope.ts';
import { presetPipelines } from '../../../domain/records/pipelines.ts';
import { fieldsOf, type RecordTypeKey } from '../../../domain/records/record-types.ts';
import { chain, issuesOf, told } from './definitions.ts';

/** What is wrong with a step by itself, for a deal unless said otherwise. */
function issues(step: [string, object], about: Partial<DefinitionScope> = {}, more: Partial<Definition> = {}) {
  return issuesOf(chain([step], { subject: 'deal', ...more }), about).map(({ severity, code, path, message }) => ({
    said: `${severity} ${code} ${path.replace('/steps/s0/config', '')}`,
    message,
  }));
}
const said = (...given: Parameters<typeof issues>) => issues(...given).map((issue) => issue.said);

const texts = (parts: object) => new Map([['welcome', { subject: 'Hi', html: null, text: null, ...parts }]]);
const sms: [string, object] = ['send-sms', { template: 'welcome' }];
const email: [string, object] = ['send-email', { template: 'welcome' }];

test('a template without a text for its channel is refused', () => {
  expect(said(sms, { templateTexts: texts({ html: '<p>Hi</p>' }) })).toEqual(['error template-without-text /template']);
  expect(said(sms, { templateTexts: texts({ text: 'Hi' }) })).toEqual([]);
  expect(said(email, { templateTexts: texts({ html: '<p>Hi</p>' }) })).toEqual([]);
  expect(said(email, { templateTexts: texts({}) })).toEqual(['error template-without-text /template']);
});

test('all parts of a template are held against the record type, its preheader too', () => {
  const about = { templateTexts: texts({ html: '<p>Hi</p>', preheader: 'For {{record.nope}}' }) };
  expect(said(email, about)).toEqual(['error template-unknown-variable /template']);
});

test('texts of a step may read one related record by its name, stored templates none', () => {
  const task = (title: string): [string, object] => ['create-task', { title }];
  expect(said(task('{{default related.account.name "it"}}'))).toEqual([]);
  expect(said(task('{{#with related.account}}{{default name "it"}}{{/with}}'))).toEqual([]);
  expect(said(task('{{#each related}}x{{/each}}'))).toEqual(['error template-not-printable /title']);
  const about = { templateTexts: texts({ html: '<p>{{default related.account.name "it"}}</p>' }) };
  const [issue] = issues(email, about);
  expect(issue?.said).toBe('error template-unknown-variable /template');
  expect(issue?.message).toContain('Texts of the step itself may read related records');
});

test('the id of a record is a UUID, or a value that gives one', () => {
  const tag = (id: unknown): [string, object] => ['add-tag', { tag: 'x', on: { type: 'account', id } }];
  expect(said(tag('00000000-0000-7000-8000-000000000001'))).toEqual([]);
  expect(said(tag({ text: '{{record.title}}' }))).toEqual([]);
  for (const id of ['acme', 7, null, ['x']]) expect(said(tag(id))).toEqual(['error wrong-type /on/id']);
});

test('queues that are not there are refused, wherever a user is named', () => {
  const queues = { queues: new Set(['second']) };
  expect(said(['assign-owner', { to: { queue: 'second' } }], queues)).toEqual([]);
  expect(said(['assign-owner', { to: { queue: 'first' } }], queues)).toEqual(['error unknown-queue /to/queue']);
  expect(said(['create-task', { title: 'x', assignee: { manager: 1, of: { queue: 'first' } } }], queues)).toEqual([
    'error unknown-queue /assignee/of/queue',
  ]);
});

/** A required custom field of one record type. */
const needs = (wanted: RecordTypeKey): Partial<DefinitionScope> => ({
  fieldsOf: (type) =>
    fieldsOf(
      type,
      type === wanted ? [{ key: 'centre', kind: 'text', label: 'Cost centre', required: true, custom: true }] : [],
    ),
});

const made: readonly [RecordTypeKey, [string, object], string][] = [
  ['task', ['create-task', { title: 'x' }], 'error field-not-given '],
  ['interaction', ['create-interaction', { kind: 'call' }], 'error field-not-given '],
  ['interaction', ['add-note', { body: 'x' }], 'error field-not-given '],
  ['case', ['create-case', { title: 'x' }], 'error field-not-given /set'],
  ['contact', ['convert-lead', {}], 'error field-not-given '],
  ['account', ['convert-lead', {}], 'warning field-not-given /account'],
  ['deal', ['convert-lead', { deal: { set: {} } }], 'error field-not-given /deal/set'],
];

test.each(made)('a required field of a new %s that the step %j gives no value is told', (type, step, issue) => {
  const subject = step[0] === 'convert-lead' ? 'lead' : 'deal';
  expect(said(step, needs(type), { subject })).toEqual([issue]);
  expect(said(step, {}, { subject })).toEqual([]);
});

test('a required field may be given among more fields', () => {
  expect(said(['create-case', { title: 'x', set: { centre: 'A' } }], needs('case'))).toEqual([]);
  const deal = { set: { centre: 'A' } };
  expect(said(['convert-lead', { deal }], needs('deal'), { subject: 'lead' })).toEqual([]);
  expect(said(['convert-lead', { account: false }], needs('account'), { subject: 'lead' })).toEqual([]);
});

test('a lead hands on what its fields of the same key hold', () => {
  const centre = [{ key: 'centre', kind: 'text', label: 'Cost centre', required: true, custom: true }] as const;
  const about: Partial<DefinitionScope> = { fieldsOf: (type) => fieldsOf(type, centre) };
  expect(said(['convert-lead', { deal: { set: {} } }], about, { subject: 'lead' })).toEqual([]);
});

test('a trigger that makes records gives them what they need', () => {
  const finder = (create: unknown, find: object = { website: 'https://a.example' }) =>
    issuesOf({
      ...chain([['add-tag', { tag: 'x' }]], { subject: 'account' }),
      triggers: [{ id: 'in', type: 'webhook', subject: { find, create } }],
    });
  expect(told(finder(true))).toEqual(['error required /triggers/0/subject/create']);
  expect(told(finder({ industry: 'x' }))).toEqual(['error required /triggers/0/subject/create']);
  expect(told(finder({ name: 'Acme' }))).toEqual([]);
  expect(told(finder(true, { name: 'Acme' }))).toEqual([]);
  expect(told(finder(false))).toEqual([]);
});

test('a stage that no pipeline has is told, because it says nothing of probability and outcome', () => {
  const about = { pipelines: presetPipelines };
  expect(said(['change-stage', { stage: 'won' }], about)).toEqual([]);
  expect(said(['change-stage', { stage: 'won', pipeline: 'sales' }], about)).toEqual([]);
  expect(said(['change-stage', { stage: 'nonsense' }], about)).toEqual(['warning unknown-stage /stage']);
  expect(said(['change-stage', { stage: 'won', pipeline: 'nope' }], about)).toEqual([
    'warning unknown-pipeline /pipeline',
  ]);
  expect(said(['change-stage', { stage: 'nonsense' }])).toEqual([]);
  expect(said(['update-record', { set: { stage: 'nonsense' } }], about)).toEqual(['warning unknown-stage /set/stage']);
  expect(said(['update-record', { set: { stage: 'won', pipeline: 'nope' } }], about)).toEqual([
    'warning unknown-pipeline /set/pipeline',
  ]);
  expect(said(['update-record', { set: { stage: { rule: { var: 'record.title' } } } }], about)).toEqual([]);
  expect(said(['create-record', { type: 'deal', set: { title: 'D', stage: 'nonsense' } }], about)).toEqual([
    'warning unknown-stage /set/stage',
  ]);
});

describe('start-workflow', () => {
  const other = definitionSchema.parse({
    ...chain([['add-tag', { tag: 'x' }]], { subject: 'contact' }),
    key: 'other',
    variables: [{ name: 'a', type: 'text' }],
  });
  const start = (more: object): [string, object] => ['start-workflow', { workflow: 'other', ...more }];

  test('starts a workflow for records of its type only', () => {
    const about = { active: [other] };
    expect(said(start({}), about)).toEqual(['error wrong-subject /subjects']);
    expect(said(start({ subjects: { related: 'account' } }), about)).toEqual(['error wrong-subject /subjects']);
    expect(said(start({ subjects: { related: 'contact' } }), about)).toEqual([]);
    expect(said(start({ subjects: { related: 'contacts', where: true } }), about, { subject: 'account' })).toEqual([]);
  });

  test('is told that nothing is started while the other is not published', () => {
    expect(said(start({}), { active: [] })).toEqual(['warning workflow-not-published /workflow']);
    expect(said(start({}))).toEqual([]);
  });

  test('is told of values that the other has no variable for', () => {
    const about = { active: [other] };
    const subjects = { related: 'contact' };
    expect(said(start({ subjects, input: { a: 1 } }), about)).toEqual([]);
    expect(said(start({ subjects, input: { b: 1 } }), about)).toEqual(['warning unknown-variable /input/b']);
  });
});
