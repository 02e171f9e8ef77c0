import type { Deferred, Outcome } from '../../channels/outcome.ts';
import type { HoldReason } from '../../crm/sending/hand-off.ts';
import type { MessageRow } from '../../crm/sending/message-row.ts';
import type { RecordedMessage, RecordedOutcome } from '../../crm/sending/record-outcomes.ts';
import type { FaultPoint } from '../engine.ts';
import type { ReadyMessage, Sender } from './sender.ts';

/** A message to deliver, and the claim under which it may leave. */
export type Job = {
  readonly row: MessageRow;
  readonly runId: string | null;
  readonly fence: number;
  /** Its run has an exit or a goal. */
  readonly stops?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** What delivery made of a message: how it stands afterwards, or why it stays where it is. */
export type Delivered =
  | { readonly kind: 'recorded'; readonly messageId: string; readonly message: RecordedMessage }
  | { readonly kind: 'skipped'; readonly messageId: string; readonly reason: string }
  | { readonly kind: 'held'; readonly messageId: string; readonly why: HoldReason | 'aborted' };

/** The verdict of a hand-off on one message; `at` is the time it was committed with. */
export type Clearance =
  | { readonly kind: 'cleared'; readonly at: Date }
  | { readonly kind: 'held'; readonly why: HoldReason }
  | { readonly kind: 'skipped'; readonly reason: string };

export type LaneDeps = {
  readonly sender: Sender;
  readonly clear: (job: Job) => Promise<Clearance>;
  readonly record: (outcome: RecordedOutcome) => Promise<RecordedMessage>;
  readonly clock: () => Date;
  readonly fault?: ((point: FaultPoint) => void | Promise<void>) | undefined;
};

type Waiting = {
  readonly job: Job;
  readonly resolve: (result: Delivered) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Delivers the messages of a channel, a fixed number at the same time for the whole process: connect, commit the
 * hand-off, hand over, record. When the other side takes no more connections, fewer are opened for a while; when it can't
 * be reached at all, what waits is deferred together.
 */
export function createLane(deps: LaneDeps): (job: Job) => Promise<Delivered> {
  const { sender } = deps;
  const waiting: Waiting[] = [];
  let active = 0;
  let limit = sender.parallel;

  function pump(): void {
    while (active < Math.floor(limit)) {
      const next = waiting.shift();
      if (!next) return;
      active += 1;
      void work(next).then((again) => {
        active -= 1;
        if (again || active === 0) pump();
      });
    }
  }

  /** Settles one message; false when it went back to the queue. */
  async function work(next: Waiting): Promise<boolean> {
    const { job, resolve, reject } = next;
    try {
      if (job.signal?.aborted) return done(resolve, { kind: 'held', messageId: job.row.id, why: 'aborted' });
      const begun = await sender.begin(job.row, deps.clock(), job.signal);
      if (begun.kind === 'deferred' && job.signal?.aborted) {
        return done(resolve, { kind: 'held', messageId: job.row.id, why: 'aborted' });
      }
      if (begun.kind === 'deferred' && active > 1) {
        limit = Math.max(1, active - 1);
        waiting.unshift(next);
        return false;
      }
      if (begun.kind === 'deferred') void deferWaiting(begun);
      if (begun.kind !== 'ready') return done(resolve, await recorded(deps, job, { at: null, result: begun }));
      limit = Math.min(sender.parallel, limit + 1 / limit);
      return done(resolve, await handOver(deps, job, begun));
    } catch (error) {
      reject(error);
      return true;
    }
  }

  /** Nobody is connected and the one who tried failed: the others would fail in turn, each after its own time-out. */
  async function deferWaiting(outcome: Deferred): Promise<void> {
    for (const { job, resolve, reject } of waiting.splice(0))
      recorded(deps, job, { at: null, result: outcome }).then(resolve, reject);
  }

  return (job) =>
    new Promise((resolve, reject) => {
      waiting.push({ job, resolve, reject });
      pump();
    });
}

/** Commits the hand-off, hands over and records what came of it. */
async function handOver(deps: LaneDeps, job: Job, ready: ReadyMessage): Promise<Delivered> {
  try {
    const clearance = await deps.clear(job);
    if (clearance.kind !== 'cleared') return { ...clearance, messageId: job.row.id };
    await deps.fault?.('after-hand-off');
    const handing = ready.handOver();
    await deps.fault?.('inside-data');
    const outcome = await handing;
    await deps.fault?.('after-250');
    return await recorded(deps, job, { at: clearance.at, result: outcome });
  } finally {
    ready.release();
  }
}

async function recorded(
  { sender, record }: LaneDeps,
  { row, runId }: Job,
  { at, result }: { at: Date | null; result: Outcome },
): Promise<Delivered> {
  const message = await record({ messageId: row.id, runId, handOffAt: at, provider: sender.kind, result });
  return { kind: 'recorded', messageId: row.id, message };
}

function done(resolve: (result: Delivered) => void, result: Delivered): true {
  resolve(result);
  return true;
}
