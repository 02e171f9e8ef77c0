import { expect, test } from '@jest/globals';
import { engineWorld } from '../../harness/engine-world.ts';

const world = engineWorld({ zone: 'Europe/Warsaw', start: '2031-03-03T08:00:00.000Z' });

const ratings = (id: string) =>
  world.db.query<{ properties: object }>(
    `SELECT properties FROM event WHERE "recordId" = $1 AND type = 'case.rated' ORDER BY seq`,
    [id],
  );

test('a rating of a case is an event that workflows can wait for; the same one again, or a new case with one, is none', async () => {
  await world.publish({
    key: 'poor-rating',
    subject: 'case',
    triggers: [{ id: 't', type: 'event', event: 'case.rated', when: { '<=': [{ var: 'event.properties.score' }, 2] } }],
    start: 'again',
    steps: { again: { type: 'update-record', config: { set: { priority: 'high' } }, next: { done: null } } },
  });
  const { id } = await world.create('case', { title: 'C', status: 'closed', priority: 'low' });
  await world.change('case', id, { satisfaction: 5 });
  await world.settle();
  expect(await world.db.query('SELECT 1 FROM run WHERE "subjectId" = $1', [id])).toEqual([]);
  await world.change('case', id, { satisfaction: 2, satisfactionComment: 'Slow' });
  await world.change('case', id, { satisfaction: 2, satisfactionComment: 'Too slow' });
  await world.settle();
  expect(await ratings(id)).toEqual([
    { properties: { score: 5, comment: null } },
    { properties: { score: 2, comment: 'Slow' } },
  ]);
  const [row] = await world.db.query<{ priority: string }>('SELECT priority FROM "case" WHERE id = $1', [id]);
  expect(row?.priority).toBe('high');
  const old = await world.create('case', { title: 'Old', satisfaction: 4 });
  expect(await ratings(old.id)).toEqual([]);
});
