import { beforeAll, expect, test } from '@jest/globals';
import { addCustomField } from '../../crm/records/custom-fields.ts';
import { forgetFields } from '../../crm/records/fields.ts';
import type { NewCustomField } from '../../domain/records/custom-field.ts';
import { recordsWorld } from '../crm/records/records-world.ts';
import { engineWorld } from '../harness/engine-world.ts';

const fields: readonly NewCustomField[] = [
  { recordType: 'lead', key: 'budget', kind: 'money', label: 'Budget' },
  { recordType: 'lead', key: 'size', kind: 'choice', label: 'Size', options: ['small', 'large'] },
  { recordType: 'lead', key: 'renewsOn', kind: 'date', label: 'Renews on' },
  { recordType: 'task', key: 'effort', kind: 'integer', label: 'Effort' },
];

const world = engineWorld();
beforeAll(async () => {
  const actor = await recordsWorld(world.test).user({ roles: ['admin'] });
  for (const given of fields) await world.db.transaction((tx) => addCustomField(tx, { actor, given }));
  forgetFields(world.db);
});

/** Reads and writes the fields wherever a workflow can. */
const workflow = {
  key: 'own',
  triggers: [
    { id: 't', type: 'record', on: 'updated', fields: ['budget'], when: { '>': [{ var: 'record.budget' }, 100] } },
  ],
  enrollment: { exit: { '==': [{ var: 'record.size' }, 'small'] } },
  start: 'size',
  steps: {
    size: { type: 'update-record', config: { set: { size: 'large' } }, next: { done: 'large' } },
    large: {
      type: 'condition',
      config: { when: { '==': [{ var: 'record.size' }, 'large'] } },
      next: { yes: 'renewal' },
    },
    renewal: {
      type: 'wait',
      config: { until: { field: 'renewsOn', offset: { before: 'P1D' } } },
      next: { done: 'task' },
    },
    task: {
      type: 'create-record',
      config: {
        type: 'task',
        set: {
          title: { text: 'Renew for {{record.budget}}' },
          effort: { rule: { '+': [{ var: 'record.budget' }, 1] } },
        },
      },
      next: { done: 'grown' },
    },
    grown: {
      type: 'wait-for',
      config: { branches: [{ id: 'more', when: { '>': [{ var: 'record.budget' }, 900] } }], timeout: 'P90D' },
      next: { more: 'last' },
    },
    last: { type: 'wait', config: { for: 'P30D' }, next: { done: null } },
  },
};

test("fields of one's own start runs, decide, are written, waited for and read in texts, like any other", async () => {
  await world.publish(workflow);
  const lead = await world.create('lead', { lastName: 'Own', renewsOn: '2031-03-20', budget: 50 });
  await world.change('lead', lead.id, { score: 1 });
  await world.settle();
  expect(await world.runsOf('own')).toHaveLength(0);
  await world.change('lead', lead.id, { budget: 500 });
  await world.settle();
  const id = (await world.runsOf('own'))[0]?.data.id ?? '';
  expect(await world.pathOf(id)).toBe('size>done large>yes');
  await world.pass('2031-03-21T00:00:00.000Z');
  expect((await world.stepsOf(id)).find(({ stepId }) => stepId === 'renewal')?.endedAt).toBe(
    '2031-03-19T00:00:00.000Z',
  );
  expect(await world.db.query('SELECT title, custom FROM task')).toEqual([
    { title: 'Renew for 500', custom: { effort: 501 } },
  ]);
  await world.change('lead', lead.id, { budget: 1000 });
  await world.settle();
  expect(await world.pathOf(id)).toContain('grown>more');
  await world.change('lead', lead.id, { size: 'small' });
  await world.settle();
  expect((await world.runsOf('own'))[0]?.data.state).toBe('exited');
});
