import type { Json } from '../../domain/json.ts';

/** An event to come in a simulation or test run: its type, and how long after the start. */
export type PlannedEvent = {
  readonly key: number;
  readonly type: string;
  readonly amount: string;
  readonly unit: 'hours' | 'days';
};

const unitMs = { hours: 3_600_000, days: 86_400_000 } as const;

/** What is tried: on a stored record, or on one made up. */
export type Trial = {
  readonly mode: 'record' | 'sample';
  readonly recordId: string;
  readonly sample: Readonly<Record<string, Json>>;
  readonly events: readonly PlannedEvent[];
};

/** The request of a simulation or test run; times of events count from `now`. */
export function trialRequest({ mode, recordId, sample, events }: Trial, now: number): Record<string, Json> {
  return {
    ...(mode === 'record' ? { recordId } : { record: sample }),
    events: events
      .filter(({ type }) => type.trim() !== '')
      .map(({ type, amount, unit }) => ({
        type: type.trim(),
        at: new Date(now + (Number(amount) || 0) * unitMs[unit]).toISOString(),
      })),
  };
}
