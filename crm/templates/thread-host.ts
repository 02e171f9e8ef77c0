import { Worker } from 'node:worker_threads';
import { AppError } from '../../domain/errors.ts';
import { itemWatch, TICKS, threadTime } from './item-watch.ts';
import type { RenderFailure } from './render-failure.ts';
import type { RenderItem, RenderOutcome } from './render-item.ts';
import { PROGRESS, type RenderBatch, type ThreadMessage, type ThreadSettings } from './render-messages.ts';

/** Limits: ms an item, MiB of the thread, characters of a result; `entry` is the thread's file when it is not beside this one. */
export type ThreadOptions = {
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly maxOutput: number;
  readonly entry?: URL;
};

/** Outcomes of the first items; where the thread had to be ended, which item of the batch is to blame, and for what. */
export type ThreadResult = {
  readonly done: readonly RenderOutcome[];
  readonly ended?: { readonly item: number; readonly failure: RenderFailure };
};

export type RenderThread = {
  /** One batch at a time. Throws `unavailable` when the thread does not start or was ended. */
  readonly render: (items: readonly RenderItem[]) => Promise<ThreadResult>;
  readonly end: () => Promise<void>;
};

const START_TIMEOUT_MS = 20_000;

/** A thread that renders batches until an item exceeds a limit; then it is ended, and another one is to take its place. */
export function createRenderThread(options: ThreadOptions): RenderThread {
  const clock = new Int32Array(new SharedArrayBuffer(8)).fill(-1);
  const worker = startWorker(options, clock.buffer);
  const started = whenStarted(worker);
  let batches = 0;
  const render = async (items: readonly RenderItem[]): Promise<ThreadResult> => {
    const name = await started;
    worker.ref();
    const batch = { id: ++batches, startedAt: Date.now(), items };
    return runBatch({ worker, name, clock, batch, options }).finally(() => worker.unref());
  };
  const end = async () => {
    await worker.terminate();
  };
  return { render, end };
}

type Running = {
  readonly worker: Worker;
  readonly name: string | null;
  readonly clock: Int32Array<SharedArrayBuffer>;
  readonly batch: RenderBatch;
  readonly options: ThreadOptions;
};

function runBatch({ worker, name, clock, batch, options }: Running): Promise<ThreadResult> {
  return new Promise((resolve, reject) => {
    // First of all: what cannot be copied to the thread throws here, before anything waits for it.
    worker.postMessage(batch);
    const done: RenderOutcome[] = [];
    const settle = (act: () => void) => {
      clearInterval(watch);
      for (const [event, listener] of Object.entries(listeners)) worker.off(event, listener);
      act();
    };
    const blame = (failure: RenderFailure) => {
      const item = Math.max(Atomics.load(clock, PROGRESS.item), done.length);
      settle(() => resolve({ done, ended: { item, failure } }));
      void worker.terminate();
    };
    const listeners = {
      message: (message: ThreadMessage) => {
        if (message.kind !== 'rendered' || message.id !== batch.id) return;
        done.push(...message.outcomes);
        if (done.length === batch.items.length) settle(() => resolve({ done }));
      },
      error: (error: unknown) => blame(crash(error, options)),
      exit: () => settle(() => reject(new AppError('unavailable', { detail: 'The renderer was closed.' }))),
    };
    const { timeoutMs } = options;
    const tooLong = () => blame({ code: 'render-timeout', message: `Rendering took more than ${timeoutMs} ms.` });
    const spent = () => threadTime(name);
    const watch = setInterval(itemWatch({ clock, timeoutMs, spent, tooLong }), timeoutMs / TICKS);
    for (const [event, listener] of Object.entries(listeners)) worker.on(event, listener);
  });
}

/** Errors of a thread come from another realm: `instanceof` says nothing about them. */
function crash(error: unknown, { memoryMb }: ThreadOptions): RenderFailure {
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return { code: 'render-memory', message: `Rendering took more than ${memoryMb} MiB.` };
  }
  return { code: 'template-value', message: String(message ?? error) };
}

function startWorker({ entry, maxOutput, memoryMb }: ThreadOptions, progress: SharedArrayBuffer): Worker {
  const file = entry ?? new URL(`./render-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
  const workerData: ThreadSettings = { maxOutput, progress };
  const limits = { workerData, resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 16 } };
  if (!file.pathname.endsWith('.ts')) return new Worker(file, limits);
  // From source, in tests: the thread reads TypeScript through tsx.
  const boot = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(file.href)}); });`;
  return new Worker(boot, { ...limits, eval: true });
}

/** @returns what the thread is known by */
function whenStarted(worker: Worker): Promise<string | null> {
  const started = new Promise<string | null>((resolve, reject) => {
    const fail = (reason: unknown) => {
      const detail = `The rendering thread did not start: ${(Object(reason) as { readonly message?: unknown }).message ?? reason}.`;
      reject(new AppError('unavailable', { detail }));
    };
    const timer = setTimeout(fail, START_TIMEOUT_MS, 'it took too long');
    worker.once('message', (message: ThreadMessage) => resolve(message.kind === 'ready' ? message.thread : null));
    worker.once('error', fail);
    worker.once('exit', () => fail('it ended'));
    worker.once('message', () => clearTimeout(timer));
    worker.once('exit', () => clearTimeout(timer));
  });
  // Whoever renders sees the failure; a thread that nobody uses may fail unseen.
  started.catch(() => undefined);
  return started;
}
