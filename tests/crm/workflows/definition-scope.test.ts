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
