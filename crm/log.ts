import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Structured lines on standard output: an event's name and ids, never personal data or secrets. */
export function createLogger({ name, level }: { name: string; level: string }): Logger {
  return pino({ name, level, base: { name, pid: process.pid } });
}
