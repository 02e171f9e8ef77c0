import type { JsonObject } from '../../domain/json.ts';

/** Texts of one message, to be rendered together over one context. */
export type RenderRequest = {
  readonly texts: {
    readonly subject?: string;
    readonly preheader?: string;
    readonly html?: string;
    readonly text?: string;
  };
  readonly context: JsonObject;
  /** What a missing value does: stop the step, send nothing, or leave the place empty. */
  readonly missing: 'block' | 'skip' | 'empty';
  /** BCP 47 tag and IANA zone of the reader, for dates and numbers. */
  readonly language: string | null;
  readonly zone: string | null;
};

/** A mail always gets a text part: from its HTML where it has none of its own. */
export type RenderResult =
  | {
      readonly kind: 'rendered';
      readonly subject: string | null;
      readonly preheader: string | null;
      readonly html: string | null;
      readonly text: string;
    }
  | { readonly kind: 'missing'; readonly message: string }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Renders many messages, a result for each in their order. One bad template spoils no other. */
export type RenderMany = (requests: readonly RenderRequest[]) => Promise<readonly RenderResult[]>;
