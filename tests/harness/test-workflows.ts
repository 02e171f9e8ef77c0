import { Client, Connection } from '@temporalio/client';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  Worker,
  type WorkerOptions,
} from '@temporalio/worker';
import { testService } from './services.ts';

/** The shared Temporal server, seen by one test file. Task queues and workflow ids must be its own. */
export type TestTemporal = {
  readonly address: string;
  readonly namespace: string;
  readonly client: Client;
  /** A name that no other test file uses. */
  readonly taskQueue: string;
  /** A worker on that task queue with the built workflow code; it runs until `close()`. */
  startWorker(options: Pick<WorkerOptions, 'activities'> & Partial<WorkerOptions>): Promise<Worker>;
  /** From now on the run and its children skip their waiting times: `Date.now()` in the workflow jumps. */
  skipTime(workflowId: string): Promise<void>;
  close(): Promise<void>;
};

let quiet = false;

/** The SDK reports each change of a worker's state; a test shows errors only. */
function silenceWorkers(): void {
  const logging = { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }), forward: {} };
  if (!quiet) Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging } });
  quiet = true;
}

/** @param server another than the shared one */
export async function openTestTemporal(server?: Pick<TestTemporal, 'address' | 'namespace'>): Promise<TestTemporal> {
  silenceWorkers();
  const { address, namespace } = server ?? (await testService('temporal'));
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  const taskQueue = `test-${crypto.randomUUID()}`;
  const workers: { worker: Worker; ended: Promise<void>; connection: NativeConnection }[] = [];
  return {
    address,
    namespace,
    client,
    taskQueue,
    async startWorker(options) {
      const [{ bundle }, native] = await Promise.all([testService('workflows'), NativeConnection.connect({ address })]);
      const shared = { connection: native, namespace, taskQueue, workflowBundle: { codePath: bundle } };
      const worker = await Worker.create({ ...shared, ...options });
      workers.push({ worker, ended: worker.run(), connection: native });
      return worker;
    },
    async skipTime(workflowId) {
      await connection.workflowService.updateWorkflowExecutionOptions({
        namespace,
        workflowExecution: { workflowId },
        workflowExecutionOptions: { timeSkippingConfig: { enabled: true } },
        updateMask: { paths: ['time_skipping_config'] },
      });
    },
    async close() {
      for (const { worker } of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.all(workers.map(({ ended }) => ended));
      await Promise.all(workers.map((entry) => entry.connection.close()));
      await connection.close();
    },
  };
}
