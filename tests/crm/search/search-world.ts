import type { Queryable } from '../../../crm/database.ts';
import { lookUp } from '../../../crm/lookup/look-up.ts';
import { createRecordCache } from '../../../crm/lookup/record-cache.ts';
import { loadSubjects, lookupSubject, subjectData } from '../../../crm/lookup/subject-data.ts';
import { fieldCatalogue } from '../../../crm/records/fields.ts';
import { compileSearch } from '../../../crm/search/compile-search.ts';
import type { TopicMode } from '../../../domain/consent/topic.ts';
import { compileRule } from '../../../domain/logic/compile.ts';
import { truthy } from '../../../domain/logic/values.ts';
import type { Field, FieldKind } from '../../../domain/records/field.ts';
import { fieldKinds } from '../../../domain/records/field.ts';
import { type RecordTypeKey, recordTypes } from '../../../domain/records/record-types.ts';

export const now = '2026-03-15T12:00:00.000Z';

const id = (kind: number, n: number) => `0000000${kind}-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** Values of each kind that the records hold: missing, edges, and ones that rules ask for. */
export const valuesOf: { readonly [K in FieldKind]: readonly unknown[] } = {
  text: [null, '', 'Acme', 'acme ltd', 'ŁÓDŹ', 'łódź 7', '\u{1F600}a', '10', '9', 'Zebra', '\uFFFD'],
  longText: [null, 'first\nsecond', '', 'İstanbul ΟΔΟΣ', 'a%b_c\\d'],
  email: [null, 'ann@example.test', 'bob@example.test', 'cyd@sub.example.test'],
  phone: [null, '+48221234567', '+12025550123'],
  url: [null, 'https://example.test/a?b=c'],
  country: [null, 'PL', 'DE', 'France'],
  language: [null, 'pl', 'en-GB'],
  zone: [null, 'Europe/Warsaw', 'UTC'],
  currency: [null, 'EUR', 'PLN', 'JPY', 'CHF'],
  choice: [null, 'open', 'won', 'lost'],
  reference: [null, id(1, 0), id(1, 1), id(1, 99)],
  integer: [null, 0, 1, -5, 18, 2_147_483_647],
  number: [null, 0, 0.5, -2.25, 18, 1e150, 1e-120, 0.1],
  percent: [null, 0, 12.5, 50, 100],
  money: [null, 0, 150, -250, 9_007_199_254_740_991],
  boolean: [null, true, false],
  date: [null, '2026-01-31', '2024-02-29', '2026-03-15', '0001-01-01', '9999-12-31'],
  dateTime: [
    null,
    now,
    '2026-03-15T11:59:59.999Z',
    '2024-02-29T00:00:00.000Z',
    '2026-01-31T09:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
  ],
  tags: [[], ['vip'], ['a', 'b,c'], ['VIP', 'łódź'], ['vip', 'old']],
  lines: [
    null,
    [],
    [{ description: 'Desk', quantity: 2, unitPrice: 100 }],
    [
      { description: 'Desk', quantity: 0.5, unitPrice: 0, discountPercent: null },
      { description: 'Lamp', quantity: 7, unitPrice: 900, discountPercent: 25 },
    ],
  ],
  json: [null, 0, 5, '5', '', 'x', true, false, [], {}, [1], { a: { b: 1 } }, { a: { b: 'x' } }],
};

export const customKey = (kind: FieldKind) => `c${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
const customFields: readonly Field[] = fieldKinds.map((kind) => ({
  key: customKey(kind),
  kind,
  label: kind,
  custom: true,
  ...(kind === 'choice' ? { options: ['open', 'won', 'lost'] } : {}),
}));

const pick = (kind: FieldKind, n: number) => valuesOf[kind][n % valuesOf[kind].length];
const custom = (n: number) =>
  Object.fromEntries(
    fieldKinds.flatMap((kind, index) => {
      const value = pick(kind, n * (index % 3 === 0 ? 1 : 5) + index);
      return value === null && n % 2 === 0 ? [] : [[customKey(kind), value]];
    }),
  );

/** Inserts rows as they are; columns that are left out get their default. */
async function insert(db: Queryable, table: string, rows: readonly object[]): Promise<void> {
  const columns = Object.keys(Object.assign({}, ...rows))
    .map((key) => `"${key}"`)
    .join(', ');
  await db.query(
    `INSERT INTO "${table}" (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::"${table}", $1::jsonb)`,
    [JSON.stringify(rows)],
  );
}

const deals = 60;

function rows<T extends object>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

/** Fills a database with records of every value of every kind, related ones, behaviour and consent. */
export async function buildWorld(db: Queryable): Promise<void> {
  await insert(
    db,
    'custom_field',
    (['deal', 'account', 'task'] as const).flatMap((recordType, type) =>
      customFields.map((field, n) => ({
        id: id(9, type * 100 + n),
        recordType,
        key: field.key,
        field,
        createdAt: now,
      })),
    ),
  );
  await insert(
    db,
    'user',
    rows(3, (n) => ({
      id: id(2, n),
      email: `u${n}@example.test`,
      name: ['Ann', 'Bob', ''][n],
      roleKeys: [],
      active: n !== 1,
      zone: pick('zone', n),
      createdAt: now,
      updatedAt: now,
    })),
  );
  await insert(
    db,
    'account',
    rows(7, (n) => ({
      id: id(1, n),
      version: 1,
      tags: pick('tags', n),
      custom: custom(n + 3),
      createdAt: now,
      updatedAt: now,
      name: pick('text', n),
      website: pick('url', n),
      employees: pick('integer', n),
      annualRevenue: pick('money', n),
      currency: pick('currency', n),
      country: pick('country', n),
      industry: ['it', null][n % 2],
    })),
  );
  await insert(
    db,
    'contact',
    rows(11, (n) => ({
      id: id(3, n),
      version: 1,
      tags: [],
      custom: {},
      createdAt: now,
      updatedAt: now,
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
  );
  await insert(
    db,
    'deal',
    rows(deals, (n) => ({
      id: id(4, n),
      version: 1 + (n % 3),
      ownerId: n % 4 === 3 ? null : id(2, n % 4),
      tags: pick('tags', n),
      custom: custom(n),
      createdAt: pick('dateTime', 1 + (n % 5)),
      updatedAt: now,
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
  );
  await insert(
    db,
    'task',
    rows(90, (n) => ({
      id: id(5, n),
      version: 1,
      tags: pick('tags', n),
      custom: custom(n + 1),
      createdAt: now,
      updatedAt: now,
      title: pick('text', n),
      relatedType: n % 9 === 0 ? 'lead' : 'deal',
      relatedId: id(4, (n * 7) % 40),
      dueAt: pick('dateTime', n),
      status: ['open', 'done', null][n % 3],
      priority: ['low', 'high'][n % 2],
    })),
  );
  await insert(
    db,
    'offer',
    rows(30, (n) => ({
      id: id(6, n),
      version: 1,
      tags: [],
      custom: {},
      createdAt: now,
      updatedAt: now,
      dealId: id(4, (n * 3) % 20),
      total: pick('money', n % 4),
      lines: pick('lines', n),
      discountPercent: pick('percent', n),
      status: 'draft',
      validUntil: pick('date', n),
    })),
  );
  await buildBehaviour(db);
}

async function buildBehaviour(db: Queryable): Promise<void> {
  const at = (n: number) => new Date(Date.parse(now) - n * 9 * 3_600_000).toISOString();
  const type = (n: number) => ['page.viewed', 'email.opened', 'plan.bought'][n % 3] ?? '';
  await insert(
    db,
    'event',
    rows(80, (n) => ({
      id: id(7, n),
      seq: n + 1,
      type: type(n),
      orderKey: String(n),
      at: at(n),
      createdAt: now,
      properties: [{ plan: 'pro', n }, { plan: null }, { path: '/a', n: '5' }, {}][n % 4],
      actorType: 'system',
      cause: [],
      automations: false,
      attempts: 0,
    })),
  );
  await insert(
    db,
    'event',
    rows(20, (n) => ({
      id: id(9, n),
      seq: n + 101,
      type: 'record.updated',
      orderKey: id(4, n % 7),
      recordType: 'deal',
      recordId: id(4, n % 7),
      at: at(n),
      createdAt: now,
      properties: {},
      record: { id: id(4, n % 7), stage: n % 3 === 0 ? 'won' : 'new' },
      changes: {},
      actorType: 'system',
      cause: [],
      automations: false,
      attempts: 0,
    })),
  );
  await insert(
    db,
    'event_link',
    rows(80, (n) => ({
      eventId: id(7, n),
      recordType: n % 2 === 0 ? 'deal' : 'contact',
      recordId: n % 2 === 0 ? id(4, n % 30) : id(3, n % 11),
      type: type(n),
      at: at(n),
      seq: n + 1,
      bot: n % 5 === 0,
    })),
  );
  await insert(
    db,
    'consent',
    rows(6, (n) => ({
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
  );
  await db.query('DELETE FROM topic');
  await insert(
    db,
    'topic',
    [...topics].map(([key, mode]) => ({ key, name: key, mode, builtIn: true })),
  );
  await insert(db, 'suppression', [{ channel: 'sms', address: '+12025550123', reason: 'stop', createdAt: now }]);
}

export const topics: ReadonlyMap<string, TopicMode> = new Map([
  ['newsletter', 'opt-in'],
  ['offers', 'opt-out'],
  ['service', 'transactional'],
]);
export const rates = { PLN: 0.25, JPY: 0.006 };

/** Answers rules over the records of a type twice: by SQL, and in memory over what the engine would read. */
export async function createJudge(db: Queryable, recordType: RecordTypeKey) {
  const { fieldsOf } = await fieldCatalogue(db);
  const cache = createRecordCache(db);
  const ids = (await db.query<{ id: string }>(`SELECT id FROM "${recordTypes[recordType].table}" ORDER BY id`)).map(
    (row) => row.id,
  );
  const relations = recordTypes[recordType].relations.filter(({ kind }) => kind === 'one').map(({ name }) => name);
  const at = new Date(now);
  await loadSubjects(
    cache,
    ids.map((key) => ({ key: { type: recordType, id: key }, relations })),
  );
  const all = ids.map((key) => {
    const subject = { type: recordType, id: key };
    return { data: subjectData({ key: subject, relations }, cache, at), subject: lookupSubject(subject, cache, at) };
  });

  const compile = (rule: unknown, firstParam = 1) =>
    compileSearch({ recordType, rule, now, fieldsOf, topics, rates: () => rates, firstParam });

  return {
    ids,
    compile,
    /** For each rule, whether it is true of each record, in the order of `ids`; many rules a statement. */
    async bySql(rules: readonly unknown[]): Promise<readonly (readonly boolean[])[]> {
      const params: unknown[] = [];
      const columns = rules.map((rule, n) => {
        const search = compile(rule, params.length + 1);
        if (search.kind === 'issues') throw new Error(`not searchable: ${JSON.stringify(rule)}`);
        params.push(...search.params);
        return `${search.sql} IS TRUE AS "${n}"`;
      });
      const table = recordTypes[recordType].table;
      const rows = await db.query<Record<string, boolean>>(
        `SELECT ${columns.join(', ')} FROM "${table}" t ORDER BY t.id`,
        params,
      );
      return rules.map((_, n) => rows.map((row) => row[n] === true));
    },
    /** The same by the evaluator. */
    async inMemory(rule: unknown): Promise<readonly boolean[]> {
      const compiled = compileRule(rule);
      const requests = all.flatMap(({ subject }) => compiled.slots.map((slot) => ({ slot, subject })));
      const answers = requests.length === 0 ? [] : await lookUp(db, requests);
      return all.map(({ data }, n) => {
        const slots = compiled.slots.map(
          ({ key, kind }, index) =>
            [key, kind === 'rates' ? rates : answers[n * compiled.slots.length + index]] as const,
        );
        return truthy(compiled.evaluate(data, new Map(slots)));
      });
    },
  };
}
