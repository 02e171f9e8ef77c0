import { addCustomField, changeCustomField, listCustomFields } from '../../../crm/records/custom-fields.ts';
import { fieldCatalogue, forgetFields } from '../../../crm/records/fields.ts';
import { findRecords } from '../../../crm/records/find-records.ts';
import { readRecords } from '../../../crm/records/read.ts';
import type { CustomFieldChange, NewCustomField } from '../../../domain/records/custom-field.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { recordsWorld, refusalOf } from './records-world.ts';

const own = ownDatabase();
const world = recordsWorld(own);

async function add(given: NewCustomField): Promise<void> {
  const actor = await world.user({ roles: ['admin'] });
  await own.database.transaction((tx) => addCustomField(tx, { actor, given }));
}

async function change(key: string, archived: boolean): Promise<void> {
  const actor = await world.user({ roles: ['admin'] });
  await own.database.transaction((tx) =>
    changeCustomField(tx, { actor, recordType: 'lead', key, change: { archived } }),
  );
  forgetFields(own.database);
}

test("a field of one's own is written, checked, read, searched and sorted like any other", async () => {
  await fieldCatalogue(own.database);
  await add({ recordType: 'lead', key: 'budget', kind: 'money', label: 'Budget' });
  await add({ recordType: 'lead', key: 'size', kind: 'choice', label: 'Size', options: ['s', 'm'], default: 's' });
  const lead = await world.create('lead', { budget: 500 });
  expect(lead).toMatchObject({ budget: 500, size: 's' });
  expect((await readRecords(own.database, 'lead', [lead.id])).get(lead.id)).toEqual(lead);
  const other = await world.create('lead', { budget: 90 });
  const where = { '>=': [{ var: 'record.budget' }, 90] };
  const found = await findRecords(own.database, {
    actor: { type: 'system', id: null },
    type: 'lead',
    where,
    sort: '-budget',
    limit: 5,
    now: new Date(),
  });
  expect(found.items.map(({ id }) => id)).toEqual([lead.id, other.id]);
  const [refused] = await world.write([{ kind: 'create', type: 'lead', fields: { budget: 'lots', size: 'xl' } }]);
  expect(refusalOf(refused)).toBe('invalid; /budget wrong-type; /size not-in-list');
  expect((await world.events(lead.id))[0]?.changes).toMatchObject({ budget: { old: null, new: 500 } });
});

test('an upsert may go by it', async () => {
  await add({ recordType: 'contact', key: 'erpNumber', kind: 'text', label: 'ERP number' });
  const upsert = {
    kind: 'upsert',
    type: 'contact',
    by: 'erpNumber',
    value: 'C-1',
    fields: { firstName: 'Ines' },
  } as const;
  const [first] = await world.write([upsert]);
  const [second] = await world.write([upsert]);
  expect([first, second]).toMatchObject([
    { created: true, record: { erpNumber: 'C-1' } },
    { created: false, changed: [] },
  ]);
});

test('what a field demands can be taken back; a change that leaves no room is refused, whatever the field was', async () => {
  const demanding = {
    kind: 'integer',
    label: 'Floor',
    required: true,
    personal: true,
    min: 1,
    max: 9,
    default: 3,
  } as const;
  await add({ recordType: 'lead', key: 'floor', ...demanding });
  const changed = (given: CustomFieldChange) =>
    own.database.transaction(async (tx) => {
      const actor = await world.user({ roles: ['admin'] });
      return changeCustomField(tx, { actor, recordType: 'lead', key: 'floor', change: given });
    });
  await expect(changed({ min: 10, max: 5 })).rejects.toMatchObject({ code: 'invalid' });
  await expect(changed({ min: 10 })).rejects.toMatchObject({ code: 'invalid' });
  await expect(changed({ min: 4 })).rejects.toMatchObject({ details: { issues: [{ path: '/default' }] } });
  const bare = { recordType: 'lead', key: 'floor', kind: 'integer', label: 'Floor', custom: true, archived: false };
  expect(await changed({ required: false, personal: null, min: null, max: null, default: null })).toEqual(bare);
  await own.database.query(`UPDATE custom_field SET field = field || '{"min": 10, "max": 5}' WHERE key = 'floor'`);
  expect(await changed({ label: 'Storey', archived: true })).toMatchObject({ label: 'Storey', archived: true });
});

test('an upsert may go by whole numbers, which stay numbers', async () => {
  await add({ recordType: 'contact', key: 'erpId', kind: 'integer', label: 'ERP id' });
  const upsert = (value: string) => ({ kind: 'upsert', type: 'contact', by: 'erpId', value, fields: {} }) as const;
  const results = [
    await world.write([upsert('4711'), upsert('04711')]),
    await world.write([upsert('4711'), upsert('x')]),
  ];
  expect(results.flat()).toMatchObject([
    { created: true, record: { erpId: 4711 } },
    { created: false, changed: [] },
    { created: false, changed: [], record: { erpId: 4711 } },
    { kind: 'issues', code: 'invalid', issues: [{ path: '/erpId' }] },
  ]);
});

test('an upsert finds by the number that the system gave, and makes none', async () => {
  const offer = await world.create('offer', { title: 'Old' });
  const upsert = (type: 'offer' | 'lead', by: string, value: string) =>
    ({ kind: 'upsert', type, by, value, fields: { title: 'New' } }) as const;
  const [found, unknown, foreign] = await world.write([
    upsert('offer', 'number', String(offer.number)),
    upsert('offer', 'number', 'OF-1999-0001'),
    upsert('lead', 'convertedContactId', offer.id),
  ]);
  expect(found).toMatchObject({ created: false, record: { id: offer.id, title: 'New', number: offer.number } });
  expect([refusalOf(unknown), refusalOf(foreign)]).toEqual([
    'record-not-found; /number record-not-found',
    'invalid; /convertedContactId invalid',
  ]);
});

test('an archived field is gone, its values stay and come back with it', async () => {
  await add({ recordType: 'lead', key: 'shoe', kind: 'integer', label: 'Shoe size' });
  const lead = await world.create('lead', { shoe: 42 });
  await change('shoe', true);
  const [refused] = await world.write([{ kind: 'update', type: 'lead', id: lead.id, change: { set: { shoe: 43 } } }]);
  expect(refusalOf(refused)).toBe('invalid; /shoe unknown-field');
  await world.write([{ kind: 'update', type: 'lead', id: lead.id, change: { set: { title: 'CIO' } } }]);
  expect((await readRecords(own.database, 'lead', [lead.id])).get(lead.id)).not.toHaveProperty('shoe');
  expect((await listCustomFields(own.database, { archived: true })).find(({ key }) => key === 'shoe')?.archived).toBe(
    true,
  );
  await change('shoe', false);
  expect((await readRecords(own.database, 'lead', [lead.id])).get(lead.id)).toMatchObject({ shoe: 42, title: 'CIO' });
});

test('a key is taken once, also by an archived field', async () => {
  const given = { recordType: 'lead', key: 'twice', kind: 'text', label: 'Twice' } as const;
  await add(given);
  await expect(add(given)).rejects.toMatchObject({ code: 'duplicate' });
  await change('twice', true);
  await expect(add({ ...given, kind: 'integer' })).rejects.toMatchObject({ code: 'duplicate' });
});
