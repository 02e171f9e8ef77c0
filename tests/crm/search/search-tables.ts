import type { Queryable } from '../../../crm/database.ts';
import { customFields, customValues, id, now, pick, topics } from './search-values.ts';

type Table = { readonly table: string; readonly rows: readonly object[] };

function rows<T extends object>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

const envelope = { version: 1, tags: [], custom: {}, createdAt: now, updatedAt: now };

/** Records of every value of every kind, and related ones. */
const records: readonly Table[] = [
  {
    table: 'custom_field',
    rows: (['deal', 'account', 'task'] as const).flatMap((recordType, type) =>
      customFields.map((field, n) => ({
        id: id(9, type * 100 + n),
        recordType,
        key: field.key,
        field,
        createdAt: now,
      })),
    ),
  },
  {
    table: 'user',
    rows: rows(3, (n) => ({
      id: id(2, n),
      email: `u${n}@example.test`,
      name: ['Ann', 'Bob', ''][n],
      roleKeys: [],
      active: n !== 1,
      zone: pick('zone', n),
      createdAt: now,
      updatedAt: now,
    })),
  },
  {
    table: 'account',
    rows: rows(7, (n) => ({
      id: id(1, n),
      ...envelope,
      tags: pick('tags', n),
      custom: customValues(n + 3),
      name: pick('text', n),
      website: pick('url', n),
      employees: pick('integer', n),
      annualRevenue: pick('money', n),
      currency: pick('currency', n),
      country: pick('country', n),
      industry: ['it', null][n % 2],
    })),
  },
  {
    table: 'contact',
    rows: rows(11, (n) => ({
      id: id(3, n),
      ...envelope,
      lastName: pick('text', n + 2),
      notes: pick('longText', n),
      email: pick('email', n),
      phone: pick('phone', n),
      country: pick('country', n),
      language: pick('language', n),
      timezone: pick('zone', n),
      score: pick('integer', n),
      accountId: n % 3 === 0 ? null : id(1, n % 7),
    })),
  },
  {
    table: 'deal',
    rows: rows(60, (n) => ({
      id: id(4, n),
      ...envelope,
      version: 1 + (n % 3),
      ownerId: n % 4 === 3 ? null : id(2, n % 4),
      tags: pick('tags', n),
      custom: customValues(n),
      createdAt: pick('dateTime', 1 + (n % 5)),
      title: pick('text', n),
      accountId: [null, id(1, n % 7), id(1, 99)][Math.min(n % 5, 2) === 2 && n % 5 > 2 ? 1 : n % 5],
      contactId: n % 6 === 0 ? null : id(3, n % 11),
      pipeline: 'sales',
      stage: 'new',
      amount: pick('money', n),
      currency: pick('currency', n + 1),
      probability: pick('percent', n),
      expectedClose: pick('date', n),
      closedAt: pick('dateTime', n),
      outcome: pick('choice', n),
      lossReason: pick('longText', n),
    })),
  },
  {
    table: 'task',
    rows: rows(90, (n) => ({
      id: id(5, n),
      ...envelope,
      tags: pick('tags', n),
      custom: customValues(n + 1),
      title: pick('text', n),
      relatedType: n % 9 === 0 ? 'lead' : 'deal',
      relatedId: id(4, (n * 7) % 40),
      dueAt: pick('dateTime', n),
      status: ['open', 'done', null][n % 3],
      priority: ['low', 'high'][n % 2],
    })),
  },
  {
    table: 'offer',
    rows: rows(30, (n) => ({
      id: id(6, n),
      ...envelope,
      dealId: id(4, (n * 3) % 20),
      total: pick('money', n % 4),
      lines: pick('lines', n),
      discountPercent: pick('percent', n),
      status: 'draft',
      validUntil: pick('date', n),
    })),
  },
];

const at = (n: number) => new Date(Date.parse(now) - n * 9 * 3_600_000).toISOString();
const type = (n: number) => ['page.viewed', 'email.opened', 'plan.bought'][n % 3] ?? '';
/** What events share that nothing asks for. */
const eventRest = { createdAt: now, actorType: 'system', cause: [], automations: false, attempts: 0 };

/** What people did and what they allow. */
const behaviour: readonly Table[] = [
  {
    table: 'event',
    rows: rows(80, (n) => ({
      id: id(7, n),
      seq: n + 1,
      type: type(n),
      orderKey: String(n),
      at: at(n),
      properties: [{ plan: 'pro', n }, { plan: null }, { path: '/a', n: '5' }, {}][n % 4],
      ...eventRest,
    })),
  },
  {
    table: 'event',
    rows: rows(20, (n) => ({
      id: id(9, n),
      seq: n + 101,
      type: 'record.updated',
      orderKey: id(4, n % 7),
      recordType: 'deal',
      recordId: id(4, n % 7),
      at: at(n),
      properties: {},
      record: { id: id(4, n % 7), stage: n % 3 === 0 ? 'won' : 'new' },
      changes: {},
      ...eventRest,
    })),
  },
  {
    table: 'event_link',
    rows: rows(80, (n) => ({
      eventId: id(7, n),
      recordType: n % 2 === 0 ? 'deal' : 'contact',
      recordId: n % 2 === 0 ? id(4, n % 30) : id(3, n % 11),
      type: type(n),
      at: at(n),
      seq: n + 1,
      bot: n % 5 === 0,
    })),
  },
  {
    table: 'consent',
    rows: rows(6, (n) => ({
      id: id(8, n),
      channel: n === 5 ? 'sms' : 'email',
      address: [
        'ann@example.test',
        'ann@example.test',
        'bob@example.test',
        'bob@example.test',
        'cyd@sub.example.test',
        '+48221234567',
      ][n],
      topic: ['newsletter', '*', 'newsletter', '*', 'offers', 'offers'][n],
      state: ['granted', 'withdrawn', 'granted', 'withdrawn', 'withdrawn', 'granted'][n],
      at: at([1, 2, 4, 3, 5, 6][n] ?? 0),
    })),
  },
  { table: 'topic', rows: [...topics].map(([key, mode]) => ({ key, name: key, mode, builtIn: true })) },
  { table: 'suppression', rows: [{ channel: 'sms', address: '+12025550123', reason: 'stop', createdAt: now }] },
];

/** Fills a database with records of every value of every kind, related ones, behaviour and consent. */
export async function fillTables(db: Queryable): Promise<void> {
  await db.query('DELETE FROM topic');
  for (const table of [...records, ...behaviour]) await insert(db, table);
}

/** Inserts rows as they are; columns that are left out get their default. */
async function insert(db: Queryable, { table, rows: given }: Table): Promise<void> {
  const columns = Object.keys(Object.assign({}, ...given))
    .map((key) => `"${key}"`)
    .join(', ');
  await db.query(
    `INSERT INTO "${table}" (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::"${table}", $1::jsonb)`,
    [JSON.stringify(given)],
  );
}
