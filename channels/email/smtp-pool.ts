import type { Deferred } from '../outcome.ts';
import { createPermits } from './permits.ts';
import type { SmtpLine } from './smtp-line.ts';

/** A connection out of the pool. */
export type PooledLine = {
  readonly line: SmtpLine;
  /** Gives it back; `dirty` when a mail was refused on it and what was begun must be ended first. */
  readonly release: (used: { messages: number; dirty: boolean }) => void;
};

export type PoolSettings = {
  readonly connections: number;
  readonly messagesPerConnection: number;
  readonly connectTimeoutMs: number;
  readonly idleMs: number;
  readonly checkAfterIdleMs: number;
};

type Idle = {
  readonly line: SmtpLine;
  readonly sent: number;
  readonly since: number;
  readonly dirty: boolean;
  readonly timer: NodeJS.Timeout;
};

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
  const idle: Idle[] = [];
  let closed = false;

  function lend(line: SmtpLine, sent: number): { kind: 'lent' } & PooledLine {
    let lent = true;
    const release: PooledLine['release'] = ({ messages, dirty }) => {
      if (!lent) return;
      lent = false;
      const total = sent + messages;
      if (closed || total >= settings.messagesPerConnection) line.quit();
      else if (line.alive()) rest(line, total, dirty);
      permits.give();
    };
    return { kind: 'lent', line, release };
  }

  function rest(line: SmtpLine, sent: number, dirty: boolean): void {
    const timer = setTimeout(() => {
      idle.splice(idle.indexOf(entry), 1);
      line.quit();
    }, settings.idleMs);
    timer.unref();
    const entry: Idle = { line, sent, since: performance.now(), dirty, timer };
    idle.push(entry);
  }

  async function reuse(): Promise<Idle | undefined> {
    for (let entry = idle.pop(); entry; entry = idle.pop()) {
      clearTimeout(entry.timer);
      if (!entry.line.alive()) continue;
      const fresh = !entry.dirty && performance.now() - entry.since < settings.checkAfterIdleMs;
      if (fresh || (await entry.line.reset())) return entry;
    }
    return undefined;
  }

  return {
    /** A connection ready for a mail, or why there is none. Waits up to the connect time-out for a free one. */
    async take(signal?: AbortSignal): Promise<({ kind: 'lent' } & PooledLine) | Deferred> {
      if (closed) return { kind: 'deferred', code: 'closed', response: 'The provider has been closed' };
      const permit = await permits.take(settings.connectTimeoutMs, signal);
      if (permit !== 'given') {
        return {
          kind: 'deferred',
          code: permit,
          response: permit === 'busy' ? 'All connections are in use' : 'Given up before the message was sent',
        };
      }
      const entry = await reuse();
      if (entry) return lend(entry.line, entry.sent);
      const opened = await open(signal);
      if (opened.kind === 'open') return lend(opened.line, 0);
      permits.give();
      return opened;
    },
    /** Connections that are open and unused. */
    idleCount: () => idle.filter((entry) => entry.line.alive()).length,
    /** Closes what is idle now; what is in use closes as it is released. */
    close(): void {
      closed = true;
      for (const entry of idle.splice(0)) {
        clearTimeout(entry.timer);
        entry.line.quit();
      }
    },
  };
}
