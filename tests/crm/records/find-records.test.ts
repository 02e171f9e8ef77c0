import { systemActor } from '../../../crm/actor.ts';
import { findRecords } from '../../../crm/records/find-records.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { recordsWorld } from './records-world.ts';

const own = ownDatabase();
const now = new Date();
const company = { '==': [{ var: 'record.company' }, 'Paged'] };

beforeAll(async () => {
  const world = recordsWorld(own);
  const scores = [5, 3, null, 3, 1, null, 4, 3, 2, 5];
  await world.write(
    scores.map(
      (score, n) =>
        ({
          kind: 'create',
          type: 'lead',
          fields: { company: n % 2 === 0 ? 'Paged' : 'Paged', firstName: `N${n}`, score },
        }) as const,
    ),
  );
  await world.write([{ kind: 'create', type: 'lead', fields: { company: 'Other', score: 4 } }]);
});

async function pages(sort: string, limit: number): Promise<(readonly [unknown, string])[]> {
  const seen: (readonly [unknown, string])[] = [];
  let after: readonly unknown[] | undefined;
  do {
    const page = await findRecords(own.database, {
      actor: systemActor,
      type: 'lead',
      where: company,
      sort,
      limit,
      after,
      now,
    });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    seen.push(...page.items.map((item) => [item.score ?? null, item.id] as const));
    after = page.next === null ? undefined : JSON.parse(JSON.stringify(page.next));
  } while (after !== undefined);
  return seen;
}

test.each(['score', '-score', 'createdAt', '-createdAt', 'id', '-id', 'firstName'])(
  'pages by %s give everything once, in order',
  async (sort) => {
    const all = await pages(sort, 200);
    expect(all).toHaveLength(10);
    for (const limit of [1, 3]) expect(await pages(sort, limit)).toEqual(all);
  },
);

test('records without a value come last either way', async () => {
  expect((await pages('score', 4)).map(([score]) => score)).toEqual([1, 2, 3, 3, 3, 4, 5, 5, null, null]);
  expect((await pages('-score', 4)).map(([score]) => score)).toEqual([5, 5, 4, 3, 3, 3, 2, 1, null, null]);
});

test.each([
  ['a field that is not there', { sort: 'nothing' }, '/sort'],
  ['tags', { sort: 'tags' }, '/sort'],
  ['a made-up cursor', { after: ['x', 'y'] }, '/cursor'],
  ['another made-up cursor', { after: [{}, '01a20120-0000-7000-8000-000000000000'] }, '/cursor'],
])('refuses %s', async (_what, given, path) => {
  const found = findRecords(own.database, { actor: systemActor, type: 'lead', limit: 5, now, ...given });
  await expect(found).rejects.toMatchObject({ code: 'invalid', details: { issues: [{ path }] } });
});

test('what is wrong with a condition is said with its place', async () => {
  const found = findRecords(own.database, {
    actor: systemActor,
    type: 'lead',
    where: { and: [company, { nosuch: [1] }] },
    limit: 5,
    now,
  });
  await expect(found).rejects.toMatchObject({
    code: 'invalid-rule',
    details: { issues: [{ path: expect.stringMatching(/^\/where\/and\/1/) }] },
  });
});
