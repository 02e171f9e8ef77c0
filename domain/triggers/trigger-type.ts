import type { z } from 'zod';
import type { Issue } from '../errors.ts';
import type { Field } from '../records/field.ts';
import type { RecordTypeKey } from '../records/record-types.ts';
import type { Rule, Value } from '../steps/effect.ts';
import type { Sentence } from '../steps/step-type.ts';
import type { DateSettings } from './date-moments.ts';
import type { ScheduleSettings } from './schedule.ts';

/** How an event that belongs to no record of the subject's type finds its record. */
export type SubjectFinder = {
  readonly find: Readonly<Record<string, Value>>;
  /** Fields of the record that is made when none is found; `true` makes it of the fields looked for. */
  readonly create?: boolean | Readonly<Record<string, Value>> | undefined;
};

/** What triggers of all types come down to. */
export type TriggerPlan = {
  /** Types of the events that may start a run; none for what is started otherwise. */
  readonly events: readonly string[];
  readonly when?: Rule | undefined;
  /** Only when one of these fields changed. */
  readonly fields?: readonly string[] | undefined;
  /** Only when `when` was not true before the change. */
  readonly enters?: boolean | undefined;
  /** Also on changes made by runs of the same workflow on the same record. */
  readonly ownWrites?: boolean | undefined;
  readonly subject?: SubjectFinder | undefined;
  /** Two events with one value are one. */
  readonly dedupe?: Value | undefined;
  /** Of a trigger that comes at a date that the record holds. */
  readonly date?: DateSettings | undefined;
  /** Of a trigger that comes by the clock. */
  readonly schedule?: ScheduleSettings | undefined;
};

/** What `check` may look at beyond the config. */
export type TriggerCheckScope = { readonly subject: RecordTypeKey; readonly fields: readonly Field[] };

/** A trigger type is one such file and one line in the registry. */
export type TriggerType<C = unknown> = {
  readonly type: string;
  readonly title: string;
  readonly icon: string;
  readonly help: string;
  /** Strict, with the trigger's `id` and `type`; labels and widgets in the metadata. */
  readonly config: z.ZodType<C>;
  /** Whether its rules see the record as it was before, and the event's properties. */
  readonly sees: { readonly previous: boolean; readonly event: boolean };
  readonly sentence: (config: C, subject: RecordTypeKey) => Sentence;
  readonly plan: (config: C, subject: RecordTypeKey) => TriggerPlan;
  /** Issues beyond the schema and its words; paths begin at the config. */
  readonly check?: (config: C, scope: TriggerCheckScope) => readonly Issue[];
};

/** Declares a trigger type. Its functions only ever get a config that its own schema has parsed, which is what the cast rests on. */
export function defineTrigger<C>(trigger: TriggerType<C>): TriggerType {
  return trigger as unknown as TriggerType;
}
