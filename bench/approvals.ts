import type { Person } from '../crm/actor.ts';
import { systemActor } from '../crm/actor.ts';
import { type ApprovalFilter, countWaiting, listApprovals } from '../crm/approvals/list-approvals.ts';
import { showApprovals } from '../crm/approvals/show-approvals.ts';
import { type Database, openDatabase } from '../crm/database.ts';
import { newId } from '../crm/ids.ts';
import { writeRecords } from '../crm/records/write.ts';
import { builtInRoles } from '../domain/permissions/built-in-roles.ts';
import { startServers } from './servers.ts';
import { printTable, type Row } from './table.ts';

const open = 10_000;
/** Decided ones beside them, as an inbox has after some months. */
const ended = 20_000;
const offers = 1_000;
const page = 50;
const turns = 30;
const mostMs = 500;

/** Everybody is asked by each of the 10,000: the fullest inbox there can be. */
type Crowd = { readonly manager: Person; readonly seller: Person };

/** The inbox with 10,000 open slots of one person: first pages, the deepest ones, and the mark beside Approvals. */
export async function benchApprovals(): Promise<boolean> {
  const servers = await startServers();
  const db = openDatabase({ url: servers.databaseUrl, connections: 4 });
  try {
    const { manager, seller } = await fill(db);
    const lists: readonly (readonly [string, Person, ApprovalFilter])[] = [
      ['mine', seller, { mine: true, state: 'open' }],
      ['my team’s', manager, { team: true, state: 'open' }],
      ['all, of a manager', manager, { state: 'open' }],
      ['all, of a seller', seller, { state: 'open' }],
      ['mine, decided', seller, { mine: true, state: 'ended' }],
      ['mine, found by text', seller, { mine: true, state: 'open', q: 'offer 77' }],
    ];
    const rows: Row[] = [];
    for (const [name, actor, filter] of lists) {
      const deep = await deepest(db, actor, filter);
      rows.push(await measured(`${name}, first page`, () => read(db, actor, filter)));
      if (deep) rows.push(await measured(`${name}, deep page`, () => read(db, actor, { ...filter, after: deep })));
    }
    rows.push(await measured('the mark beside Approvals', () => countWaiting(db, seller.userId, new Date())));
    return printTable('approvals', `approvals: ${open} open slots of one person, ${ended} decided`, rows);
  } finally {
    await db.close();
    await servers.stop();
  }
}

type Reading = ApprovalFilter & { readonly after?: readonly [string, string] };

async function read(db: Database, actor: Person, filter: Reading) {
  const { items, next } = await listApprovals(db, actor, { ...filter, limit: page });
  return { shown: await showApprovals(db, items), next };
}

/** The position before the last page. */
async function deepest(db: Database, actor: Person, filter: ApprovalFilter) {
  const { items } = await listApprovals(db, actor, { ...filter, limit: open - page });
  const last = items.at(-1);
  return items.length < open - page || !last ? undefined : ([last.createdAt, last.id] as const);
}

async function measured(name: string, work: () => Promise<unknown>): Promise<Row> {
  // The first turn warms up: statements that are planned at their first use.
  await work();
  const times: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
  const figures = { p50: `${at(0.5).toFixed(0)} ms`, p99: `${at(0.99).toFixed(0)} ms`, target: `< ${mostMs} ms` };
  return { name, ok: at(0.99) < mostMs, figures };
}

async function fill(db: Database): Promise<Crowd> {
  const [teamId, manager, seller, author] = [newId(), newId(), newId(), newId()];
  await db.query('INSERT INTO team (id, name) VALUES ($1, $2)', [teamId, 'Sales']);
  for (const [id, name] of [
    [manager, 'Manager'],
    [seller, 'Seller'],
    [author, 'Author'],
  ] as const)
    await db.query('INSERT INTO "user" (id, email, name, "teamId") VALUES ($1, $2, $3, $4)', [
      id,
      `${name}@example.test`,
      name,
      teamId,
    ]);
  const made = await db.transaction((tx) =>
    writeRecords(
      tx,
      { actor: systemActor, cause: [], automations: false, now: new Date() },
      Array.from({ length: offers }, (_, n) => ({
        kind: 'create' as const,
        type: 'offer' as const,
        fields: { title: `Offer ${n}`, currency: 'EUR', discountPercent: n % 30, ownerId: author },
      })),
    ),
  );
  const ids = made.flatMap((result) => (result.kind === 'ok' ? [result.record.id] : []));
  await ask(db, { ids, manager, seller, author });
  await db.query('ANALYZE');
  const personOf = (userId: string, role: string): Person => ({
    type: 'user',
    id: userId,
    userId,
    teamId,
    permissions: builtInRoles.find(({ key }) => key === role)?.permissions ?? [],
  });
  return { manager: personOf(manager, 'manager'), seller: personOf(seller, 'sales') };
}

/** Approvals with a slot of the manager and one of the seller each. */
async function ask(
  db: Database,
  { ids, manager, seller, author }: { ids: readonly string[]; manager: string; seller: string; author: string },
): Promise<void> {
  await db.query(
    `INSERT INTO approval (id, kind, state, title, "workflowKey", "runId", "stepId", visit, "positionId", "recordType", "recordId", mode, round, terms,
       "submitterId", "submitterName", bind, bound, "boundHash", deadline, "createdAt", "endedAt")
     SELECT gen_random_uuid(), 'approval', CASE WHEN n <= $1 THEN 'open' ELSE 'approved' END, 'Offer ' || n, 'offers', gen_random_uuid(), 'decide', 1,
       gen_random_uuid(), 'offer', ($3::uuid[])[1 + n % $4::int], '"all"', 1, '{"remind":null,"onDeadline":"expire","commentRequired":[],"template":null,"fields":[]}',
       $5::uuid, 'Author', '{discountPercent}', jsonb_build_object('discountPercent', n % 30), repeat('0', 64),
       now() + n % 14 * interval '1 day', now() - n * interval '1 minute', CASE WHEN n <= $1 THEN NULL ELSE now() END
     FROM generate_series(1, $1::int + $2::int) n`,
    [open, ended, ids, ids.length, author],
  );
  await db.query(
    `INSERT INTO approval_slot (id, "approvalId", n, "approverId", candidates, names, state, decision, "actedBy", at, told)
     SELECT gen_random_uuid(), a.id, place - 1, who, ARRAY[who], jsonb_build_object(who, 'Somebody'), CASE WHEN a.state = 'open' THEN 'open' ELSE 'decided' END,
       CASE WHEN a.state = 'open' THEN NULL ELSE 'approve' END, CASE WHEN a.state = 'open' THEN NULL ELSE who END, a."endedAt", ARRAY[who]
     FROM approval a CROSS JOIN unnest($1::uuid[]) WITH ORDINALITY AS asked(who, place)`,
    [[manager, seller]],
  );
}
