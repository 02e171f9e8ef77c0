import type { RenderItem, RenderOutcome } from './render-item.ts';

/** Limits and the shared clock of a rendering thread; `progress` has two numbers: index of the item, ms since the batch began. */
export type ThreadSettings = { readonly maxOutput: number; readonly progress: SharedArrayBuffer };

/** To the thread: items with their parts' templates taken out, so that each text crosses once. */
export type RenderBatch = { readonly id: number; readonly startedAt: number; readonly items: readonly RenderItem[] };

/** From the thread: it is up (and its name), or the outcomes of a batch's items from `from` on. */
export type ThreadMessage =
  | { readonly kind: 'ready'; readonly thread: string | null }
  | {
      readonly kind: 'rendered';
      readonly id: number;
      readonly from: number;
      readonly outcomes: readonly RenderOutcome[];
    };

/** Places in `progress`. `item` is -1 between batches. */
export const PROGRESS = { item: 0, since: 1 } as const;
