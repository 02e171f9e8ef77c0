import type { Deferred, Outcome, Refused } from '../../channels/outcome.ts';
import type { Provider } from '../../channels/provider.ts';
import type { MessageRow } from '../../crm/sending/message-row.ts';

/** A message of the ledger on an open connection, with nothing of it sent. `release` is always called. */
export type ReadyMessage = {
  readonly kind: 'ready';
  readonly handOver: () => Promise<Outcome>;
  readonly release: () => void;
};

/** One way out for the messages of a channel. */
export type Sender = {
  /** The kind of provider, as the ledger names it. */
  readonly kind: string;
  /** Messages under way at the same time. */
  readonly parallel: number;
  /** Longest time, in ms, that a hand-over takes to settle. */
  readonly timeoutMs: number;
  /** Composes, checks and connects. A refusal says that the message itself is unfit. */
  readonly begin: (row: MessageRow, now: Date, signal?: AbortSignal) => Promise<ReadyMessage | Refused | Deferred>;
};

/** How a message of the ledger becomes one of a provider. */
export type Compose<Message> = (row: MessageRow, now: Date) => Promise<{ readonly message: Message } | Refused>;

/** A provider as a sender. */
export function createSender<Message>({
  provider,
  compose,
  parallel,
}: {
  provider: Provider<Message>;
  compose: Compose<Message>;
  parallel: number;
}): Sender {
  return {
    kind: provider.kind,
    parallel,
    timeoutMs: provider.handOverTimeoutMs,
    async begin(row, now, signal) {
      const composed = await compose(row, now);
      if ('kind' in composed) return composed;
      const { message } = composed;
      const refused = provider.check(message);
      if (refused) return refused;
      const connection = await provider.connect(signal);
      if (connection.kind !== 'connected') return connection;
      const { session } = connection;
      // No signal: what has begun to leave is seen to its end, which comes within the provider's time.
      return { kind: 'ready', handOver: () => session.handOver(message), release: session.release };
    },
  };
}

/** Keeps messages in the ledger and sends nothing: for test runs, and for measuring all that is around a provider. */
export function createCapture({ parallel = 500 }: { parallel?: number } = {}): Sender {
  return {
    kind: 'captured',
    parallel,
    timeoutMs: 1_000,
    begin: async (row) => ({
      kind: 'ready',
      handOver: async () => ({
        kind: 'accepted',
        providerId: row.payload?.key ?? row.id,
        response: 'captured',
        ...(row.channel === 'webhook' ? { answer: { status: 200, body: '{}', truncated: false } } : {}),
      }),
      release: () => {},
    }),
  };
}
