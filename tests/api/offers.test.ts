import { createHash } from 'node:crypto';
import { shareOffer } from '../../crm/offers/share-offer.ts';
import { ensureBuiltIns } from '../../crm/seed/built-ins.ts';
import { recordEvidence } from '../../crm/sending/evidence.ts';
import { createTokenSource } from '../../crm/tracking/token-source.ts';
import { testApi } from '../harness/test-api.ts';

const api = testApi({ prepare: (database) => database.transaction(ensureBuiltIns) });
const lines = [{ description: 'Kit <b>', quantity: 2, unitPrice: 5_000 }];
type Made = { id: string; number: string; status: string; total: number };

const make = async (type: string, fields: object) =>
  (await api.call('POST', `/api/records/${type}`, { json: fields })).body as Made;
const read = async (id: string) => (await api.call('GET', `/api/records/offer/${id}`)).body as Made;

async function shared(fields: object = {}) {
  const offer = await make('offer', { title: 'Kits', lines, currency: 'EUR', status: 'approved', ...fields });
  const made = await api.database.transaction((tx) =>
    shareOffer(tx, { offerId: offer.id, documentId: null, runId: null }, new Date()),
  );
  if (made.kind !== 'shared') throw new Error(made.message);
  await api.call('PATCH', `/api/records/offer/${offer.id}`, { json: { status: 'sent' } });
  const token = (await createTokenSource(api.database)()).make('offer', { messageId: made.shareId });
  return { offer, path: `/o/${token}` };
}

const browser = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x64) Gecko/20100101 Firefox/140.0' };
const post = (path: string, form: Record<string, string>) =>
  fetch(`${api.url}${path}`, { method: 'POST', body: new URLSearchParams(form) });
const get = (path: string, init: RequestInit = {}) => fetch(`${api.url}${path}`, init);

test('an offer is duplicated, revised, ordered and invoiced by route', async () => {
  const offer = await make('offer', { title: 'Kits', lines, status: 'approved' });
  const duplicate = await api.call('POST', `/api/offers/${offer.id}/duplicate`);
  expect(duplicate).toMatchObject({ status: 201, body: { status: 'draft' } });
  expect(await api.call('POST', `/api/offers/${offer.id}/revise`)).toMatchObject({
    status: 201,
    body: { number: `${offer.number}-r2` },
  });
  const order = await api.call('POST', '/api/orders', { json: { offerId: offer.id } });
  expect(order).toMatchObject({ status: 201, body: { offerId: offer.id, total: 10_000 } });
  expect(await api.call('POST', '/api/orders', { json: { offerId: offer.id } })).toMatchObject({ status: 200 });
  const { id } = order.body as Made;
  expect(await api.call('POST', '/api/invoices', { json: { orderId: id } })).toMatchObject({ status: 201 });
  const draft = await make('offer', { title: 'Draft', lines });
  expect(await api.call('POST', '/api/orders', { json: { offerId: draft.id } })).toMatchObject({ status: 409 });
});

test('a document is made, listed and downloaded as a file', async () => {
  const offer = await make('offer', { title: 'Kits', lines });
  const made = await api.call('POST', `/api/records/offer/${offer.id}/documents`, { json: {} });
  expect(made).toMatchObject({ status: 201, body: { fileName: `${offer.number}.pdf`, version: 1 } });
  const list = await api.call('GET', `/api/records/offer/${offer.id}/documents`);
  expect(list.body).toMatchObject({ items: [{ kind: 'offer' }] });
  const { id } = made.body as { id: string };
  const key = await api.keyOf('admin');
  const file = await get(`/api/documents/${id}`, { headers: { Authorization: `Bearer ${key}` } });
  expect(file.headers.get('content-disposition')).toContain('attachment; filename="OF-');
  expect(file.headers.get('x-content-type-options')).toBe('nosniff');
  const bytes = Buffer.from(await file.arrayBuffer());
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  const [stored] = await api.database.query('SELECT sha256 FROM document WHERE id = $1', [id]);
  expect(stored).toEqual({ sha256: createHash('sha256').update(bytes).digest('hex') });
});

test('a customer sees an offer; machines that look at it change nothing, a person makes it viewed', async () => {
  const { offer, path } = await shared();
  await api.database.query(`UPDATE offer_share SET "createdAt" = now() - interval '1 hour' WHERE "offerId" = $1`, [
    offer.id,
  ]);
  const [page] = await Promise.all([
    get(path, { headers: { 'User-Agent': 'curl/8.0' } }),
    get(path, { method: 'HEAD', headers: browser }),
    get(path, { headers: { ...browser, 'Sec-Purpose': 'prefetch' } }),
  ]);
  expect(await page.text()).toContain('Kit &lt;b&gt;');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect((await read(offer.id)).status).toBe('sent');
  await Promise.all(Array.from({ length: 10 }, () => get(path, { headers: browser })));
  expect((await read(offer.id)).status).toBe('viewed');
  const told = await api.database.query(`SELECT 1 FROM event WHERE "recordId" = $1 AND type = 'offer.viewed'`, [
    offer.id,
  ]);
  expect(told).toHaveLength(1);
});

test('of twenty answers at once one counts', async () => {
  const { offer, path } = await shared();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      post(path, n % 2 ? { decision: 'accept', name: 'Ada' } : { decision: 'decline', reason: 'no' }),
    ),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 409)).toHaveLength(19);
  const won = statuses.indexOf(200) % 2 ? 'accepted' : 'declined';
  expect((await read(offer.id)).status).toBe(won);
  const told = await api.database.query(
    `SELECT type FROM event WHERE "recordId" = $1 AND type IN ('offer.accepted', 'offer.declined')`,
    [offer.id],
  );
  expect(told).toEqual([{ type: `offer.${won}` }]);
});

test.each([
  ['its content changes', { discountPercent: 50 }, 'being changed'],
  ['it is superseded', { status: 'superseded' }, 'newer offer'],
  ['it has expired', { status: 'expired' }, 'no longer valid'],
  ['it was declined', { status: 'declined' }, 'was declined'],
])('when %s the page says so and takes no answer', async (_, change, said) => {
  const { offer, path } = await shared();
  await api.call('PATCH', `/api/records/offer/${offer.id}`, { json: change });
  expect(await (await get(path)).text()).toContain(said);
  expect((await post(path, { decision: 'accept', name: 'Ada' })).status).toBe(409);
  expect((await read(offer.id)).status).not.toBe('accepted');
});

test('a title that is corrected later does not take the link from the customer', async () => {
  const { offer, path } = await shared();
  await api.call('PATCH', `/api/records/offer/${offer.id}`, { json: { title: 'Starter kits' } });
  expect((await read(offer.id)).status).toBe('sent');
  expect((await post(path, { decision: 'accept', name: 'Ada' })).status).toBe(200);
  expect((await read(offer.id)).status).toBe('accepted');
});

test('an offer approved anew with other content is not accepted by the old link', async () => {
  const { offer, path } = await shared();
  await api.call('PATCH', `/api/records/offer/${offer.id}`, { json: { discountPercent: 1 } });
  await api.call('PATCH', `/api/records/offer/${offer.id}`, { json: { status: 'approved' } });
  expect((await post(path, { decision: 'accept', name: 'Ada' })).status).toBe(409);
  expect((await read(offer.id)).status).toBe('approved');
});

test('past the last day nothing is accepted, also before anybody has looked; a name is needed; a wrong link leads nowhere', async () => {
  const late = await shared({ validUntil: '2020-01-01' });
  expect((await post(late.path, { decision: 'accept', name: 'Ada' })).status).toBe(409);
  const open = await shared();
  expect((await post(open.path, { decision: 'accept', name: '  ' })).status).toBe(422);
  expect((await get(`${open.path.slice(0, -2)}xx`)).status).toBe(404);
  const polish = await get(open.path, { headers: { 'Accept-Language': 'pl' } });
  expect(await polish.text()).toContain('Przyjmij ofertę');
});

test('an offer is sent by hand: a mail with its PDF and a link, once for each time it is asked', async () => {
  const contact = await make('contact', { firstName: 'Ada', email: 'ada@example.test' });
  const offer = await make('offer', {
    title: 'Kits',
    lines,
    currency: 'EUR',
    status: 'approved',
    contactId: contact.id,
  });
  const sent = await api.call('POST', `/api/offers/${offer.id}/send`, { json: {} });
  expect(sent).toMatchObject({ status: 202, body: { channel: 'email', state: 'planned', to: 'ada@example.test' } });
  expect((await read(offer.id)).status).toBe('sent');
  const [message] = await api.database.query<{ html: string; payload: { documents: string[] } }>(
    'SELECT html, payload FROM message WHERE "recordId" = $1',
    [offer.id],
  );
  const path = /\/o\/[^"]+/.exec(message?.html ?? '')?.[0] ?? '';
  expect(await (await get(path)).text()).toContain('Kit &lt;b&gt;');
  expect(message?.payload.documents).toHaveLength(1);
  const { body } = await api.call('GET', `/api/offers/${offer.id}/overview`);
  expect(body).toMatchObject({
    zone: 'UTC',
    links: [{ revision: 1, decision: null }],
    approvals: [],
    companyTotal: null,
  });
  expect((await post(path, { decision: 'accept', name: 'Ada L' })).status).toBe(200);
  const after = await api.call('GET', `/api/offers/${offer.id}/overview`);
  expect(after.body).toMatchObject({ links: [{ decision: 'accepted', name: 'Ada L' }] });
  expect(await api.call('POST', `/api/offers/${offer.id}/send`, { json: {} })).toMatchObject({ status: 409 });
});

test('what became of the mail that brought a link stands at the offer, and on its timeline', async () => {
  const contact = await make('contact', { firstName: 'Bo', email: 'bo@example.test' });
  const offer = await make('offer', { title: 'Kits', lines, status: 'approved', contactId: contact.id });
  const sent = await api.call('POST', `/api/offers/${offer.id}/send`, { json: {} });
  const { id } = sent.body as Made;
  const overview = () => api.call('GET', `/api/offers/${offer.id}/overview`);
  expect((await overview()).body).toMatchObject({ links: [{ mail: { id, state: 'planned', reason: null } }] });
  await api.database.query(`UPDATE message SET state = 'accepted' WHERE id = $1`, [id]);
  const bounce = { kind: 'bounced', dedupe: 'dsn', at: new Date(), bot: false, details: { hard: true } } as const;
  await api.database.transaction((tx) => recordEvidence(tx, [{ messageId: id, ...bounce }], new Date()));
  expect((await overview()).body).toMatchObject({ links: [{ mail: { id, state: 'bounced' } }] });
  const { body: timeline } = await api.call('GET', `/api/records/offer/${offer.id}/timeline`);
  expect(timeline).toMatchObject({
    items: expect.arrayContaining([expect.objectContaining({ kind: 'message', id, state: 'bounced' })]),
  });
});

test('what is not approved, has nobody to go to, or is out of reach is not sent, and nothing is left of it', async () => {
  const draft = await make('offer', { title: 'Draft', lines });
  expect(await api.call('POST', `/api/offers/${draft.id}/send`, { json: {} })).toMatchObject({ status: 409 });
  const alone = await make('offer', { title: 'Alone', lines, status: 'approved' });
  expect(await api.call('POST', `/api/offers/${alone.id}/send`, { json: {} })).toMatchObject({ status: 422 });
  const seller = await api.call('POST', `/api/offers/${alone.id}/send`, {
    json: { to: 'x@example.test' },
    key: await api.keyOf('sales'),
  });
  expect(seller).toMatchObject({ status: 403 });
  expect((await read(alone.id)).status).toBe('approved');
  const left = await api.database.query('SELECT 1 FROM offer_share WHERE "offerId" = ANY($1::uuid[])', [
    [draft.id, alone.id],
  ]);
  expect(left).toEqual([]);
});

test('series of numbers are read by everybody and changed by right, with an audit entry', async () => {
  const list = await api.call('GET', '/api/number-series', { key: await api.keyOf('viewer') });
  expect(list.body).toMatchObject({
    items: [{ type: 'offer' }, { type: 'order' }, { type: 'invoice' }, { type: 'case' }],
  });
  const change = { pattern: 'Z-{year}-{000}', yearly: true, next: 7 };
  expect(
    await api.call('PUT', '/api/number-series/order', { json: change, key: await api.keyOf('manager') }),
  ).toMatchObject({ status: 403 });
  const changed = await api.call('PUT', '/api/number-series/order', { json: change });
  expect(changed).toMatchObject({ status: 200, body: { sample: expect.stringMatching(/^Z-\d{4}-007$/) } });
  expect(await make('order', { title: 'x' })).toMatchObject({ number: expect.stringMatching(/^Z-\d{4}-007$/) });
  const wrong = await api.call('PUT', '/api/number-series/order', { json: { pattern: 'Z', yearly: false } });
  expect(wrong).toMatchObject({ status: 422, body: { issues: [{ code: 'pattern-counter', path: '/pattern' }] } });
  const entries = await api.database.query(
    `SELECT changes->'order'->'new'->>'pattern' AS pattern FROM audit_entry WHERE "resourceId" = 'number-series'`,
  );
  expect(entries).toEqual([{ pattern: 'Z-{year}-{000}' }]);
});

test('a rate of a currency is stored and taken away by right, once, with an audit entry', async () => {
  const rate = { currency: 'NOK', date: '2026-03-01', rate: 11.5 };
  expect(await api.call('PUT', '/api/currencies', { json: { rates: [rate] } })).toMatchObject({ status: 204 });
  const path = '/api/currencies/NOK/2026-03-01';
  expect(await api.call('DELETE', path, { key: await api.keyOf('viewer') })).toMatchObject({ status: 403 });
  expect(await api.call('DELETE', path)).toMatchObject({ status: 204 });
  expect(await api.call('DELETE', path)).toMatchObject({ status: 404 });
  expect(await api.call('DELETE', '/api/currencies/nok/today')).toMatchObject({ status: 404 });
  const entries = await api.database.query(
    `SELECT changes->'removed'->>'date' AS day FROM audit_entry WHERE "resourceId" = 'currencies' AND changes ? 'removed'`,
  );
  expect(entries).toEqual([{ day: '2026-03-01' }]);
});
