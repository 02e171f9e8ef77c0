import { systemActor } from '../../../crm/actor.ts';
import { newId } from '../../../crm/ids.ts';
import { type ConversionRequest, convertLead } from '../../../crm/records/convert-lead.ts';
import { addCustomField } from '../../../crm/records/custom-fields.ts';
import { exportCsv } from '../../../crm/records/export-csv.ts';
import { forgetFields } from '../../../crm/records/fields.ts';
import { readRecords } from '../../../crm/records/read.ts';
import { readTimeline } from '../../../crm/records/timeline.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { recordsWorld } from './records-world.ts';

const own = ownDatabase();
const world = recordsWorld(own);

const convert = (request: ConversionRequest) =>
  own.database.transaction((tx) => convertLead(tx, world.contextOf(), request));
const conversionOf = async (request: ConversionRequest) => {
  const result = await convert(request);
  if (result.kind === 'issues') throw new Error(JSON.stringify(result.issues));
  return result.conversion;
};
const read = async (type: 'lead' | 'contact' | 'account' | 'deal' | 'task', id: string | null) =>
  (await readRecords(own.database, type, [id ?? ''])).get(id ?? '');

test('a lead becomes contact, account and deal, and its tasks go with it', async () => {
  const lead = await world.create('lead', {
    firstName: 'Ines',
    lastName: 'Costa',
    email: 'ines@example.test',
    company: 'Costa Lda',
    source: 'web',
    score: 7,
    tags: ['vip'],
  });
  const task = await world.create('task', { title: 'Call', relatedType: 'lead', relatedId: lead.id });
  const { contactId, accountId, dealId } = await conversionOf({
    leadId: lead.id,
    account: true,
    deal: { amount: 5000, currency: 'EUR' },
  });
  expect(await read('contact', contactId)).toMatchObject({
    firstName: 'Ines',
    email: 'ines@example.test',
    accountId,
    score: 7,
    tags: ['vip'],
    lifecycle: 'prospect',
  });
  expect(await read('account', accountId)).toMatchObject({ name: 'Costa Lda' });
  expect(await read('deal', dealId)).toMatchObject({
    title: 'Costa Lda',
    contactId,
    accountId,
    amount: 5000,
    source: 'web',
  });
  expect(await read('lead', lead.id)).toMatchObject({ status: 'converted', convertedContactId: contactId });
  expect(await read('task', task.id)).toMatchObject({ relatedType: 'contact', relatedId: contactId });
});

test('done again, or ten times at once, it gives the same ids', async () => {
  const lead = await world.create('lead', { firstName: 'Ten', email: 'ten@example.test', company: 'Ten Ltd' });
  const request = { leadId: lead.id, account: true, deal: {} };
  const results = await Promise.all(Array.from({ length: 10 }, () => conversionOf(request)));
  expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
  expect(await convert(request)).toMatchObject({ repeated: true });
});

test('a contact with the address and an account of the name are used where they exist', async () => {
  const account = await world.create('account', { name: 'Known GmbH' });
  const contact = await world.create('contact', { firstName: 'Old', email: 'known@example.test' });
  const lead = await world.create('lead', { firstName: 'New', email: 'known@example.test', company: 'Known GmbH' });
  expect(await conversionOf({ leadId: lead.id, account: true, deal: null })).toEqual({
    contactId: contact.id,
    accountId: account.id,
    dealId: null,
  });
  expect(await read('contact', contact.id)).toMatchObject({ firstName: 'Old' });
});

test('leads of one address and company that are converted at once share contact and account', async () => {
  const leads = await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      world.create('lead', { firstName: `Twin ${n}`, email: 'twin@example.test', company: 'Twin Ltd' }),
    ),
  );
  const upserted = world.write([
    { kind: 'upsert', type: 'contact', by: 'email', value: 'twin@example.test', fields: { title: 'CEO' } },
  ]);
  const made = await Promise.all(leads.map(({ id }) => conversionOf({ leadId: id, account: true, deal: null })));
  await upserted;
  expect(new Set(made.map(({ contactId, accountId }) => `${contactId} ${accountId}`)).size).toBe(1);
  const rows = await own.database.query<{ n: number }>(
    `SELECT (SELECT count(*) FROM contact WHERE email = 'twin@example.test') + (SELECT count(*) FROM account WHERE name = 'Twin Ltd') AS n`,
  );
  expect(rows).toEqual([{ n: 2 }]);
});

test('what people added to leads goes on to where they added the same', async () => {
  const actor = await world.user({ roles: ['admin'] });
  for (const [recordType, kind] of [
    ['lead', 'money'],
    ['contact', 'money'],
    ['account', 'text'],
    ['deal', 'money'],
  ] as const)
    await own.database.transaction((tx) =>
      addCustomField(tx, { actor, given: { recordType, key: 'budget', kind, label: 'Budget' } }),
    );
  forgetFields(own.database);
  const lead = await world.create('lead', { firstName: 'Own', company: 'Own Ltd', budget: 700 });
  const { contactId, accountId, dealId } = await conversionOf({
    leadId: lead.id,
    account: true,
    deal: { budget: 900 },
  });
  expect([
    await read('contact', contactId),
    await read('account', accountId),
    await read('deal', dealId),
  ]).toMatchObject([{ budget: 700 }, { budget: null }, { budget: 900 }]);
});

test('all or nothing: a deal that is not valid leaves everything as it was', async () => {
  const lead = await world.create('lead', { firstName: 'Stays', email: 'stays@example.test', company: 'Stays Ltd' });
  const failing = own.database.transaction(async (tx) => {
    const result = await convertLead(tx, world.contextOf(), {
      leadId: lead.id,
      account: true,
      deal: { amount: 'much' },
    });
    if (result.kind === 'issues') throw new Error(result.code);
  });
  await expect(failing).rejects.toThrow('invalid');
  expect(await read('lead', lead.id)).toMatchObject({ status: 'new', version: 1 });
  expect(await own.database.query(`SELECT 1 FROM account WHERE name = 'Stays Ltd'`)).toEqual([]);
});

test('a lead that is not there is said so', async () => {
  expect(await convert({ leadId: newId(), account: true, deal: null })).toMatchObject({
    kind: 'issues',
    code: 'record-not-found',
  });
});

test('the timeline shows everything, newest first, in pages; a contact has the past of its lead', async () => {
  const lead = await world.create(
    'lead',
    { firstName: 'Tim', email: 'tim@example.test' },
    { now: new Date('2026-05-01T08:00:00Z') },
  );
  await world.create('interaction', {
    kind: 'call',
    relatedType: 'lead',
    relatedId: lead.id,
    at: '2026-05-01T09:00:00Z',
  });
  await world.write([{ kind: 'update', type: 'lead', id: lead.id, change: { set: { status: 'hot' } } }], {
    now: new Date('2026-05-01T11:00:00Z'),
  });
  const { contactId } = await conversionOf({ leadId: lead.id, account: false, deal: null });
  const all = await readTimeline(own.database, { actor: systemActor, type: 'contact', id: contactId, limit: 100 });
  expect(all.items.map(({ kind }) => kind).sort()).toEqual(['change', 'change', 'change', 'change', 'interaction']);
  expect(all.items.map(({ at }) => at)).toEqual(
    all.items
      .map(({ at }) => at)
      .sort()
      .reverse(),
  );
  const paged: string[] = [];
  let after: readonly [string, string] | undefined;
  do {
    const page = await readTimeline(own.database, {
      actor: systemActor,
      type: 'contact',
      id: contactId,
      limit: 2,
      after,
    });
    paged.push(...page.items.map(({ id }) => id));
    after = page.next ?? undefined;
  } while (after);
  expect(paged).toEqual(all.items.map(({ id }) => id));
});

test('an export has every record of the reach and no cell that a spreadsheet would run', async () => {
  const dangerous = ['=HYPERLINK("http://x.test")', '+1+1', '-2+3', '@SUM(A1)', '\tx', '\rx', '＝1'];
  await world.write(
    dangerous.map((notes) => ({ kind: 'create', type: 'account', fields: { name: 'Csv', notes } }) as const),
  );
  await world.write(
    Array.from(
      { length: 450 },
      (_, n) => ({ kind: 'create', type: 'account', fields: { name: `Many ${n}, "quoted"` } }) as const,
    ),
  );
  let csv = '';
  for await (const chunk of exportCsv(own.database, {
    actor: { type: 'system', id: null },
    type: 'account',
    now: new Date(),
  }))
    csv += chunk;
  for (const cell of dangerous) {
    expect(csv).not.toContain(`,${cell}`);
    expect(csv).not.toContain(`"${cell.replaceAll('"', '""')}`);
  }
  expect(csv.match(/"Many \d+, ""quoted"""/g)).toHaveLength(450);
  expect(csv.split('\n')[0]).toContain('id,type,version,ownerId');
});
