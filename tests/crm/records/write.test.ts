import { newId } from '../../../crm/ids.ts';
import { readRecords } from '../../../crm/records/read.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { recordOf, recordsWorld, refusalOf } from './records-world.ts';

const own = ownDatabase();
const world = recordsWorld(own);

test('a created record is read back as it was answered', async () => {
  const made = await world.create('lead', { firstName: 'Zoë', email: 'Zoe@Example.test', tags: ['first'], score: 3 });
  expect(made).toMatchObject({ version: 1, email: 'zoe@example.test', company: null });
  expect((await readRecords(own.database, 'lead', [made.id, newId(), 'no id'])).get(made.id)).toEqual(made);
});

test.each([
  [
    'deal',
    {
      title: 'First',
      amount: 250_000,
      currency: 'EUR',
      probability: 12.5,
      expectedClose: '2026-08-31',
      closedAt: '2026-05-01T08:00:00+02:00',
    },
    { closedAt: '2026-05-01T06:00:00.000Z' },
  ],
  ['account', { name: 'Costa', annualRevenue: 9_007_199_254_740_991 }, {}],
  ['product', { name: 'Kit', active: false, launchedOn: '2020-02-29' }, {}],
  [
    'offer',
    { title: 'x', lines: [{ description: 'Kit', quantity: 2, unitPrice: 1999 }] },
    { total: 3998, number: expect.stringMatching(/^OF-2026-\d{4}$/) },
  ],
  ['interaction', { kind: 'call', durationMinutes: 5, at: '2026-05-01T10:00:00.123Z' }, {}],
] as const)('every kind of value of a %s survives', async (type, fields, more) => {
  const made = await world.create(type, JSON.parse(JSON.stringify(fields)));
  const read = (await readRecords(own.database, type, [made.id])).get(made.id);
  expect(read).toEqual(made);
  expect(read).toMatchObject({ ...fields, ...more });
});

test('the change, its audit entry and its event stand in one transaction', async () => {
  const failing = own.database.transaction(async (tx) => {
    const { writeRecords } = await import('../../../crm/records/write.ts');
    await writeRecords(tx, world.contextOf(), [{ kind: 'create', type: 'lead', fields: { company: 'Never Ltd' } }]);
    throw new Error('the caller fails');
  });
  await expect(failing).rejects.toThrow('the caller fails');
  for (const [table, column] of [
    ['lead', 'company'],
    ['event', 'record'],
    ['audit_entry', 'changes'],
  ]) {
    expect(await own.database.query(`SELECT 1 FROM ${table} WHERE ${column}::text LIKE '%Never Ltd%'`)).toEqual([]);
  }
});

test('events tell old and new values, the actor, the cause and whether workflows see them', async () => {
  const user = await world.user({ roles: ['admin'] });
  const lead = await world.create('lead', { firstName: 'Zoë' });
  const cause = [{ workflow: 'ping', workflowId: newId(), runId: newId(), recordId: lead.id }];
  await world.write(
    [{ kind: 'update', type: 'lead', id: lead.id, change: { set: { status: 'hot', firstName: 'Zoë' } } }],
    { actor: user, cause, automations: false },
  );
  const [created, updated] = await world.events(lead.id);
  expect(created).toMatchObject({
    type: 'record.created',
    actorType: 'system',
    automations: true,
    changes: { firstName: { old: null, new: 'Zoë' } },
  });
  expect(updated).toMatchObject({
    type: 'record.updated',
    actorType: 'user',
    actorId: user.id,
    automations: false,
    cause,
    changes: { status: { old: 'new', new: 'hot' } },
    record: { status: 'hot', version: 2 },
  });
  expect(Object.keys(updated?.changes ?? {})).toEqual(['status']);
  expect((await world.audit(lead.id)).map(({ action }) => action)).toEqual(['record.created', 'record.updated']);
});

test('an equal value is no change', async () => {
  const lead = await world.create('lead', { email: 'same@example.test', score: 5 });
  const [result] = await world.write([
    { kind: 'update', type: 'lead', id: lead.id, change: { set: { email: 'SAME@example.test', score: 5 }, add: {} } },
  ]);
  expect(result).toEqual({ kind: 'ok', record: lead, changed: [], created: false });
  expect(await world.events(lead.id)).toHaveLength(1);
  expect(await world.audit(lead.id)).toHaveLength(1);
});

test('a version that is no longer there is refused, of twenty writers one wins', async () => {
  const lead = await world.create('lead', {});
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      world.write([
        { kind: 'update', type: 'lead', id: lead.id, change: { set: { notes: `writer ${n}` } }, expectedVersion: 1 },
      ]),
    ),
  );
  const outcomes = results.map(([result]) => refusalOf(result));
  expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'version-conflict; /version version-conflict')).toHaveLength(19);
});

test('changes of one set that name the same record follow each other and are told one by one', async () => {
  const lead = await world.create('lead', { score: 1 });
  const update = (add: number) =>
    ({ kind: 'update', type: 'lead', id: lead.id, change: { add: { score: add } } }) as const;
  const results = await world.write([update(1), update(2), update(3)]);
  expect(results.map((result) => recordOf(result).version)).toEqual([2, 3, 4]);
  expect((await readRecords(own.database, 'lead', [lead.id])).get(lead.id)).toMatchObject({ score: 7, version: 4 });
  expect((await world.events(lead.id)).map(({ changes }) => changes.score)).toEqual([
    { old: null, new: 1 },
    { old: 1, new: 2 },
    { old: 2, new: 4 },
    { old: 4, new: 7 },
  ]);
});

test('what is refused leaves the others of its set alone', async () => {
  const results = await world.write([
    { kind: 'create', type: 'lead', fields: { firstName: 'Good' } },
    { kind: 'create', type: 'lead', fields: { email: 'bad', ownerId: newId() } },
    { kind: 'update', type: 'lead', id: newId(), change: { set: { title: 'x' } } },
    { kind: 'create', type: 'contact', fields: { accountId: newId(), firstName: 'Lost' } },
    { kind: 'delete', type: 'lead', id: 'no id' },
  ]);
  expect(results.map(refusalOf)).toEqual([
    'taken',
    'invalid; /email invalid-email',
    'record-not-found;  record-not-found',
    'invalid; /accountId no-such-record',
    'record-not-found;  record-not-found',
  ]);
});

test('a set may point to records that it creates itself', async () => {
  const accountId = newId();
  const results = await world.write([
    { kind: 'create', type: 'account', id: accountId, fields: { name: 'Costa' } },
    { kind: 'create', type: 'contact', fields: { firstName: 'Ines', accountId } },
  ]);
  expect(results.map(refusalOf)).toEqual(['taken', 'taken']);
});

test('deleting leaves the last image in the event and the audit', async () => {
  const lead = await world.create('lead', { firstName: 'Gone' });
  await world.write([{ kind: 'delete', type: 'lead', id: lead.id }]);
  expect((await readRecords(own.database, 'lead', [lead.id])).size).toBe(0);
  expect((await world.events(lead.id)).at(-1)).toMatchObject({ type: 'record.deleted', record: { firstName: 'Gone' } });
  expect((await world.audit(lead.id)).at(-1)).toMatchObject({
    action: 'record.deleted',
    changes: { firstName: { old: 'Gone', new: null } },
  });
});

test('numbers run without gaps, also when many are made at once and some are refused', async () => {
  const made = await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      world.write([
        { kind: 'create', type: 'case', fields: { title: `Case ${n}` } },
        { kind: 'create', type: 'case', fields: {} },
      ]),
    ),
  );
  const numbers = made.map(([first]) => Number(String(recordOf(first).number).slice('CA-2026-'.length)));
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
});

test('an upsert creates once and changes afterwards, however many come at once', async () => {
  const upsert = (firstName: string) =>
    ({ kind: 'upsert', type: 'contact', by: 'email', value: 'Only@Example.test', fields: { firstName } }) as const;
  const results = await Promise.all(Array.from({ length: 10 }, (_, n) => world.write([upsert(`Name ${n}`)])));
  const records = results.map(([result]) => recordOf(result));
  expect(new Set(records.map(({ id }) => id)).size).toBe(1);
  expect(results.filter(([result]) => result?.kind === 'ok' && result.created)).toHaveLength(1);
  const [again] = await world.write([{ ...upsert('x'), fields: {} }]);
  expect(again).toMatchObject({ kind: 'ok', changed: [], created: false });
});

test('an upsert by a value that several have, or by no field of text, is refused', async () => {
  await world.create('lead', { email: 'two@example.test' });
  await world.create('lead', { email: 'two@example.test' });
  const by = (field: string, value: string) =>
    ({ kind: 'upsert', type: 'lead', by: field, value, fields: {} }) as const;
  const results = await world.write([
    by('email', 'two@example.test'),
    by('score', '1'),
    by('nothing', 'x'),
    by('email', 'no address'),
    by('id', newId()),
  ]);
  expect(results.map((result) => refusalOf(result).split(';')[0])).toEqual([
    'duplicate',
    'invalid',
    'invalid',
    'invalid',
    'invalid',
  ]);
});

test('five hundred changes take a handful of statements', async () => {
  const results = await world.write(
    Array.from(
      { length: 500 },
      (_, n) => ({ kind: 'create', type: 'lead', fields: { firstName: `Lead ${n}`, score: n } }) as const,
    ),
  );
  const ids = results.map((result) => recordOf(result).id);
  let statements = 0;
  await own.database.transaction(async (tx) => {
    const { writeRecords } = await import('../../../crm/records/write.ts');
    const counting = {
      ...tx,
      query: (sql: string, params?: readonly unknown[]) => {
        statements += 1;
        return tx.query(sql, params);
      },
    } as typeof tx;
    await writeRecords(
      counting,
      world.contextOf(),
      ids.map((id) => ({ kind: 'update', type: 'lead', id, change: { add: { score: 1 } } })),
    );
  });
  expect(statements).toBeLessThanOrEqual(4);
});
