import type { Deferred } from '../outcome.ts';
import { createPermits } from './permits.ts';
import type { SmtpLine } from './smtp-line.ts';

/** A connection out of the pool. */
export type PooledLine = {
  readonly line: SmtpLine;
  /** Gives it back; `dirty` when a mail was refused on it and what was begun must be ended first. */
  readonly release: (used: { messages: number; dirty: boolean }) => void;
};

/** How many connections are kept, for how many mails and how long (ms). */
export type PoolSettings = {
  readonly connections: number;
  readonly messagesPerConnection: number;
  readonly connectTimeoutMs: number;
  readonly idleMs: number;
  readonly checkAfterIdleMs: number;
};

type Idle = { readonly line: SmtpLine; readonly sent: number; readonly dirty: boolean };

/**
 * Keeps authenticated connections for reuse. A connection that has been idle, or on which something was refused, is
 * tried with RSET before it is given out, so that a stale one costs a reconnect and not a message.
 * Never more than `connections` are open: each is held under a permit, and idle ones are used before new ones open.
 */
export function createSmtpPool(
  settings: PoolSettings,
  open: (signal?: AbortSignal) => Promise<{ kind: 'open'; line: SmtpLine } | Deferred>,
) {
  const permits = createPermits(settings.connections);
  const idle = createIdleLines(settings);
  let closed = false;

  function lend(line: SmtpLine, sent: number): { kind: 'lent' } & PooledLine {
    let lent = true;
    const release: PooledLine['release'] = ({ messages, dirty }) => {
      if (!lent) return;
      lent = false;
      const total = sent + messages;
      if (closed || total >= settings.messagesPerConnection) line.quit();
      else if (line.alive()) idle.add({ line, sent: total, dirty });
      permits.give();
    };
    return { kind: 'lent', line, release };
  }

  return {
    /** A connection ready for a mail, or why there is none. Waits up to the connect time-out for a free one. */
    async take(signal?: AbortSignal): Promise<({ kind: 'lent' } & PooledLine) | Deferred> {
      if (closed) return { kind: 'deferred', code: 'closed', response: 'The provider has been closed' };
      const permit = await permits.take(settings.connectTimeoutMs, signal);
      if (permit !== 'given') return { kind: 'deferred', code: permit, response: 'No connection was free in time' };
      const entry = await idle.takeAnswering();
      if (entry) return lend(entry.line, entry.sent);
      const opened = await open(signal);
      if (opened.kind === 'open') return lend(opened.line, 0);
      permits.give();
      return opened;
    },
    /** Closes what is idle now; what is in use closes as it is released. */
    close(): void {
      closed = true;
      idle.quitAll();
    },
  };
}

/** The connections that nobody uses, the last one used first. Each says goodbye after its idle time. */
function createIdleLines({ idleMs, checkAfterIdleMs }: PoolSettings) {
  const entries: (Idle & { readonly since: number; readonly timer: NodeJS.Timeout })[] = [];
  return {
    add(idle: Idle): void {
      const timer = setTimeout(() => {
        entries.splice(entries.indexOf(entry), 1);
        idle.line.quit();
      }, idleMs);
      timer.unref();
      const entry = { ...idle, since: performance.now(), timer };
      entries.push(entry);
    },
    /** One that is known to answer, or none. Those that don't are dropped. */
    async takeAnswering(): Promise<Idle | undefined> {
      for (let entry = entries.pop(); entry; entry = entries.pop()) {
        clearTimeout(entry.timer);
        if (!entry.line.alive()) continue;
        const fresh = !entry.dirty && performance.now() - entry.since < checkAfterIdleMs;
        if (fresh || (await entry.line.reset())) return entry;
      }
      return undefined;
    },
    quitAll(): void {
      for (const entry of entries.splice(0)) {
        clearTimeout(entry.timer);
        entry.line.quit();
      }
    },
  };
}
