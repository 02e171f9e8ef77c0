import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { composeCall } from '../../activities/delivery/compose-call.ts';
import { createSender } from '../../activities/delivery/sender.ts';
import { providers } from '../../channels/registry.ts';
import { systemActor } from '../../crm/actor.ts';
import { type ApprovalAct, actOnApproval } from '../../crm/approvals/act-on-approval.ts';
import { suppress } from '../../crm/consent/suppressions.ts';
import { ensureBuiltIns } from '../../crm/seed/built-ins.ts';
import { parseAllowList } from '../../domain/net/inner-address.ts';
import { stepTypeOf, stepTypes } from '../../domain/steps/registry.ts';
import { createEngineWorld, type EngineWorld } from '../harness/engine-world.ts';
import { refusing } from '../harness/scripted-sender.ts';
import { type Happening, type OutletRow, outletRows } from './outlet-rows.ts';

const day = 86_400_000;
const user = '00000000-0000-7000-8000-0000000000aa';
const server = createServer((request, response) => {
  response.writeHead({ '/ok': 200, '/gone': 404 }[request.url ?? ''] ?? 500).end('{}');
});
const webhook = providers.webhook.create({ allow: parseAllowList('127.0.0.1').allow, timeoutMs: 60_000 });
let world: EngineWorld;
let rows: readonly OutletRow[] = [];

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = createSender({ provider: webhook, compose: composeCall({ connection: async () => null }), parallel: 4 });
  world = await createEngineWorld({ senders: { email: refusing, sms: refusing, webhook: call } });
  await world.db.query(`INSERT INTO "user" (id, email, name, "roleKeys") VALUES ($1, 'u@example.test', 'U', '{}')`, [
    user,
  ]);
  await world.db.transaction(ensureBuiltIns);
  const suppressed = {
    channel: 'email',
    address: 'suppressed@example.test',
    reason: 'manual',
    messageId: null,
  } as const;
  await world.db.transaction((tx) => suppress(tx, [suppressed], world.now()));
  const lines = [{ description: 'Kit', quantity: 1, unitPrice: 100 }];
  const approved = await world.create('offer', { title: 'Approved', lines, status: 'approved' });
  const draft = await world.create('offer', { title: 'Draft', lines });
  const order = await world.create('order', { title: 'Order', lines });
  rows = outletRows({ origin, user, sales: { approved: approved.id, draft: draft.id, order: order.id } });
  await world.publish({ key: 'outlet-child', start: 'w', steps: { w: { type: 'wait', config: { for: 'P1D' } } } });
  await world.publish({ key: 'outlet-failing', start: 'f', steps: { f: { type: 'fail', config: { message: 'no' } } } });
});
afterAll(async () => {
  await world?.close();
  await webhook.close();
  await new Promise((resolve) => server.close(resolve));
});

/** The outlets that a row's step has by its settings, `error` included. */
function outletsOf({ type, config }: { type: string; config: unknown }): readonly string[] {
  const stepType = stepTypeOf(type);
  if (!stepType) throw new Error(`There is no step type ${type}.`);
  const own = stepType.outlets(stepType.config.parse(config)).map(({ id }) => id);
  return stepType.effect ? [...own, 'error'] : own;
}

/** Runs every row in a workflow of its own, all at the same time. @returns the path of each */
async function runAll(): Promise<readonly string[]> {
  const records: string[] = [];
  for (const [n, row] of rows.entries()) {
    const { type, config, subject = 'lead', record } = row;
    const next = Object.fromEntries(outletsOf(row).map((outlet) => [outlet, null]));
    const field = subject === 'lead' ? 'company' : 'source';
    await world.publish({
      key: `row-${n}`,
      subject,
      triggers: [{ id: 't', type: 'record', on: 'created', when: { '==': [{ var: `record.${field}` }, `row-${n}`] } }],
      variables: [{ name: 'a', type: 'number' }],
      start: 's',
      steps: { s: { type, config, next, retry: { attempts: 2, first: 'PT1M', max: 'PT1M' } } },
    });
    const person = { firstName: `R${n}`, email: `r${n}@example.test`, phone: `+1202555${1000 + n}` };
    const fields =
      subject === 'lead' ? { ...person, company: `row-${n}`, ...record } : { ...record, source: `row-${n}` };
    records.push((await world.create(subject, fields)).id);
  }
  await world.settle();
  const later = rows.map(({ then = [] }, n) => ({ n, then }));
  for (const { n, then } of later)
    for (const item of then) if (!('days' in item)) await happen(n, records[n] ?? '', item);
  await world.pass(4 * day);
  return Promise.all(rows.map(async (_, n) => world.pathOf((await world.runsOf(`row-${n}`))[0]?.data.id ?? '')));
}

async function happen(n: number, recordId: string, item: Exclude<Happening, { days: number }>): Promise<void> {
  if ('event' in item) await world.happen({ type: item.event, recordType: 'lead', recordId });
  else if ('set' in item) await world.change('lead', recordId, item.set);
  else if ('act' in item) await actOn(recordId, item.act);
  else {
    const [task] = await world.db.query<{ id: string }>('SELECT id FROM task WHERE "relatedId" = $1', [recordId]);
    if (!task) throw new Error(`row ${n} made no task`);
    await world.change('task', task.id, item.task);
  }
}

async function actOn(recordId: string, act: ApprovalAct): Promise<void> {
  const [asked] = await world.db.query<{ id: string }>('SELECT id FROM approval WHERE "recordId" = $1', [recordId]);
  const acting = { actor: systemActor, by: user, forOthers: false, cause: [], now: world.now() };
  const result = await world.db.transaction((tx) => actOnApproval(tx, asked?.id ?? '', act, acting));
  expect(result.kind).toBe('done');
}

describe('on the real engine', () => {
  test('each step leaves by the outlet that what happens means', async () => {
    const paths = await runAll();
    const said = (path: string | undefined, n: number) => `${n} ${rows[n]?.type} ${path}`;
    expect(paths.map((path, n) => said(path.split(' ')[0], n))).toEqual(
      rows.map(({ outlet }, n) => said(`s>${outlet}`, n)),
    );
  });

  test('every outlet of every step type stands in the table; the flow steps below have none to take', () => {
    const taken = new Set(rows.map(({ type, outlet }) => `${type} ${outlet}`));
    const missing = rows.flatMap((row) => outletsOf(row).map((outlet) => `${row.type} ${outlet}`));
    expect([...new Set(missing)].filter((outlet) => !taken.has(outlet))).toEqual([]);
    const elsewhere = ['parallel', 'join', 'end', 'fail'];
    expect(Object.keys(stepTypes).filter((type) => !rows.some((row) => row.type === type))).toEqual(
      expect.arrayContaining(elsewhere),
    );
    expect(Object.keys(stepTypes).filter((type) => !rows.some((row) => row.type === type))).toHaveLength(4);
  });

  test('parallel goes by all its outlets, join by its one; end and fail end the run with its other branches', async () => {
    const wait = (length: string, next: string | null) => ({
      type: 'wait',
      config: { for: length },
      next: { done: next },
    });
    const both = { type: 'parallel', config: { branches: ['a', 'b'] }, next: { a: 'a', b: 'b' } };
    await world.publish({
      key: 'flow-join',
      start: 'both',
      steps: {
        both,
        a: wait('PT1H', 'meet'),
        b: wait('PT2H', 'meet'),
        meet: { type: 'join', config: { mode: 'all' }, next: { done: 'z' } },
        z: { type: 'end', config: {} },
      },
      triggers: [{ id: 't', type: 'record', on: 'created', when: { '==': [{ var: 'record.company' }, 'flow'] } }],
    });
    for (const [key, step] of [
      ['flow-end', { type: 'end', config: {} }],
      ['flow-fail', { type: 'fail', config: { message: 'No, {{record.firstName}}' } }],
    ] as const) {
      await world.publish({
        key,
        start: 'both',
        steps: { both, a: wait('PT1H', 'z'), b: wait('P9D', null), z: step },
        triggers: [{ id: 't', type: 'record', on: 'created', when: { '==': [{ var: 'record.company' }, 'flow'] } }],
      });
    }
    await world.create('lead', { firstName: 'Flo', company: 'flow' });
    await world.pass(day);
    const ended = [];
    for (const key of ['flow-join', 'flow-end', 'flow-fail']) {
      const [run] = await world.runsOf(key);
      ended.push([run?.data.state, await world.pathOf(run?.data.id ?? ''), run?.data.error?.message]);
    }
    expect(ended).toEqual([
      ['completed', 'both a>done b>done meet>done z', undefined],
      ['completed', 'both a>done z', undefined],
      ['failed', 'both a>done z', 'No, Flo'],
    ]);
  });
});
