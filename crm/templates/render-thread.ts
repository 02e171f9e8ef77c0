import { parentPort, workerData } from 'node:worker_threads';
import { threadName } from './item-watch.ts';
import { createItemRenderer, type PdfInfo, type RenderOutcome } from './render-item.ts';
import { PROGRESS, type RenderBatch, type ThreadMessage, type ThreadSettings } from './render-messages.ts';

/** Outcomes are handed back at least this often: what is not handed back when a thread is ended is rendered again. */
const HAND_BACK_EVERY = 25;

// Only the renderer starts this file and posts to it.
const { maxOutput, progress } = workerData as ThreadSettings;
const clock = new Int32Array(progress);
const renderItem = createItemRenderer({ maxOutput });
const post = (message: ThreadMessage) => parentPort?.postMessage(message);

/** Layout is read with the first document: most renderers make none. */
async function withPdf(outcome: RenderOutcome, pdf: PdfInfo): Promise<RenderOutcome> {
  if (!outcome.ok) return outcome;
  const { layOutPdf } = await import('../documents/lay-out-pdf.ts');
  const made = await layOutPdf(outcome.parts.html ?? '', { ...pdf, maxOutput });
  return typeof made === 'string'
    ? { ...outcome, parts: { ...outcome.parts, pdf: made } }
    : { key: outcome.key, ok: false, part: 'html', ...made };
}

parentPort?.on('message', async ({ id, startedAt, items }: RenderBatch) => {
  let outcomes: RenderOutcome[] = [];
  for (const [index, item] of items.entries()) {
    Atomics.store(clock, PROGRESS.since, Date.now() - startedAt);
    Atomics.store(clock, PROGRESS.item, index);
    const outcome = renderItem(item);
    outcomes.push(item.pdf === undefined ? outcome : await withPdf(outcome, item.pdf));
    if (outcomes.length < HAND_BACK_EVERY && index < items.length - 1) continue;
    if (index === items.length - 1) Atomics.store(clock, PROGRESS.item, -1);
    post({ kind: 'rendered', id, from: index + 1 - outcomes.length, outcomes });
    outcomes = [];
  }
});
post({ kind: 'ready', thread: threadName() });
