/** Why an item could not be rendered. All are outcomes: the caller decides what they mean for the message. */
export type RenderFailureCode =
  /** A value without a default is missing; `path` names it. */
  | 'missing-value'
  /** A value cannot be what the template makes of it: a list printed, a text as a date. */
  | 'template-value'
  /** The template has errors; publishing refuses it. */
  | 'template-invalid'
  /** A line break in a header field. */
  | 'header-injection'
  /** An address with a scheme such as `javascript:`. */
  | 'unsafe-url'
  /** The HTML of a document has tags that documents do not know, or that are not closed. */
  | 'document-html'
  | 'output-too-large'
  | 'render-timeout'
  | 'render-memory';

export type RenderFailure = { readonly code: RenderFailureCode; readonly message: string; readonly path?: string };

/** Ends a rendering from within a helper; never leaves `compileTemplate`. */
export class RenderStop extends Error {
  readonly failure: RenderFailure;
  constructor(failure: RenderFailure) {
    super(failure.message);
    this.name = 'RenderStop';
    this.failure = failure;
  }
}

/** Whether a result is a failure. */
export function isFailure(result: object): result is RenderFailure {
  return 'code' in result;
}
