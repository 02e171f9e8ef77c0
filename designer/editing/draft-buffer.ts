import { z } from 'zod';
import type { JsonObject } from '../../domain/json.ts';

/** A draft that is not saved yet, and the version that it began from. */
export type Buffered = { readonly version: number; readonly draft: JsonObject };

export type DraftBuffer = {
  readonly read: () => Buffered | null;
  readonly write: (buffered: Buffered) => void;
  readonly clear: () => void;
};

const bufferedSchema = z.object({ version: z.number(), draft: z.record(z.string(), z.json()) });

/** Keeps what was not saved in the browser: it outlives the tab. A browser that keeps nothing, or is full, keeps nothing. */
export function draftBuffer(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>, key: string): DraftBuffer {
  const name = `cadenza.draft.${key}`;
  return {
    read() {
      try {
        const read = bufferedSchema.safeParse(JSON.parse(storage.getItem(name) ?? 'null'));
        return read.success ? read.data : null;
      } catch {
        return null;
      }
    },
    write(buffered) {
      try {
        storage.setItem(name, JSON.stringify(buffered));
      } catch {
        // It is saved by the API all the same, as soon as that can be reached.
      }
    },
    clear() {
      try {
        storage.removeItem(name);
      } catch {
        // Nothing was kept either.
      }
    },
  };
}
