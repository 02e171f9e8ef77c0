import { systemActor } from '../../crm/actor.ts';
import { newId } from '../../crm/ids.ts';
import { copyDocument } from '../../crm/offers/copy-document.ts';
import { decideOffer, readCustomerOffer } from '../../crm/offers/customer-offer.ts';
import { ensureBuiltIns } from '../../crm/seed/built-ins.ts';
import { libraryItem } from '../../crm/workflows/library.ts';
import type { JsonObject } from '../../domain/json.ts';
import { createEngineWorld, type EngineWorld } from '../harness/engine-world.ts';

let world: EngineWorld;
beforeAll(async () => {
  world = await createEngineWorld();
  await world.db.transaction(ensureBuiltIns);
});
afterAll(() => world?.close());

/** From the approved offer to the PDF of its invoice. */
const offerChain = {
  key: 'offer-chain',
  subject: 'offer',
  triggers: [
    {
      id: 't',
      type: 'record',
      on: 'updated',
      fields: ['status'],
      when: { '==': [{ var: 'record.status' }, 'approved'] },
    },
  ],
  start: 'send',
  steps: {
    send: { type: 'send-offer', config: {}, next: { done: 'answer' } },
    answer: {
      type: 'wait-for',
      config: {
        timeout: 'P14D',
        branches: [
          { id: 'yes', event: 'offer.accepted' },
          { id: 'no', event: 'offer.declined' },
        ],
      },
      next: { yes: 'order', no: null, timeout: null },
    },
    order: { type: 'create-order', config: {}, next: { done: 'invoice' } },
    invoice: { type: 'create-invoice', config: { on: { step: 'order', type: 'order' } }, next: { done: 'pdf' } },
    pdf: {
      type: 'generate-document',
      config: { template: 'invoice-document', on: { step: 'invoice', type: 'invoice' } },
      next: { done: 'mail' },
    },
    mail: { type: 'send-email', config: { template: 'follow-up', attach: ['pdf'] }, next: { done: null } },
  },
};

test('an approved offer is sent with its PDF and link, accepted, ordered and invoiced', async () => {
  await world.publish(offerChain);
  const contact = await world.create('contact', { firstName: 'Ada', email: 'ada@example.test' });
  const lines = [{ description: 'Kit', quantity: 2, unitPrice: 5_000 }];
  const offer = await world.create('offer', { title: 'Kits', contactId: contact.id, lines });
  await world.change('offer', offer.id, { status: 'approved' });
  await world.settle();
  const statusOf = async () =>
    (await world.db.query<{ status: string }>('SELECT status FROM offer WHERE id = $1', [offer.id]))[0]?.status;
  expect(await statusOf()).toBe('sent');
  const messages = await world.db.query<{ html: string; payload: { documents: string[] } }>(
    `SELECT html, payload FROM message WHERE "recordId" = $1`,
    [offer.id],
  );
  expect(messages).toMatchObject([
    { html: expect.stringMatching(/href="http[^"]+\/o\/[\w-]{47}"/), payload: { documents: [expect.any(String)] } },
  ]);
  const [share] = await world.db.query<{ id: string; documentId: string }>('SELECT id, "documentId" FROM offer_share');
  expect(share?.documentId).toBe(messages[0]?.payload.documents[0]);
  const now = world.now();
  const decided = await world.db.transaction(async (tx) => {
    const shown = await readCustomerOffer(tx, { shareId: share?.id ?? '', zone: 'UTC', now, lock: true });
    return shown !== undefined && decideOffer(tx, shown, { decision: 'accepted', name: 'Ada' }, now);
  });
  expect(decided).toBe(true);
  await world.settle();
  const [run] = await world.runsOf('offer-chain');
  expect(await world.pathOf(run?.data.id ?? '')).toBe(
    'send>done answer>yes order>done invoice>done pdf>done mail>done',
  );
  const orders = await world.db.query('SELECT "offerId", total FROM "order"');
  expect(orders).toMatchObject([{ offerId: offer.id }]);
  expect(await world.db.query('SELECT 1 FROM invoice')).toHaveLength(1);
  expect(await world.db.query(`SELECT 1 FROM document WHERE kind = 'invoice'`)).toHaveLength(1);
});

describe('the order of an accepted offer, by the library', () => {
  const key = 'offer-to-order';
  const owner = newId();
  beforeAll(async () => {
    const definition = libraryItem(key)?.definition ?? {};
    await world.publish({ ...definition, key, start: String(definition.start), steps: definition.steps as JsonObject });
    await world.db.query(
      `INSERT INTO "user" (id, email, name, "roleKeys") VALUES ($1, 'olga@example.test', 'Olga', '{}')`,
      [owner],
    );
  });

  const offerTo = async (email: string) => {
    const contact = await world.create('contact', { firstName: 'Ann', email });
    const lines = [{ description: 'Kit', quantity: 2, unitPrice: 5_000 }];
    return world.create('offer', { title: 'More kits', contactId: contact.id, ownerId: owner, lines, status: 'sent' });
  };
  const ordersOf = (offerId: string) =>
    world.db.query<{ id: string; status: string }>('SELECT id, status FROM "order" WHERE "offerId" = $1', [offerId]);

  test('it is made when the customer accepts, checked by the owner, and confirmed with its PDF', async () => {
    const offer = await offerTo('ann@example.test');
    await world.settle();
    expect(await ordersOf(offer.id)).toEqual([]);
    await world.change('offer', offer.id, { status: 'accepted' });
    await world.settle();
    const [order] = await ordersOf(offer.id);
    expect(order?.status).toBe('open');
    const tasks = await world.db.query<{ id: string }>(
      `SELECT id, "assigneeId", status FROM task WHERE "relatedType" = 'order' AND "relatedId" = $1`,
      [order?.id],
    );
    expect(tasks).toMatchObject([{ assigneeId: owner, status: 'open' }]);
    await world.change('task', tasks[0]?.id ?? '', { status: 'done', outcome: 'confirmed' });
    await world.settle();
    expect(await ordersOf(offer.id)).toMatchObject([{ id: order?.id, status: 'confirmed' }]);
    const mails = await world.db.query(`SELECT payload FROM message WHERE "to" = 'ann@example.test'`);
    expect(mails).toMatchObject([{ payload: { documents: [expect.any(String)] } }]);
  });

  test('where somebody has made it already, that one is taken', async () => {
    const offer = await offerTo('bea@example.test');
    const by = { actor: systemActor, cause: [], automations: true, now: world.now() };
    await world.db.transaction((tx) => copyDocument(tx, by, { kind: 'order', sourceId: offer.id }));
    await world.change('offer', offer.id, { status: 'accepted' });
    await world.settle();
    expect(await ordersOf(offer.id)).toHaveLength(1);
    const run = (await world.runsOf(key)).at(-1);
    expect(await world.pathOf(run?.data.id ?? '')).toBe('order>done tell>done');
  });
});
