import { expireOffers } from '../../../crm/offers/expire-offers.ts';
import { readRecords } from '../../../crm/records/read.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { recordsWorld } from '../records/records-world.ts';

const own = ownDatabase();
const world = recordsWorld(own);
const expire = (now: string, zone = 'UTC') => expireOffers(own.database, { zone, now: new Date(now) });
const statusOf = async (id: string) => (await readRecords(own.database, 'offer', [id])).get(id)?.status;

test.each([
  ['Europe/Warsaw', '2026-03-28', '2026-03-28T23:00:00.000Z'],
  ['Europe/Warsaw', '2026-03-29', '2026-03-29T22:00:00.000Z'],
  ['Europe/Warsaw', '2026-10-25', '2026-10-25T23:00:00.000Z'],
  ['America/New_York', '2026-03-08', '2026-03-09T04:00:00.000Z'],
  ['America/New_York', '2026-11-01', '2026-11-02T05:00:00.000Z'],
  ['Pacific/Kiritimati', '2026-06-10', '2026-06-10T10:00:00.000Z'],
  ['Pacific/Niue', '2026-06-10', '2026-06-11T11:00:00.000Z'],
])('in %s the %s ends at %s, to the minute and once', async (timezone, validUntil, end) => {
  const account = await world.create('account', { name: timezone, timezone });
  const { id } = await world.create('offer', { title: 'x', status: 'sent', accountId: account.id, validUntil });
  await expire(new Date(Date.parse(end) - 60_000).toISOString());
  expect(await statusOf(id)).toBe('sent');
  await Promise.all([expire(end), expire(end)]);
  expect(await statusOf(id)).toBe('expired');
  await expire(end);
  const told = (await world.events(id)).filter(({ type }) => type === 'offer.expired');
  expect(told).toHaveLength(1);
});

test('without a zone of the account, the contact’s counts, then the company’s; a change of either moves the end', async () => {
  const account = await world.create('account', { name: 'no zone' });
  const contact = await world.create('contact', { lastName: 'x', timezone: 'Asia/Tokyo' });
  const fields = { title: 'x', status: 'approved', accountId: account.id, validUntil: '2026-07-01' };
  const { id } = await world.create('offer', { ...fields, contactId: contact.id });
  const other = await world.create('offer', fields);
  await expire('2026-07-01T15:00:00Z', 'America/New_York');
  expect([await statusOf(id), await statusOf(other.id)]).toEqual(['expired', 'approved']);
  await world.write([
    { kind: 'update', type: 'account', id: account.id, change: { set: { timezone: 'Pacific/Honolulu' } } },
  ]);
  await expire('2026-07-02T04:00:00Z', 'America/New_York');
  expect(await statusOf(other.id)).toBe('approved');
  await expire('2026-07-02T10:00:00Z', 'America/New_York');
  expect(await statusOf(other.id)).toBe('expired');
});

test('as many as are due expire in one call', async () => {
  const day = { title: 'many', status: 'sent', validUntil: '2026-08-01' };
  const made = await world.write(Array.from({ length: 250 }, () => ({ kind: 'create', type: 'offer', fields: day })));
  expect(made.filter(({ kind }) => kind === 'ok')).toHaveLength(250);
  expect(await expire('2026-08-02T00:00:00Z')).toBe(250);
  expect(await expire('2026-08-02T00:00:00Z')).toBe(0);
});

test('drafts, answered offers and those without a last day stay', async () => {
  const made = await Promise.all(
    ['draft', 'in-review', 'accepted', 'declined', 'superseded', 'rejected'].map((status) =>
      world.create('offer', { title: 'x', status, validUntil: '2026-01-01' }),
    ),
  );
  const open = await world.create('offer', { title: 'x', status: 'sent' });
  await expire('2027-01-01T00:00:00Z');
  for (const { id, status } of [...made, open]) expect(await statusOf(id)).toBe(status);
});
