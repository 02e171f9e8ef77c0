import type { Dispatcher } from 'undici';

/** One HTTP request, ready to be written. `url` has been checked by the caller. */
export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** How far a request may go. Time in ms, size in bytes. */
export type ExchangeLimits = {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
};

/**
 * What became of a request: an answer; `not-sent` when not a byte of it was written; `lost` when it was written (at
 * least begun) and no whole answer came, so that nobody knows what the other side did.
 */
export type Exchange =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly truncated: boolean;
    }
  | { readonly kind: 'not-sent'; readonly code: string; readonly detail: string }
  | { readonly kind: 'lost'; readonly code: string };

/** Sends one request, follows no redirect, and tells what is certain about it. Never rejects. */
export function exchange(dispatcher: Dispatcher, request: HttpRequest, limits: ExchangeLimits): Promise<Exchange> {
  return new Promise((resolve) => {
    const state: State = { chunks: [], size: 0, settled: false };
    const done = (result: Exchange) => {
      if (state.settled) return;
      state.settled = true;
      clearTimeout(timer);
      limits.signal?.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const giveUp = (code: string) => {
      done(
        state.controller
          ? { kind: 'lost', code }
          : { kind: 'not-sent', code, detail: 'Given up before the request was sent' },
      );
      state.controller?.abort(new Error(code));
    };
    const onAbort = () => giveUp('aborted');
    const timer = setTimeout(() => giveUp('timeout'), limits.timeoutMs);
    if (limits.signal?.aborted) return onAbort();
    limits.signal?.addEventListener('abort', onAbort);
    const options = {
      origin: request.url.origin,
      path: request.url.pathname + request.url.search,
      method: request.method,
      headers: { ...request.headers },
      body: request.body ?? null,
    };
    dispatcher.dispatch(options, createHandler(state, limits.maxBytes, done));
  });
}

type State = {
  controller?: Dispatcher.DispatchController;
  status?: number;
  headers?: Record<string, string>;
  chunks: Buffer[];
  size: number;
  settled: boolean;
};

function createHandler(state: State, maxBytes: number, done: (result: Exchange) => void): Dispatcher.DispatchHandler {
  const answer = (truncated: boolean): Exchange => ({
    kind: 'answer',
    status: state.status ?? 0,
    headers: state.headers ?? {},
    body: Buffer.concat(state.chunks).subarray(0, maxBytes).toString('utf8'),
    truncated,
  });
  return {
    // Called on the connection and right before the first byte: until then nothing has been sent.
    onRequestStart(controller) {
      if (state.settled) controller.abort(new Error('aborted'));
      else state.controller = controller;
    },
    onResponseStart(_controller, status, headers) {
      state.status = status;
      state.headers = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    },
    onResponseData(controller, chunk) {
      state.chunks.push(chunk);
      state.size += chunk.length;
      if (state.size <= maxBytes) return;
      done(answer(true));
      controller.abort(new Error('too-large'));
    },
    onResponseEnd: () => done(answer(false)),
    onResponseError(_controller, error) {
      // A status says what the other side did, even when the rest of its answer is missing.
      if (state.status !== undefined) return done(answer(true));
      const code = codeOf(error);
      done(state.controller ? { kind: 'lost', code } : { kind: 'not-sent', code, detail: error.message });
    },
  };
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : 'connection';
}
