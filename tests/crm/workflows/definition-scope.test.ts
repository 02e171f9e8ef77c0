import { replacePipelines } from '../../../crm/settings/pipelines.ts';
import { definitionScope } from '../../../crm/workflows/definition-scope.ts';
import { validateDefinition } from '../../../domain/definition/validate.ts';
import { engineWorld } from '../../harness/engine-world.ts';

const world = engineWorld();

const open = { done: null, skipped: null, rejected: null, error: null };
const definition = {
  format: 1,
  key: 'checked',
  name: 'Checked',
  subject: 'deal',
  triggers: [{ id: 'hand', type: 'manual' }],
  start: 'stage',
  steps: {
    stage: { type: 'change-stage', config: { stage: 'proposal' }, next: { done: 'mail' } },
    mail: { type: 'send-email', config: { template: 'hello', topic: 'service' }, next: { ...open, done: 'sms' } },
    sms: { type: 'send-sms', config: { template: 'follow-up', topic: 'service' }, next: { ...open, done: 'start' } },
    start: { type: 'start-workflow', config: { workflow: 'for-leads' }, next: { done: null } },
  },
};

test('a definition is held against templates, pipelines and workflows as they are now', async () => {
  await world.db.query(
    `INSERT INTO template (key, name, channel, subject, preheader, html) VALUES ('hello', 'Hello', 'email', 'Hi', '{{record.nope}}', '<p>Hi</p>')`,
  );
  await world.publish({ key: 'for-leads', start: 'end', steps: { end: { type: 'end', config: {} } } });
  const told = async () =>
    validateDefinition(definition, await definitionScope(world.db, 'checked')).map(
      ({ severity, code, stepId }) => `${stepId}: ${severity} ${code}`,
    );
  const always = [
    'mail: error template-unknown-variable',
    'sms: error template-without-text',
    'start: error wrong-subject',
  ];
  expect((await told()).sort()).toEqual(always);
  const stages = [{ key: 'first', name: 'First', probability: 10, outcome: 'open' as const }];
  await replacePipelines(world.db, [{ key: 'other', name: 'Other', stages }]);
  expect((await told()).sort()).toEqual([...always, 'stage: warning unknown-stage'].sort());
});

test('who is asked and means nobody now is warned of, wherever an approval names them', async () => {
  const id = '00000000-0000-7000-8000-0000000000d1';
  await world.db.query(
    `INSERT INTO "user" (id, email, name, "roleKeys") VALUES ($1, 'judge@example.test', 'Judge', '{judges}')`,
    [id],
  );
  await world.db.query(`INSERT INTO queue (key, name, members, alert) VALUES ('empty', 'Empty', '{}', '{}')`);
  const approvers = [{ role: 'judges' }, { user: id }, { field: 'owner' }, { queue: 'empty' }, { teamLead: 'nowhere' }];
  const onDeadline = { escalate: [{ manager: 1 }, { role: 'nobodies' }] };
  const ends = Object.fromEntries(
    ['approved', 'rejected', 'rework', 'expired', 'voided'].map((outlet) => [outlet, null]),
  );
  const asking = {
    ...definition,
    start: 'decide',
    steps: {
      decide: { type: 'approval', config: { approvers, mode: 'all', deadline: 'P1D', onDeadline }, next: ends },
    },
  };
  const told = async () =>
    validateDefinition(asking, await definitionScope(world.db, 'checked')).map(
      ({ severity, code, path }) => `${severity} ${code} ${path}`,
    );
  const config = '/steps/decide/config';
  const always = [3, 4].map((place) => `warning nobody-to-ask ${config}/approvers/${place}`);
  const deadline = `warning nobody-to-ask ${config}/onDeadline/escalate/1`;
  expect(await told()).toEqual([...always, deadline]);
  await world.db.query('UPDATE "user" SET active = false WHERE id = $1', [id]);
  const left = [0, 1].map((place) => `warning nobody-to-ask ${config}/approvers/${place}`);
  expect(await told()).toEqual([...left, ...always, deadline]);
});
