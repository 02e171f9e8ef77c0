import { validateDefinition } from '../../../domain/definition/validate.ts';
import { fieldsOf } from '../../../domain/records/record-types.ts';

const none = { subject: null, html: null, text: null };
const scope = {
  fieldsOf,
  templates: new Set(['offer-document', 'broken', 'mail']),
  templateTexts: new Map([
    [
      'offer-document',
      {
        ...none,
        channel: 'document' as const,
        html: '<h1>{{words.offer}} {{record.number}}</h1>{{#each lines}}<p>{{description}} {{money amount currency}}</p>{{/each}}{{money subtotal currency}} {{company.name}}',
      },
    ],
    [
      'broken',
      { ...none, channel: 'document' as const, html: '<p>{{record.colour}}</p>{{#each lines}}{{colour}}{{/each}}' },
    ],
    ['mail', { ...none, channel: 'email' as const, subject: 'x', html: '<p>{{default record.title "x"}}</p>' }],
  ]),
};

const issuesOf = (steps: Readonly<Record<string, object>>, start = Object.keys(steps)[0]) =>
  validateDefinition(
    {
      format: 1,
      key: 'offers',
      name: 'Offers',
      subject: 'offer',
      triggers: [{ id: 't', type: 'manual' }],
      enrollment: { reentry: { mode: 'always' } },
      start,
      steps,
    },
    scope,
  ).map(({ severity, code, path }) => `${severity} ${code} ${path}`);

const make = (template: string) => ({ type: 'generate-document', config: { template }, next: { done: null } });

test('templates of documents read their record, its lines and their words', () => {
  expect(issuesOf({ make: make('offer-document') })).toEqual([]);
});

test('what a document does not have is told where its template is used, also by sending an offer', () => {
  expect(issuesOf({ make: make('broken') })).toEqual([
    'error template-unknown-variable /steps/make/config/template',
    'error template-unknown-variable /steps/make/config/template',
  ]);
  expect(
    issuesOf({ send: { type: 'send-offer', config: { template: 'mail', document: 'broken' }, next: { done: null } } }),
  ).toContain('error template-unknown-variable /steps/send/config/document');
});

test('a template of messages makes no document, and one of documents is no message', () => {
  expect(issuesOf({ make: make('mail') })).toEqual(['error template-of-messages /steps/make/config/template']);
  expect(issuesOf({ make: make('missing') })).toEqual(['error unknown-template /steps/make/config/template']);
  expect(
    issuesOf({ mail: { type: 'send-email', config: { template: 'offer-document' }, next: { done: null } } }),
  ).toEqual(['error template-of-documents /steps/mail/config/template']);
});

test('a mail attaches what steps have made', () => {
  const mail = (attach: string[]) => ({
    type: 'send-email',
    config: { template: 'mail', attach },
    next: { done: null },
  });
  const steps = { make: { ...make('offer-document'), next: { done: 'mail' } } };
  expect(issuesOf({ ...steps, mail: mail(['make']) })).toEqual([]);
  expect(issuesOf({ ...steps, mail: mail(['mail', 'gone']) })).toEqual([
    'error no-document-made /steps/mail/config/attach/0',
    'error unknown-step /steps/mail/config/attach/1',
  ]);
});

const approve = { type: 'update-record', config: { set: { status: 'approved' } }, next: { done: null } };
const ask = (next: object) => ({ type: 'approval', config: { approvers: [{ manager: 1 }] }, next });
const warning = 'warning approved-unasked /steps/approve';

test.each([
  ['nobody is asked', { approve }, 'approve'],
  [
    'somebody is asked and no does the same',
    { ask: ask({ approved: 'approve', rejected: 'approve' }), approve },
    'ask',
  ],
  [
    'a way goes round the approval',
    {
      small: {
        type: 'condition',
        config: { when: { '<': [{ var: 'record.total' }, 100] } },
        next: { yes: 'approve', no: 'ask' },
      },
      ask: ask({ approved: 'approve', rejected: null }),
      approve,
    },
    'small',
  ],
])('making an offer approved is remarked on where %s', (_, steps, start) => {
  expect(issuesOf(steps, start)).toContain(warning);
});

test('an approval that says yes on every way is enough, also with steps between', () => {
  const note = { type: 'add-note', config: { text: 'yes' }, next: { done: 'approve' } };
  expect(issuesOf({ ask: ask({ approved: 'note', rejected: null }), note, approve })).not.toContain(warning);
  const refuse = { ...approve, config: { set: { status: 'rejected' } } };
  expect(issuesOf({ approve: refuse })).not.toContain(warning);
});
