import { findRecords, getRecord } from '../../../crm/records/find-records.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { Permission } from '../../../domain/permissions/permission.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { recordOf, recordsWorld, refusalOf } from './records-world.ts';

const own = ownDatabase();
const world = recordsWorld(own);

const rights = (scope: Permission['scope'], actions: readonly string[], resource = 'lead'): Permission[] =>
  actions.map((action) => ({ resource, action, scope }));
const now = new Date();

/** Two teams, and leads of: me, a team mate, my team as such, a stranger, nobody. */
async function leadsOfMany(permissions: readonly Permission[]) {
  const [mine, theirs] = [await world.team(), await world.team()];
  const me = await world.user({ teamId: mine, permissions });
  const mate = await world.user({ teamId: mine });
  const stranger = await world.user({ teamId: theirs });
  const lead = async (fields: Record<string, string>) => (await world.create('lead', fields)).id;
  const leads = {
    own: await lead({ ownerId: me.userId }),
    mate: await lead({ ownerId: mate.userId }),
    team: await lead({ teamId: mine }),
    stranger: await lead({ ownerId: stranger.userId, teamId: theirs }),
    nobody: await lead({}),
  };
  return { me, leads };
}

async function readable(
  actor: Parameters<typeof getRecord>[1]['actor'],
  leads: Readonly<Record<string, string>>,
): Promise<string[]> {
  const listed = new Set(
    (await findRecords(own.database, { actor, type: 'lead', limit: 200, now })).items.map(({ id }) => id),
  );
  const names: string[] = [];
  for (const [name, id] of Object.entries(leads)) {
    const got = await getRecord(own.database, { actor, type: 'lead', id }).then(
      () => true,
      () => false,
    );
    expect([name, got]).toEqual([name, listed.has(id)]);
    if (got) names.push(name);
  }
  return names;
}

test.each([
  ['own', ['own']],
  ['team', ['own', 'mate', 'team']],
  ['all', ['own', 'mate', 'team', 'stranger', 'nobody']],
] as const)('who may read %s sees no more, one by one or in lists', async (scope, expected) => {
  const { me, leads } = await leadsOfMany(rights(scope, ['read']));
  expect(await readable(me, leads)).toEqual(expected);
});

test('without the right to read, nothing is there', async () => {
  const { me, leads } = await leadsOfMany(rights('all', ['update']));
  expect(await readable(me, leads)).toEqual([]);
});

test.each(['update', 'delete'] as const)(
  'to %s ends at the scope; what is out of sight does not exist',
  async (action) => {
    const { me, leads } = await leadsOfMany([...rights('team', ['read']), ...rights('own', [action])]);
    const change = (id: string) =>
      action === 'delete'
        ? ({ kind: 'delete', type: 'lead', id } as const)
        : ({ kind: 'update', type: 'lead', id, change: { set: { title: 'x' } } } as const);
    const results = await world.write([change(leads.own), change(leads.mate), change(leads.stranger)], { actor: me });
    expect(results.map((result) => refusalOf(result).split(';')[0])).toEqual([
      'taken',
      'forbidden',
      'record-not-found',
    ]);
  },
);

test('who is signed in owns what they create, unless they say otherwise', async () => {
  const me = await world.user({ roles: ['admin'] });
  const other = await world.user();
  expect((await world.create('lead', {}, { actor: me })).ownerId).toBe(me.userId);
  expect((await world.create('lead', { ownerId: other.userId }, { actor: me })).ownerId).toBe(other.userId);
  expect((await world.create('lead', { ownerId: null }, { actor: me })).ownerId).toBeNull();
  expect((await world.create('lead', {}, { actor: { ...me, type: 'key' } })).ownerId).toBeNull();
});

test('with the scope own nobody creates for others', async () => {
  const me = await world.user({ permissions: rights('own', ['create']) });
  const other = await world.user();
  const [own, others] = await world.write(
    [
      { kind: 'create', type: 'lead', fields: {} },
      { kind: 'create', type: 'lead', fields: { ownerId: other.userId } },
    ],
    { actor: me },
  );
  expect([recordOf(own).ownerId, refusalOf(others).split(';')[0]]).toEqual([me.userId, 'forbidden']);
});

test('keeping workflows out of a write needs its own right', async () => {
  const me = await world.user({ permissions: rights('all', ['create']) });
  const create = [{ kind: 'create', type: 'lead', fields: {} }] as const;
  expect(refusalOf((await world.write(create, { actor: me, automations: false }))[0])).toMatch(/^forbidden/);
  const may = await world.user({ permissions: rights('all', ['create', 'silence']) });
  expect(refusalOf((await world.write(create, { actor: may, automations: false }))[0])).toBe('taken');
});

test('the assignee of a task may do what its owner may', async () => {
  const me = await world.user({ permissions: rights('own', ['read', 'update'], 'task') });
  const task = await world.create('task', { title: 'Call', assigneeId: me.userId });
  expect((await getRecord(own.database, { actor: me, type: 'task', id: task.id })).id).toBe(task.id);
  const [done] = await world.write(
    [{ kind: 'update', type: 'task', id: task.id, change: { set: { status: 'done' } } }],
    { actor: me },
  );
  expect(refusalOf(done)).toBe('taken');
});

describe('a condition sees of related records what the reader may read', () => {
  const rich = { '>': [{ var: 'related.account.employees' }, 100] };
  const poor = { '!': { var: 'related.account' } };
  const withOffers = { '>': [{ count: ['offers'] }, 0] };

  async function dealWith(ownRights: readonly Permission[]) {
    const me = await world.user({
      teamId: await world.team(),
      permissions: [...rights('all', ['read'], 'deal'), ...ownRights],
    });
    const strange = await world.create('account', { name: 'Strange', employees: 500 });
    const mine = await world.create('account', { name: 'Mine', employees: 500, ownerId: me.userId });
    const title = `deal of ${me.userId}`;
    const first = await world.create('deal', { title, accountId: strange.id });
    const second = await world.create('deal', { title, accountId: mine.id });
    await world.create('offer', { dealId: first.id });
    const names = new Map([
      [first.id, 'strange'],
      [second.id, 'mine'],
    ]);
    return async (rule: JsonObject) => {
      const where = { and: [{ '==': [{ var: 'record.title' }, title] }, rule] };
      const { items } = await findRecords(own.database, { actor: me, type: 'deal', where, limit: 10, now });
      return items.map(({ id }) => names.get(id)).sort();
    };
  }

  test('all of them', async () => {
    const find = await dealWith([...rights('all', ['read'], 'account'), ...rights('all', ['read'], 'offer')]);
    expect(await find(rich)).toEqual(['mine', 'strange']);
    expect(await find(withOffers)).toEqual(['strange']);
  });

  test('their own: the others count as missing', async () => {
    const find = await dealWith([...rights('own', ['read'], 'account'), ...rights('own', ['read'], 'offer')]);
    expect(await find(rich)).toEqual(['mine']);
    expect(await find(poor)).toEqual(['strange']);
    expect(await find(withOffers)).toEqual([]);
  });

  test('none of them', async () => {
    const find = await dealWith([]);
    expect(await find(rich)).toEqual([]);
    expect(await find(poor)).toEqual(['mine', 'strange']);
    expect(await find(withOffers)).toEqual([]);
  });
});
