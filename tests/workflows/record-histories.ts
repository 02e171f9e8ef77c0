import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { AdvanceAnswer } from '../../activities/activities.ts';
import { ensureWorkflowsBuilt } from '../../bin/setup/build-workflows.js';
import { homeFolder } from '../../bin/setup/home.js';
import { freePort } from '../../bin/setup/ports.js';
import { endProcess } from '../../bin/setup/processes.js';
import { root } from '../../bin/setup/project.js';
import { say } from '../../bin/setup/say.js';
import { provideTemporalCli } from '../../bin/setup/temporal-cli.js';
import { startTemporal } from '../../bin/setup/temporal-server.js';
import type { CarrierInput } from '../../workflows/carrier.ts';
import type { ScheduledAudienceInput } from '../../workflows/scheduled-audience.ts';
import { type Scenario, scenarios } from './carrier-scenarios.ts';
import { type ScheduleScenario, scheduleScenarios } from './schedule-scenarios.ts';

const folder = join(root, 'tests', 'workflows', 'histories');
const { History } = proto.temporal.api.history.v1;
const namespace = 'default';
const taskQueue = 'carriers';

/** Records the history of each scenario that has none yet, on a real server; histories that are there stay as they are. */
const isMissing = ({ name }: { readonly name: string }) => !existsSync(join(folder, `${name}.json`));
mkdirSync(folder, { recursive: true });
const temporary = mkdtempSync(join(tmpdir(), 'cadenza-histories-'));
const port = await freePort(undefined);
const program = await provideTemporalCli(homeFolder());
const server = await startTemporal({ program, port, logFile: join(temporary, 'temporal.log') });
Runtime.install({ logger: new DefaultLogger('ERROR') });
const address = `127.0.0.1:${port}`;
const [native, connection] = await Promise.all([
  NativeConnection.connect({ address }),
  Connection.connect({ address }),
]);
try {
  const client = new Client({ connection, namespace, identity: 'recorder' });
  for (const scenario of scenarios.filter(isMissing)) {
    await record(client, scenario);
    say(scenario.name);
  }
  for (const scenario of scheduleScenarios.filter(isMissing)) {
    await recordSchedule(client, scenario);
    say(scenario.name);
  }
} finally {
  await connection.close();
  await native.close();
  await endProcess(server.pid ?? 0);
  rmSync(temporary, { recursive: true, force: true });
}

async function record(client: Client, scenario: Scenario): Promise<void> {
  const { name, input = {}, pokes = 0, signalWithStart = false } = scenario;
  const workflowId = `carrier-${name}`;
  const follow = following(scenario, () => client.workflow.getHandle(workflowId).signal('poke'));
  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue,
    identity: 'worker',
    workflowBundle: { codePath: await ensureWorkflowsBuilt() },
    activities: { advance: follow, advanceLone: follow },
  });
  const args: [CarrierInput] = [{ carrierId: name, realm: 'live', queue: taskQueue, ...input }];
  const options = { workflowId, taskQueue, args, memo: {} };
  await worker.runUntil(async () => {
    const handle = signalWithStart
      ? await client.workflow.signalWithStart('carrier', { ...options, signal: 'poke', signalArgs: [] })
      : await client.workflow.start('carrier', options);
    for (let n = 0; n < pokes; n += 1) {
      await untilIdle(client, workflowId, n);
      await client.workflow.getHandle(workflowId).signal('poke');
    }
    if (pokes === 0) await skipTime(workflowId);
    await handle.result();
  });
  await save(client, workflowId, name);
}

/** A time that a schedule of Temporal starts, as the worker tells it to. */
async function recordSchedule(client: Client, { name, turns }: ScheduleScenario): Promise<void> {
  const left = [...turns];
  const enrollAudience = async () => {
    if (left.shift() === 'fails') throw new Error('the database is away');
    return { count: 1 };
  };
  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue,
    identity: 'worker',
    workflowBundle: { codePath: await ensureWorkflowsBuilt() },
    activities: { enrollAudience },
  });
  const input: ScheduledAudienceInput = { workflowId: name, triggerId: 'clock', queue: taskQueue };
  const handle = await client.schedule.create({
    scheduleId: name,
    spec: { cronExpressions: ['0 9 * * 1'], timezone: 'Europe/Warsaw' },
    action: { type: 'startWorkflow', workflowType: 'scheduledAudience', workflowId: name, taskQueue, args: [input] },
    state: { paused: true },
  });
  await worker.runUntil(async () => {
    await handle.trigger();
    const started = await startedBy(client, name);
    await client.workflow.getHandle(started).result();
    await save(client, started, name);
  });
  await handle.delete();
}

/** The workflow that a schedule has started: its id has the time in it. */
async function startedBy(client: Client, name: string): Promise<string> {
  for (;;) {
    for await (const { workflowId } of client.workflow.list({ query: `WorkflowType = 'scheduledAudience'` }))
      if (workflowId.replace(/-\d{4}-\d\d-\d\dT[\d:]+Z$/, '') === name) return workflowId;
  }
}

/** Answers calls of `advance` and `advanceLone` with the scenario's turns, in order. */
function following({ turns }: Scenario, poke: () => Promise<void>): () => Promise<AdvanceAnswer> {
  const left = [...turns(Date.now())];
  return async () => {
    const turn = left.shift() ?? { state: 'done' };
    if ('fails' in turn) throw new Error('the database is away');
    if (!('poke' in turn)) return turn;
    await poke();
    return turn.then;
  };
}

/** Waits until as many legs have ended as pokes were sent, and one more. */
async function untilIdle(client: Client, workflowId: string, pokesSent: number): Promise<void> {
  for (;;) {
    const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
    const legs =
      events?.filter(({ activityTaskCompletedEventAttributes }) => activityTaskCompletedEventAttributes).length ?? 0;
    const last = events?.at(-1);
    if (legs > pokesSent && (last?.workflowTaskCompletedEventAttributes || last?.timerStartedEventAttributes)) return;
  }
}

async function skipTime(workflowId: string): Promise<void> {
  await connection.workflowService
    .updateWorkflowExecutionOptions({
      namespace,
      workflowExecution: { workflowId },
      workflowExecutionOptions: { timeSkippingConfig: { enabled: true } },
      updateMask: { paths: ['time_skipping_config'] },
    })
    .catch(() => undefined);
}

/** The history of each execution in turn: the first, and those it continued as. */
async function save(client: Client, workflowId: string, name: string): Promise<void> {
  const executions: { runId: string; started: number }[] = [];
  for await (const { runId, startTime } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
    executions.push({ runId, started: startTime.getTime() });
  executions.sort((a, b) => a.started - b.started);
  if (executions.length === 0) throw new Error(`No execution of ${workflowId} was found.`);
  for (const [n, { runId }] of executions.entries()) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const file = join(folder, `${name}${n === 0 ? '' : `-${n + 1}`}.json`);
    const plain = History.toObject(History.create(history), {
      longs: String,
      bytes: String,
      enums: String,
    });
    writeFileSync(file, `${JSON.stringify(plain, withoutPlaces, 1)}\n`);
  }
}

/** Stack traces keep their first line: the rest names folders of the machine that recorded. */
function withoutPlaces(key: string, value: unknown): unknown {
  return key === 'stackTrace' && typeof value === 'string' ? value.split('\n')[0] : value;
}
