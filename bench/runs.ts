import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { AdvanceInput } from '../activities/activities.ts';
import { advance, advanceLone } from '../activities/advance.ts';
import { createCapture } from '../activities/delivery/sender.ts';
import { createDelivery } from '../activities/delivery.ts';
import type { EngineDeps } from '../activities/engine.ts';
import { type Database, openDatabase } from '../crm/database.ts';
import { newId } from '../crm/ids.ts';
import { createLogger } from '../crm/log.ts';
import { insertRuns } from '../crm/runs/insert-runs.ts';
import { createRenderer } from '../crm/templates/renderer.ts';
import { createTokens } from '../crm/tracking/tokens.ts';
import { createVersionCache, type LiveVersion } from '../crm/workflows/versions.ts';
import { builtInCalendars } from '../domain/time/calendar.ts';
import { carrierWorkflowId, relayBatch } from '../worker/relay.ts';
import { createByHandActivities } from './by-hand/activities.ts';
import { type CpuMillis, type Servers, startServers } from './servers.ts';
import { printTable, type Row } from './table.ts';

const pauseMs = 500;
/** Events of a run alone. */
const mostEvents = 45;
const sizes = [
  { name: 'alone', inCarrier: 1, runs: 120, target: 1.5 },
  { name: 'in carriers of 20', inCarrier: 20, runs: 1200, target: 15 },
  { name: 'in carriers of 500', inCarrier: 500, runs: 10_000, target: 60 },
] as const;

type Figures = {
  readonly perSecond: number;
  /** A run. */
  readonly cpu: CpuMillis;
  readonly events: number;
  readonly bytes: number;
  /** A history holds a step of the definition, or an address. */
  readonly tells: boolean;
};

/** Runs a second of the engine, alone and in carriers, against the same process written by hand, on the same servers. */
export async function benchRuns(): Promise<boolean> {
  const servers = await startServers();
  const bench = await openBench(servers);
  const rows: Row[] = [];
  try {
    for (const sends of [true, false]) {
      const version = await publish(bench.db, sends);
      const byHand = await measureByHand(bench, version, { runs: 80, sends });
      rows.push(rowOf(`by hand, ${sends ? 'with' : 'without'} messages`, byHand, byHand, null));
      for (const size of sends ? sizes : sizes.slice(0, 1)) {
        const figures = await measureEngine(bench, version, size);
        rows.push(
          rowOf(`${size.name}, ${sends ? 'with' : 'without'} messages`, figures, byHand, sends ? size.target : 2),
        );
      }
    }
  } finally {
    await bench.close();
    await servers.stop();
  }
  return printTable('runs', 'runs: split, message, wait 0.5 s, message, twice', rows);
}

function rowOf(name: string, figures: Figures, base: Figures, target: number | null): Row {
  const ratio = figures.perSecond / base.perSecond;
  return {
    name,
    ok: target === null || (ratio >= target && figures.events < mostEvents && !figures.tells),
    figures: {
      'runs/s': figures.perSecond.toFixed(1),
      'against by hand': `${ratio.toFixed(2)}×`,
      target: target === null ? '' : `≥ ${target}×`,
      'CPU ms/run': (figures.cpu.node + figures.cpu.postgres + figures.cpu.temporal).toFixed(1),
      node: figures.cpu.node.toFixed(1),
      postgres: figures.cpu.postgres.toFixed(1),
      temporal: figures.cpu.temporal.toFixed(1),
      'events/run': figures.events.toFixed(2),
      'bytes/run': figures.bytes.toFixed(0),
      'definition in history': target === null ? '' : figures.tells ? 'YES' : 'no',
    },
  };
}

type Bench = Awaited<ReturnType<typeof openBench>>;

async function openBench(servers: Servers) {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const db = openDatabase({ url: servers.databaseUrl, connections: 20 });
  const renderer = createRenderer();
  const versions = createVersionCache();
  const clock = () => new Date();
  const capture = createCapture();
  const settings = {
    publicUrl: 'http://localhost:3000',
    mailFrom: 'Bench <bench@cadenza.test>',
    smsFrom: '+15005550006',
    trackOpens: true,
    trackClicks: true,
  };
  const deps: EngineDeps = {
    realm: 'live',
    db,
    versions,
    clock,
    settings: { zone: () => 'UTC', calendars: () => builtInCalendars('UTC') },
    planning: { renderer, tokens: createTokens('0'.repeat(64)), settings },
    delivery: createDelivery({ senders: { email: capture, sms: capture, webhook: capture }, db, clock }),
    renderTexts: renderer.renderTexts,
    wakeRelay: () => {},
  };
  const connection = await NativeConnection.connect({ address: servers.temporalAddress });
  const bundle = (path: string) =>
    bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL(path, import.meta.url)),
      logger: new DefaultLogger('ERROR'),
    });
  const shared = {
    connection,
    namespace: 'default',
    maxCachedWorkflows: 1000,
  };
  const queues = { carriers: 'engine', interactive: 'engine', bulk: 'engine', test: 'engine' };
  const workers = [
    await Worker.create({
      ...shared,
      taskQueue: 'engine',
      // As in the product.
      maxConcurrentActivityTaskExecutions: 8,
      workflowBundle: await bundle('../workflows/workflows.ts'),
      activities: {
        advance: (input: AdvanceInput) => advance(deps, input),
        advanceLone: (input: AdvanceInput) => advanceLone(deps, input),
      },
    }),
    await Worker.create({
      ...shared,
      taskQueue: 'by-hand',
      maxConcurrentActivityTaskExecutions: 20,
      workflowBundle: await bundle('./by-hand/workflow.ts'),
      activities: createByHandActivities(db, renderer),
    }),
  ];
  const running = workers.map((worker) => worker.run());
  const client = new Client({ connection, namespace: 'default' });
  const log = createLogger({ name: 'bench', level: 'error' });
  return {
    servers,
    db,
    versions,
    client,
    relay: () => relayBatch({ db, realm: 'live', client, log, queues }),
    async close() {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      await connection.close();
      await renderer.close();
      await db.close();
    },
  };
}

async function publish(db: Database, sends: boolean): Promise<LiveVersion> {
  const act = (next: string | null) =>
    sends
      ? {
          type: 'send-email',
          config: { subject: 'Hello {{record.firstName}}', body: '<p>Hello {{record.firstName}}</p>' },
          next: { done: next },
        }
      : { type: 'set-variables', config: { set: { touched: true } }, next: { done: next } };
  const split = (a: string) => ({
    type: 'split',
    config: {
      branches: [
        { id: 'a', percent: 50 },
        { id: 'b', percent: 50 },
      ],
    },
    next: { a, b: a },
  });
  const wait = (next: string) => ({ type: 'wait', config: { for: `PT${pauseMs / 1000}S` }, next: { done: next } });
  const key = sends ? 'bench-messages' : 'bench-plain';
  const definition = {
    format: 1,
    key,
    name: key,
    subject: 'lead',
    triggers: [{ id: 'hand', type: 'manual' }],
    start: 'split-1',
    layout: {},
    notes: [],
    enrollment: { reentry: { mode: 'always' }, concurrency: 'parallel' },
    ...(sends ? {} : { variables: [{ name: 'touched', type: 'boolean' }] }),
    steps: {
      'split-1': split('first-1'),
      'first-1': act('wait-1'),
      'wait-1': wait('second-1'),
      'second-1': act('split-2'),
      'split-2': split('first-2'),
      'first-2': act('wait-2'),
      'wait-2': wait('second-2'),
      'second-2': act(null),
    },
  };
  const [workflowId, versionId] = [newId(), newId()];
  await db.query(
    `INSERT INTO workflow (id, key, name, subject, state, draft, "publishedVersion", "activeSince") VALUES ($1, $2, $2, 'lead', 'active', $3::jsonb, 1, now())`,
    [workflowId, key, JSON.stringify(definition)],
  );
  await db.query(
    `INSERT INTO workflow_version (id, "workflowId", version, definition, hash) VALUES ($1, $2, 1, $3::jsonb, 'bench')`,
    [versionId, workflowId, JSON.stringify(definition)],
  );
  return createVersionCache().put({ versionId, version: 1, workflowId, key, definition });
}

/** Leads and runs at their first step, in carriers of a size. */
async function insert(
  db: Database,
  version: LiveVersion,
  { runs, inCarrier }: { runs: number; inCarrier: number },
): Promise<{ runIds: string[]; carriers: string[] }> {
  const runIds: string[] = [];
  const carriers = new Set<string>();
  for (let begun = 0; begun < runs; begun += inCarrier) {
    const ids = Array.from({ length: Math.min(inCarrier, runs - begun) }, () => newId());
    await db.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO lead (id, "firstName", email) SELECT id, 'Ann', id::text || '@example.test' FROM unnest($1::uuid[]) AS id`,
        [ids],
      );
      const requests = ids.map((id) => ({
        runId: newId(),
        enrollmentId: null,
        key: null,
        request: {
          version,
          triggerId: 'hand',
          subject: { type: 'lead' as const, id },
          cause: id,
          origin: { by: 'hand' as const },
          chain: [],
          paused: false,
        },
      }));
      const seats = await insertRuns(tx, requests, { now: new Date(), queue: 'interactive' });
      runIds.push(...seats.keys());
      for (const seat of seats.values()) carriers.add(seat);
    });
  }
  return { runIds, carriers: [...carriers] };
}

async function untilEnded(db: Database, runs: number): Promise<void> {
  for (;;) {
    const [row] = await db.query<{ open: number }>('SELECT count(*)::int AS open FROM run WHERE "endedAt" IS NULL');
    if ((row?.open ?? runs) === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function measureEngine(
  bench: Bench,
  version: LiveVersion,
  { runs, inCarrier }: { runs: number; inCarrier: number },
): Promise<Figures> {
  const { carriers } = await insert(bench.db, version, { runs, inCarrier });
  const [began, cpu] = [performance.now(), bench.servers.cpuMillis()];
  while ((await bench.relay()) > 0);
  await untilEnded(bench.db, runs);
  return figuresOf(bench, {
    runs,
    seconds: (performance.now() - began) / 1000,
    cpu: difference(bench.servers.cpuMillis(), cpu),
    workflowIds: carriers.map((id) => carrierWorkflowId(id)),
  });
}

async function measureByHand(
  bench: Bench,
  version: LiveVersion,
  { runs, sends }: { runs: number; sends: boolean },
): Promise<Figures> {
  const { runIds } = await insert(bench.db, version, { runs, inCarrier: 1 });
  await bench.db.query('UPDATE carrier SET "pokedAt" = NULL');
  const [began, cpu] = [performance.now(), bench.servers.cpuMillis()];
  const workflowIds = runIds.map((id) => `by-hand-${id}`);
  const starting = [...runIds];
  const lane = async () => {
    for (let runId = starting.pop(); runId !== undefined; runId = starting.pop()) {
      await bench.client.workflow.start('byHand', {
        workflowId: `by-hand-${runId}`,
        taskQueue: 'by-hand',
        args: [{ runId, sends, pauseMs }],
      });
    }
  };
  await Promise.all(Array.from({ length: 20 }, lane));
  await untilEnded(bench.db, runs);
  return figuresOf(bench, {
    runs,
    seconds: (performance.now() - began) / 1000,
    cpu: difference(bench.servers.cpuMillis(), cpu),
    workflowIds,
  });
}

function difference(after: CpuMillis, before: CpuMillis): CpuMillis {
  return {
    node: after.node - before.node,
    postgres: after.postgres - before.postgres,
    temporal: after.temporal - before.temporal,
  };
}

/** History sizes of a sample of the workflows, once they are closed. */
async function figuresOf(
  bench: Bench,
  { runs, seconds, cpu, workflowIds }: { runs: number; seconds: number; cpu: CpuMillis; workflowIds: string[] },
): Promise<Figures> {
  const sample = workflowIds.slice(0, 20);
  let [events, bytes] = [0, 0];
  let tells = false;
  for (const workflowId of sample) {
    const handle = bench.client.workflow.getHandle(workflowId);
    await handle.result();
    const { raw } = await handle.describe();
    events += Number(raw.workflowExecutionInfo?.historyLength ?? 0);
    bytes += Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0);
    tells ||= /first-1|send-email|@example\.test/.test(textOf(await handle.fetchHistory()));
  }
  const perWorkflow = runs / workflowIds.length;
  return {
    perSecond: runs / seconds,
    cpu: { node: cpu.node / runs, postgres: cpu.postgres / runs, temporal: cpu.temporal / runs },
    events: events / sample.length / perWorkflow,
    bytes: bytes / sample.length / perWorkflow,
    tells,
  };
}

/** A history with its payloads readable. */
function textOf(history: object): string {
  return JSON.stringify(history, function (this: Readonly<Record<string, unknown>>, key, value: unknown) {
    // Before a buffer is made a list of numbers.
    const raw = this[key];
    return raw instanceof Uint8Array ? Buffer.from(raw).toString() : value;
  });
}
