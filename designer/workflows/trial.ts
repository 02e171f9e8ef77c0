import type { Json } from '../../domain/json.ts';

/** An event to come in a simulation or test run: its type, and how long after the start. */
export type PlannedEvent = {
  readonly key: number;
  readonly type: string;
  readonly amount: string;
  readonly unit: 'hours' | 'days';
};

const durations = { hours: (amount: number) => `PT${amount}H`, days: (amount: number) => `P${amount}D` } as const;

/** What is tried: on a stored record, or on one made up. */
export type Trial = {
  readonly mode: 'record' | 'sample';
  readonly recordId: string;
  readonly sample: Readonly<Record<string, Json>>;
  readonly events: readonly PlannedEvent[];
};

/** The request of a simulation or test run. */
export function trialRequest({ mode, recordId, sample, events }: Trial): Record<string, Json> {
  return {
    ...(mode === 'record' ? { recordId } : { record: sample }),
    events: events
      .filter(({ type }) => type.trim() !== '')
      .map(({ type, amount, unit }) => ({
        type: type.trim(),
        after: durations[unit](Math.trunc(Number(amount)) || 0),
      })),
  };
}
