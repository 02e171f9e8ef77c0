import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { AdvanceInput } from '../activities/activities.ts';
import { advance, advanceLone } from '../activities/advance.ts';
import { createCapture } from '../activities/delivery/sender.ts';
import { createDelivery } from '../activities/delivery.ts';
import type { EngineDeps } from '../activities/engine.ts';
import { type Database, openDatabase } from '../crm/database.ts';
import { createLogger } from '../crm/log.ts';
import { companyTime } from '../crm/settings/company-settings.ts';
import { createRenderer, type Renderer } from '../crm/templates/renderer.ts';
import { createTokens } from '../crm/tracking/tokens.ts';
import { createVersionCache } from '../crm/workflows/versions.ts';
import { relayBatch } from '../worker/relay.ts';
import { createByHandActivities } from './by-hand/activities.ts';
import type { Servers } from './servers.ts';

export type Bench = Awaited<ReturnType<typeof openBench>>;

/** The engine and the process written by hand, each with a Temporal worker, in this process. */
export async function openBench(servers: Servers) {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const db = openDatabase({ url: servers.databaseUrl, connections: 20, genericPlans: true });
  const renderer = createRenderer();
  const deps = engineDeps(db, renderer);
  const connection = await NativeConnection.connect({ address: servers.temporalAddress });
  const workers = [await engineWorker(connection, deps), await byHandWorker(connection, db, renderer)];
  const running = workers.map((worker) => worker.run());
  const client = new Client({ connection, namespace });
  const log = createLogger({ name: 'bench', level: 'error' });
  const queues = { carriers: 'engine', interactive: 'engine', bulk: 'engine', test: 'engine' };
  return {
    servers,
    db,
    versions: deps.versions,
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

const namespace = 'default';
const maxCachedWorkflows = 1000;

function engineDeps(db: Database, renderer: Renderer): EngineDeps {
  const clock = () => new Date();
  const capture = createCapture();
  const settings = {
    publicUrl: 'http://localhost:3000',
    mailFrom: 'Bench <bench@cadenza.test>',
    smsFrom: '+15005550006',
    trackOpens: true,
    trackClicks: true,
  };
  return {
    realm: 'live',
    db,
    versions: createVersionCache(),
    clock,
    settings: companyTime('UTC'),
    planning: { renderer, tokens: createTokens('0'.repeat(64)), settings },
    delivery: createDelivery({ senders: { email: capture, sms: capture, webhook: capture }, db, clock }),
    renderTexts: renderer.renderTexts,
    wakeRelay: () => {},
  };
}

async function engineWorker(connection: NativeConnection, deps: EngineDeps): Promise<Worker> {
  return Worker.create({
    connection,
    namespace,
    maxCachedWorkflows,
    taskQueue: 'engine',
    // As in the product.
    maxConcurrentActivityTaskExecutions: 8,
    workflowBundle: await bundle('../workflows/workflows.ts'),
    activities: {
      advance: (input: AdvanceInput) => advance(deps, input),
      advanceLone: (input: AdvanceInput) => advanceLone(deps, input),
    },
  });
}

async function byHandWorker(connection: NativeConnection, db: Database, renderer: Renderer): Promise<Worker> {
  return Worker.create({
    connection,
    namespace,
    maxCachedWorkflows,
    taskQueue: 'by-hand',
    maxConcurrentActivityTaskExecutions: 20,
    workflowBundle: await bundle('./by-hand/workflow.ts'),
    activities: createByHandActivities(db, renderer),
  });
}

function bundle(path: string) {
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL(path, import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
}
