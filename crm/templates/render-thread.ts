import { parentPort, workerData } from 'node:worker_threads';
import { createItemRenderer, type RenderOutcome } from './render-item.ts';
import { PROGRESS, type RenderBatch, type ThreadMessage, type ThreadSettings } from './render-messages.ts';

/** Outcomes are handed back at least this often: what is not handed back when a thread is ended is rendered again. */
const HAND_BACK_EVERY = 25;

// Only the renderer starts this file and posts to it.
const { maxOutput, progress } = workerData as ThreadSettings;
const clock = new Int32Array(progress);
const renderItem = createItemRenderer({ maxOutput });
const post = (message: ThreadMessage) => parentPort?.postMessage(message);

parentPort?.on('message', ({ id, startedAt, items }: RenderBatch) => {
  let outcomes: RenderOutcome[] = [];
  for (const [index, item] of items.entries()) {
    Atomics.store(clock, PROGRESS.since, Date.now() - startedAt);
    Atomics.store(clock, PROGRESS.item, index);
    outcomes.push(renderItem(item));
    if (outcomes.length < HAND_BACK_EVERY && index < items.length - 1) continue;
    if (index === items.length - 1) Atomics.store(clock, PROGRESS.item, -1);
    post({ kind: 'rendered', id, from: index + 1 - outcomes.length, outcomes });
    outcomes = [];
  }
});
post({ kind: 'ready' });
