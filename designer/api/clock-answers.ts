import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { Policy } from '../../domain/sla/policy.ts';

export type ClockState = 'at-risk' | 'breached' | 'paused' | 'running' | 'met' | 'missed' | 'cancelled';
export type BoardCounts = Readonly<Record<'at-risk' | 'breached' | 'paused' | 'running', number>>;

/** A clock of a record. Amounts are working time of its calendar. */
export type Clock = {
  readonly id: string;
  readonly recordType: RecordTypeKey;
  readonly recordId: string;
  readonly kind: string;
  readonly name: string;
  readonly policy: string | null;
  readonly runId: string | null;
  readonly calendar: string;
  readonly zone: string | null;
  readonly state: ClockState;
  readonly targetSeconds: number;
  readonly consumedSeconds: number;
  readonly remainingSeconds: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly dueAt: string | null;
  readonly breachedAt: string | null;
  readonly warnings: readonly { readonly id: string; readonly atSeconds: number; readonly passed: boolean }[];
};

/** A clock on the board, with what is said of its record. */
export type BoardClock = Clock & {
  readonly number: string | null;
  readonly title: string | null;
  readonly priority: string | null;
  readonly status: string | null;
  readonly queue: string | null;
  readonly escalationLevel: number | null;
  readonly ownerId: string | null;
  readonly recordVersion: number | null;
};

export type ClockChange = {
  readonly what: string;
  readonly at: string;
  readonly mark: string | null;
  readonly targetSeconds: number;
  readonly consumedSeconds: number;
};

/** A clock on the page of its record. */
export type RecordClock = Clock & { readonly history: readonly ClockChange[] };

export type Queue = {
  readonly key: string;
  readonly name: string;
  readonly members: readonly string[];
  readonly alert: readonly string[];
};

export type StoredPolicy = Policy & { readonly key: string };
