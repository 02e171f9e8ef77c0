import { z } from 'zod';
import type { ConsentStatement } from '../../consent/consent.ts';
import type { TopicMode } from '../../consent/topic.ts';
import type { CompiledDefinition } from '../../definition/compile.ts';
import { eventNameSchema, idSchema, valuesSchema } from '../../definition/words.ts';
import type { RefusalReason } from '../../enrollment/decide-enrollment.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { Field } from '../../records/field.ts';
import type { Pipeline } from '../../records/pipelines.ts';
import type { RecordTypeKey } from '../../records/record-types.ts';
import type { UserRef } from '../../steps/effect.ts';
import type { MissingPolicy, TemplateMode } from '../../templates/check-template.ts';
import type { Calendars } from '../../time/calendar.ts';
import { isoDurationSchema } from '../../time/duration.ts';
import type { SendWindow } from '../../time/send-window.ts';
import type { Position, RunData, RunState, StepRecord } from '../state.ts';

const when = { at: z.iso.datetime({ offset: true }).optional(), after: isoDurationSchema.optional() };

/**
 * Something that happens while a simulated run is under way, at a time or after a time from the beginning (days there are of 24
 * hours): an event of the record, a change of the record, or a task of a step that is closed.
 */
export const simulatedEventSchema = z.union(
  [
    z.strictObject({ ...when, type: eventNameSchema, properties: z.record(z.string(), z.json()).optional() }),
    z.strictObject({ ...when, set: valuesSchema }),
    z.strictObject({
      ...when,
      task: idSchema,
      status: z.enum(['done', 'cancelled']).optional(),
      outcome: z.string().optional(),
    }),
  ],
  {
    error:
      'an event is {"type", "properties"}, {"set": {field: value}} or {"task": step, "outcome"}, with "at" or "after"',
  },
);
export type SimulatedEvent = z.infer<typeof simulatedEventSchema>;

/** How the messages, calls or started runs of a step end, where they are not simply to succeed; `status` and `body` answer calls. */
export const simulatedOutcomeSchema = z.strictObject({
  outcome: z.enum(['accepted', 'skipped', 'rejected', 'failed', 'unknown']),
  reason: z.string().optional(),
  status: z.int().optional(),
  body: z.json().optional(),
});
export type SimulatedOutcome = z.infer<typeof simulatedOutcomeSchema>;

/** Texts of a template by its key. */
export type MessageTexts = {
  readonly subject: string | null;
  readonly preheader?: string | null;
  readonly html: string | null;
  readonly text: string | null;
};

/** What is rendered together, and the texts that came of it by part. */
export type RenderRequest = {
  readonly parts: Readonly<
    Record<string, { readonly template: string; readonly mode: TemplateMode } | { readonly textOf: string }>
  >;
  readonly context: JsonObject;
  readonly policy: MissingPolicy;
  readonly locale: string | null;
  readonly zone: string;
};
export type RenderAnswer =
  | { readonly ok: true; readonly parts: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly code: string; readonly message: string };

export type SimulationInput = {
  readonly definition: CompiledDefinition;
  readonly version?: number;
  /** The subject: a record as it is stored (with a version), or the fields of one that there might be. */
  readonly record: JsonObject;
  /** Records around it by the name of their relation: one, several, or none. */
  readonly related?: Readonly<Record<string, JsonObject | readonly JsonObject[] | null>>;
  /** The person behind a subject that is no person itself. */
  readonly contact?: JsonObject | null;
  /** The account of that person, where the subject names none itself. */
  readonly account?: JsonObject | null;
  /** The user who owns it. */
  readonly owner?: JsonObject | null;
  readonly events?: readonly SimulatedEvent[];
  /** By step: how its messages and calls end; they succeed where nothing is said. */
  readonly outcomes?: Readonly<Record<string, SimulatedOutcome>>;
  /** Events before the run, for `performed`. */
  readonly history?: readonly { readonly type: string; readonly at: string; readonly properties?: JsonObject }[];
  /** When the run begins, ISO. */
  readonly now: string;
  /** The event that starts it, as rules see `event`. */
  readonly event?: JsonObject | null;
  /** Values for its variables. */
  readonly input?: JsonObject;
  /** The company's zone. */
  readonly zone: string;
  readonly calendars: Calendars;
  /** The company's window for marketing; any time when absent. */
  readonly sendWindow?: SendWindow | null;
  /** Key of the calendar of the record's owner; `business` when absent. */
  readonly calendar?: string;
  readonly fieldsOf: (type: RecordTypeKey) => readonly Field[];
  readonly templates: ReadonlyMap<string, MessageTexts>;
  readonly topics: ReadonlyMap<string, TopicMode>;
  /** What an address said, and whether it is suppressed; nothing and no when absent. */
  readonly consent?: (
    channel: 'email' | 'sms',
    address: string,
  ) => { readonly statements: readonly ConsentStatement[]; readonly suppressed: boolean };
  readonly segments?: ReadonlySet<string>;
  /** Pipelines of deals; those of a fresh installation when absent. */
  readonly pipelines?: readonly Pipeline[];
  /** Units of each currency for one unit of the base. */
  readonly rates?: Readonly<Record<string, number>>;
  /** Users of a reference beyond `{user}` and `{field}`; one made up for each when absent. */
  readonly usersOf?: (ref: UserRef) => readonly string[];
  readonly render: (request: RenderRequest) => RenderAnswer | Promise<RenderAnswer>;
};

/** A message that would be sent, or would not: then `reason` says why. */
export type SimulatedMessage = {
  readonly stepId: string;
  readonly channel: 'email' | 'sms' | 'app' | 'webhook';
  readonly state: SimulatedOutcome['outcome'];
  readonly reason?: string;
  readonly to: string;
  readonly subject?: string;
  readonly body?: string;
  readonly text?: string;
  readonly template?: string;
  readonly topic?: string;
  /** When it leaves. */
  readonly at: string;
  /** When it was ready, where it is held until its send window opens. */
  readonly heldSince?: string;
};

export type SimulatedWrite = {
  readonly stepId: string;
  readonly at: string;
  readonly kind: 'created' | 'updated';
  readonly record: { readonly type: RecordTypeKey; readonly id: string };
  readonly changes: Readonly<Record<string, Json>>;
};

/** A run of another workflow that would be started; it is not simulated itself. */
export type SimulatedStart = {
  readonly stepId: string;
  readonly at: string;
  readonly workflow: string;
  readonly record: { readonly type: RecordTypeKey; readonly id: string };
  readonly input: JsonObject;
};

export type SimulationResult = {
  readonly path: readonly StepRecord[];
  readonly messages: readonly SimulatedMessage[];
  readonly writes: readonly SimulatedWrite[];
  readonly starts: readonly SimulatedStart[];
  readonly vars: JsonObject;
  /** Why there would be no run at all: its exit or goal is true at entry. Nothing happened then. */
  readonly refused?: Extract<RefusalReason, 'exit-true' | 'goal-true'>;
  /** Where it still stands, when it did not end. */
  readonly positions: readonly Position[];
  /** `limit`: it would have gone on, but three years or 1,000 legs were over. */
  readonly end: {
    readonly state: RunState;
    readonly at: string;
    readonly error?: NonNullable<RunData['error']>;
    readonly limit?: true;
  };
};
