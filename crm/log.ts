import { type Logger, pino } from 'pino';
import { safeError } from './safe-error.ts';

export type { Logger } from 'pino';

/** Structured lines on standard output: an event's name and ids, never personal data or secrets. */
export function createLogger({ name, level }: { name: string; level: string }): Logger {
  return pino({ name, level, base: { name, pid: process.pid }, serializers: { err: safeError } });
}
