import { AppError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { MissingPolicy, TemplateMode } from '../../domain/templates/check-template.ts';
import { pickContext } from './pick-context.ts';
import type { RenderFailureCode } from './render-failure.ts';
import type { PdfInfo, RenderItem, RenderOutcome } from './render-item.ts';
import { createRenderThread, type RenderThread, type ThreadOptions, type ThreadResult } from './thread-host.ts';

export type RendererOptions = Partial<ThreadOptions>;

/** One text to render, as values of steps need it; `mode` is `text` and `missing` is `block` unless given. */
export type TextToRender = {
  readonly text: string;
  readonly data: JsonObject;
  readonly mode?: TemplateMode;
  readonly missing?: MissingPolicy;
  readonly locale?: string | null;
  readonly zone?: string | null;
  readonly currency?: string | null;
};
export type RenderedText =
  | { readonly ok: true; readonly text: string; readonly blanks: readonly string[] }
  | { readonly ok: false; readonly code: RenderFailureCode; readonly message: string };

/** Renders templates in a worker thread of its own, with limits on time, memory and size. */
export type Renderer = {
  /** An outcome for each item, in their order. A hostile one ends with a failure; the others are rendered all the same. */
  readonly renderMany: (items: readonly RenderItem[]) => Promise<RenderOutcome[]>;
  /** The same for single texts. */
  readonly renderTexts: (texts: readonly TextToRender[]) => Promise<RenderedText[]>;
  /** One document: HTML that is laid out as a PDF, in a thread of its own with limits of its own. */
  readonly renderDocument: (item: RenderItem & { readonly pdf: PdfInfo }) => Promise<RenderOutcome>;
  /** Ends the thread; what is being rendered fails with `unavailable`. */
  readonly close: () => Promise<void>;
};

/**
 * A renderer; its thread starts with the first batch and does not keep the process alive. Batches are rendered one after the
 * other. Throws `unavailable` when the thread cannot be started or the renderer is closed.
 */
export function createRenderer(options: RendererOptions = {}): Renderer {
  const texts = createLane({ ...textLimits, ...options });
  const documents = createLane({ ...documentLimits, ...options });
  const { renderMany } = texts;
  return {
    renderMany,
    renderDocument: async (item) => {
      const [outcome] = await documents.renderMany([item]);
      if (!outcome) throw new AppError('internal', { detail: 'The document was not rendered.' });
      return outcome;
    },
    renderTexts: async (given) => {
      const outcomes = await renderMany(given.map(toItem));
      return outcomes.map((outcome) =>
        outcome.ok
          ? { ok: true, text: outcome.parts.text ?? '', blanks: outcome.blanks }
          : { ok: false, code: outcome.code, message: outcome.message },
      );
    },
    close: async () => {
      await Promise.all([texts.close(), documents.close()]);
    },
  };
}

const textLimits: ThreadOptions = { timeoutMs: 250, memoryMb: 64, maxOutput: 1_048_576 };
/** Fonts are read with the first document, and a table of a thousand lines takes its time. */
const documentLimits: ThreadOptions = { timeoutMs: 10_000, memoryMb: 256, maxOutput: 8_388_608 };

/** A thread and the batches that wait for it. */
function createLane(settings: ThreadOptions): Pick<Renderer, 'renderMany' | 'close'> {
  let thread: RenderThread | undefined;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();

  /** Renders what it can with the thread there is; a second round goes on after an item that cost the thread its life. */
  const renderAll = async (items: readonly RenderItem[]): Promise<RenderOutcome[]> => {
    const outcomes: (RenderOutcome | undefined)[] = items.map(() => undefined);
    for (;;) {
      const open = [...items.entries()].filter(([place]) => outcomes[place] === undefined);
      if (open.length === 0) return outcomes.filter((outcome) => outcome !== undefined);
      const { done, ended } = await renderOpen(open.map(([, item]) => item));
      open.forEach(([place, { key }], index) => {
        outcomes[place] = done[index] ?? (ended?.item === index ? { key, ok: false, ...ended.failure } : undefined);
      });
    }
  };

  const renderOpen = async (items: readonly RenderItem[]): Promise<ThreadResult> => {
    if (closed) throw new AppError('unavailable', { detail: 'The renderer is closed.' });
    thread ??= createRenderThread(settings);
    try {
      const result = await thread.render(items);
      if (result.ended) thread = undefined;
      return result;
    } catch (error) {
      thread = undefined;
      throw error;
    }
  };

  const renderMany: Renderer['renderMany'] = (items) => {
    const result = last.then(() => renderAll(items.map(pickContext)));
    last = result.catch(() => undefined);
    return result;
  };

  return {
    renderMany,
    close: async () => {
      closed = true;
      await thread?.end();
    },
  };
}

function toItem({ text, data, mode = 'text', missing, ...reader }: TextToRender): RenderItem {
  return { key: '', parts: { text: { template: text, mode } }, context: data, policy: missing, ...reader };
}
