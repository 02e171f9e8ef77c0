import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { createLogger } from '../../crm/log.ts';
import { type LoopDeps, startChores } from '../../worker/chores.ts';
import type { Loop } from '../../worker/loop.ts';
import { compareBeforeWork } from '../../worker/restored.ts';
import { engineWorld } from '../harness/engine-world.ts';
import { type Listing, temporalWithoutLists } from '../harness/temporal-without-lists.ts';
import { until } from '../harness/until.ts';

const world = engineWorld({ start: '2024-03-04T09:00:00.000Z' });
const open: { close(): Promise<unknown> }[] = [];
beforeAll(async () => {
  await world.publish({
    key: 'waits',
    triggers: [{ id: 't', type: 'record', on: 'created' }],
    start: 'wait',
    steps: { wait: { type: 'wait', config: { for: 'P90D' }, next: { done: null } } },
  });
});
afterEach(async () => {
  for (const { close } of open.splice(0).reverse()) await close();
});

/** Lines of a worker's log by their events. */
function heardLog() {
  const heard: Record<string, unknown>[] = [];
  const log = createLogger({ name: 'test', level: 'silent' });
  const note = (line: Record<string, unknown>) => heard.push(line);
  return { heard, log: Object.assign(log, { debug: note, info: note, warn: note, error: note }) };
}

async function listless(listing: Listing) {
  const temporal = await temporalWithoutLists(listing);
  open.push(temporal);
  return { db: world.db, client: temporal.client };
}

async function startedChores(deps: Pick<LoopDeps, 'db' | 'client' | 'sandbox' | 'log'>) {
  const engines = { versions: world.versions, live: world.deps, refreshSettings: async () => {} };
  const chores = startChores({ ...deps, engines, hooks: {} }, () => {});
  open.push({ close: () => Promise.all(chores.map(({ stop }: Loop) => stop())) });
}

async function aLateCarrier(name: string): Promise<string> {
  const { id } = await world.create('lead', { lastName: name });
  await world.settle();
  const [carrier] = await world.db.query<{ id: string }>(
    `UPDATE carrier SET "pokedAt" = NULL, "legAt" = now() - interval '2 minutes'
     WHERE id = (SELECT "carrierId" FROM run WHERE "subjectId" = $1) RETURNING id`,
    [id],
  );
  return carrier?.id ?? '';
}

const isPoked = async (id: string) =>
  (await world.db.query('SELECT 1 FROM carrier WHERE id = $1 AND "pokedAt" IS NOT NULL', [id])).length === 1;

test.each(['fails', 'hangs'] as const)(
  'a late carrier comes back while the list of carriers in Temporal %s, which is said',
  async (listing) => {
    const { heard, log } = heardLog();
    const deps = await listless(listing);
    const carrier = await aLateCarrier(listing);
    await startedChores({ ...deps, sandbox: world.test.sandbox, log });
    const failed = () => heard.some(({ loop }) => loop === 'compare-carriers');
    await until('a poke', () => isPoked(carrier));
    // Lists that hang fail after seconds: the carrier came back before.
    if (listing === 'hangs') expect(failed()).toBe(false);
    await until('the failure', failed);
    expect(heard.filter(({ event }) => event === 'loop.failed').map(({ loop }) => loop)).not.toContain('reconcile');
  },
);

test('test runs that cannot be looked at keep nobody else', async () => {
  const { heard, log } = heardLog();
  const deps = await listless('fails');
  const carrier = await aLateCarrier('Sandbox');
  const broken = Object.assign(Object.create(world.test.sandbox), {
    query: () => Promise.reject(new Error('no sandbox')),
    transaction: () => Promise.reject(new Error('no sandbox')),
  });
  await startedChores({ ...deps, sandbox: broken, log });
  await until('a poke', () => isPoked(carrier));
  await until('the failures', () =>
    ['test-reconcile', 'test-housekeeping'].every((name) => heard.some(({ loop }) => loop === name)),
  );
});

test('a worker takes no work before it has compared, but for lists that stay away', async () => {
  const { heard, log } = heardLog();
  const before = compareBeforeWork({ ...(await listless('fails')), log });
  for (let attempt = 1; attempt < 6; attempt += 1) await expect(before()).rejects.toThrow();
  expect(heard).toEqual([]);
  await before();
  expect(heard).toMatchObject([{ event: 'database.not-compared', failures: 6 }]);
});
