import type { RecordKey, RecordRef, UserRef } from '../steps/effect.ts';
import type { Assignment, Strategy } from './choose.ts';

/** Who is to be chosen for a record, as a step asks. */
export type AssignRequest = {
  readonly on: RecordRef;
  readonly pool: readonly UserRef[];
  readonly strategy: Strategy;
  readonly skills: readonly string[];
  readonly territory: string | null;
  /** Whoever owns the account of the record goes first. */
  readonly sameAccount: boolean;
  readonly onShiftOnly: boolean;
  /** Somebody was named: who stands in gets it while they are away; they themselves where nobody does. */
  readonly named: boolean;
  /** Where the record goes when nobody can take it. */
  readonly queue: string | null;
};

/** Who was chosen, and why; `alert`: who is told that nobody was. */
export type AssignAnswer = Assignment & { readonly record: RecordKey; readonly alert: readonly string[] };
