import type { Duration } from '../time/duration.ts';
import { ask, type Effect, type Wait } from './effect.ts';

/** When a wait gives up, as the wait itself says it; nothing without a timeout. */
export function* untilTimeout(timeout: Duration | undefined): Generator<Effect, Pick<Wait, 'dueAt' | 'plan'>, unknown> {
  if (timeout === undefined) return {};
  const { explain: _, ...due } = yield* ask({ kind: 'schedule', spec: { for: timeout } });
  return due;
}
