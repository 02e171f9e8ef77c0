import type { Deferred, Outcome, Refused } from './outcome.ts';

/** The channels that have a provider. */
export type Channel = 'email' | 'sms' | 'webhook';

/**
 * A way to hand messages over, connected and authenticated, with nothing of any message sent yet. The caller commits
 * its hand-off between `connect` and `handOver`. Hand-overs on one session come one after another.
 */
export type Session<Message> = {
  /** Sends one message. Settles within `Provider.handOverTimeoutMs`, also when `signal` never fires; never rejects. */
  readonly handOver: (message: Message, signal?: AbortSignal) => Promise<Outcome>;
  /** Gives the connection back. Always called, once the last hand-over has settled or when there was none. */
  readonly release: () => void;
};

/** A provider with its settings: sends one message at a time, in two phases. */
export type Provider<Message> = {
  readonly kind: string;
  readonly channel: Channel;
  /** Longest time, in ms, that a hand-over takes to settle: the ledger's lease is this and a margin. */
  readonly handOverTimeoutMs: number;
  /** What is wrong with the message itself, found without any connection. Hand-over applies it as well. */
  readonly check: (message: Message) => Refused | undefined;
  /** Readies a session. A failure here is never the message's fault, so it is `deferred`. Never rejects. */
  readonly connect: (signal?: AbortSignal) => Promise<{ kind: 'connected'; session: Session<Message> } | Deferred>;
  /** Closes idle connections now and used ones as they are released. */
  readonly close: () => Promise<void>;
};

/** What `Provider.connect` answers. */
export type Connection<Message> = Awaited<ReturnType<Provider<Message>['connect']>>;

/** A kind of provider: how one is made from its options. */
export type ProviderType<Options, Message> = {
  readonly channel: Channel;
  readonly title: string;
  readonly create: (options: Options) => Provider<Message>;
};
