import { getDocument, listDocuments, readDocuments } from '../../../crm/documents/document-list.ts';
import { type DocumentWish, makeDocument } from '../../../crm/documents/make-document.ts';
import { ensureBuiltIns } from '../../../crm/seed/built-ins.ts';
import { createRenderer } from '../../../crm/templates/renderer.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { recordsWorld } from '../records/records-world.ts';

const own = ownDatabase();
const world = recordsWorld(own);
const renderer = createRenderer();
const deps = { renderer, zone: 'Europe/Warsaw', mailFrom: 'Zażółć Ltd <hello@zazolc.test>' };
const now = new Date('2026-05-01T10:00:00.000Z');

beforeAll(() => own.database.transaction(ensureBuiltIns));
afterAll(() => renderer.close());

const make = (wish: DocumentWish) => own.database.transaction((tx) => makeDocument(tx, deps, wish, now));

async function offer(fields = {}) {
  const account = await world.create('account', { name: 'Gęślą & Jaźń SA' });
  const contact = await world.create('contact', {
    firstName: 'Łucja',
    lastName: 'Șerban',
    language: 'pl',
    accountId: account.id,
  });
  const lines = [
    { description: 'Zestaw <b>„Ω”</b> Київ', quantity: 2.5, unitPrice: 19_99, discountPercent: 12.5 },
    { description: 'Servicii ș ț ă', quantity: 1, unitPrice: 100_000 },
  ];
  const given = {
    title: 'Oferta',
    accountId: account.id,
    contactId: contact.id,
    currency: 'PLN',
    discountPercent: 5,
    validUntil: '2026-06-30',
    lines,
  };
  return world.create('offer', { ...given, ...fields });
}

test.each(['offer', 'order', 'invoice'] as const)('an %s becomes a PDF that is kept with its hash', async (type) => {
  const { validUntil: _, ...fields } = {
    validUntil: '',
    title: 'x',
    currency: 'EUR',
    lines: [{ description: 'Kit', quantity: 1, unitPrice: 100 }],
  };
  const { id } = await world.create(type, fields);
  const made = await make({ on: { type, id } });
  expect(made.kind === 'failed' ? made.message : '').toBe('');
  expect(made).toMatchObject({
    kind: 'made',
    document: { kind: type, version: 1, mime: 'application/pdf', template: `${type}-document` },
  });
  const [stored] = await readDocuments(own.database, made.kind === 'made' ? [made.document.id] : []);
  expect(stored?.bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect(stored?.bytes.length).toBe(stored?.size);
});

test('the same offer gives the same bytes and the document that is there; a changed one the next version', async () => {
  const { id } = await offer();
  const [first, again] = await Promise.all([make({ on: { type: 'offer', id } }), make({ on: { type: 'offer', id } })]);
  expect(first).toEqual(again);
  await world.write([{ kind: 'update', type: 'offer', id, change: { set: { discountPercent: 7 } } }]);
  const changed = await make({ on: { type: 'offer', id } });
  expect(changed).toMatchObject({ document: { version: 2 } });
  expect((await listDocuments(own.database, id)).map(({ version }) => version).sort()).toEqual([1, 2]);
});

test('a name of a file stays a name of a file', async () => {
  const { id } = await offer();
  const made = await make({ on: { type: 'offer', id }, fileName: '../../Oferta "Łódź"\r\n.pdf' });
  expect(made).toMatchObject({ document: { fileName: 'Oferta -Łódź.pdf' } });
});

test.each([
  ['<p>Hello <script>alert(1)</script></p>', 'document-html'],
  ['<p><img alt="a"></p>', 'document-html'],
  ['<p>not closed', 'document-html'],
  ['<p>{{record.nothing}}</p>', 'missing-value'],
])('%s is refused', async (html, code) => {
  await own.database.query(
    `INSERT INTO template (key, name, channel, html) VALUES ('odd', 'Odd', 'document', $1) ON CONFLICT (key) DO UPDATE SET html = excluded.html`,
    [html],
  );
  const { id } = await offer();
  expect(await make({ on: { type: 'offer', id }, template: 'odd' })).toMatchObject({ kind: 'failed', code });
});

test('a mail template makes no document, and a record that is gone neither', async () => {
  const { id } = await offer();
  expect(await make({ on: { type: 'offer', id }, template: 'offer' })).toMatchObject({ code: 'no-template' });
  expect(await make({ on: { type: 'order', id } })).toMatchObject({ code: 'no-record' });
});

test('a document is read by who reads its record', async () => {
  const owner = await world.user({ roles: ['sales'] });
  const stranger = await world.user({ permissions: [{ resource: 'offer', action: 'read', scope: 'own' }] });
  const { id } = await offer({ ownerId: owner.userId });
  const made = await make({ on: { type: 'offer', id } });
  const documentId = made.kind === 'made' ? made.document.id : '';
  expect(await getDocument(own.database, { actor: owner, id: documentId })).toMatchObject({ recordId: id });
  await expect(getDocument(own.database, { actor: stranger, id: documentId })).rejects.toMatchObject({
    code: 'not-found',
  });
});
