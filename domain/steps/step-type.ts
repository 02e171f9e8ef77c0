import type { z } from 'zod';
import type { Definition } from '../definition/schema.ts';
import type { TemplateTexts } from '../definition/scope.ts';
import type { Issue } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Field } from '../records/field.ts';
import type { Pipeline } from '../records/pipelines.ts';
import type { RecordTypeKey } from '../records/record-types.ts';
import type { Effect, RecordKey, RecordRef, UserRef } from './effect.ts';

const stepGroups = ['messages', 'records', 'flow', 'people'] as const;
export type StepGroup = (typeof stepGroups)[number];

/** A named exit of a step. `fallback` is what an undrawn one does: goes on as another outlet, or (`incident`) stops for a person; else the branch ends. */
export type Outlet = { readonly id: string; readonly label: string; readonly fallback?: string };

/** What every step that acts on the outside has beside its own. */
export const errorOutlet: Outlet = { id: 'error', label: 'Error', fallback: 'incident' };

/** The line on a step's card: a catalogue key with parameters, and its English text. */
export type Sentence = {
  readonly key: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly text: string;
};

/** `<recordType>.<field>` or `event:<name>`: for the loop proof (written × read) and for exit and goal. */
export type FieldAccess = string;

/**
 * A field that a step writes, and the value when it is known beforehand. `on`: of which record, or whose event; the run's own
 * when absent. `made`: of a record that the step makes, so no change of one that is there.
 */
export type FieldWrite = {
  readonly field: FieldAccess;
  readonly value?: Json;
  readonly on?: RecordRef;
  readonly made?: true;
};

/** The record type that a reference means in a definition, null when it cannot be known. */
export type TypeOf = (ref: Json | undefined) => RecordTypeKey | null;

/** What a step knows about itself while it runs. */
export type StepRun = {
  readonly runId: string;
  /** When the run began, ISO. */
  readonly runStartedAt: string;
  readonly stepId: string;
  /** What people call the step. */
  readonly name: string;
  readonly visit: number;
  readonly subject: RecordKey;
  /** The person behind the subject (contact or lead id, else the subject's): the key of splits. */
  readonly personKey: string;
  /** How often this step took `again` since it was last left by `done` (repeat). */
  readonly counter: number;
  /** Outlets that are drawn, also those that end the branch. */
  readonly drawn: readonly string[];
  /** Virtual or real time of the leg, ISO. */
  readonly now: string;
};

/** How a step ended. Kinds other than `outlet` are flow control that only `run/leg.ts` carries out. */
export type StepEnd =
  | {
      readonly kind: 'outlet';
      readonly outlet: string;
      readonly result?: Json;
      readonly detail?: JsonObject;
      readonly vars?: JsonObject;
      readonly counter?: number;
    }
  | { readonly kind: 'fork'; readonly outlets: readonly string[] }
  | { readonly kind: 'join'; readonly mode: 'all' | 'any' | number; readonly cancelRest: boolean }
  | { readonly kind: 'end' }
  | { readonly kind: 'fail'; readonly message: string }
  /** Stops for a person, whatever is drawn; the last answer is asked for anew when the step is tried again. */
  | {
      readonly kind: 'incident';
      readonly code: string;
      readonly message: string;
      readonly detail?: JsonObject;
    };

/** What `check` may look at beyond the config. Rules, texts, references and keys are checked by their words, not here. */
export type CheckScope = {
  readonly subject: RecordTypeKey;
  readonly typeOf: TypeOf;
  /** Issues of values for the fields of a record type, created or changed; `path` is a JSON pointer inside the config. */
  readonly checkSet: (type: RecordTypeKey | null, set: JsonObject, path: string, creates?: boolean) => readonly Issue[];
  /** Whether a record type has a field. */
  readonly hasField: (type: RecordTypeKey, field: string) => boolean;
  /** Whether waits may match changes of records by a field of this name. */
  readonly matchesRecords: (field: string) => boolean;
  /** Whether the definition declares a variable. */
  readonly hasVariable: (name: string) => boolean;
  /** Fields without which no record of a type can be made, beside those given. */
  readonly missingFields: (type: RecordTypeKey, given: readonly string[]) => readonly Field[];
  /** Texts of a stored template; undefined where it is not known. */
  readonly textsOf: (template: string) => TemplateTexts | undefined;
  /** The type of another step of the definition; undefined where there is no such step. */
  readonly stepTypeOf: (id: string) => string | undefined;
  /** Issues of a template of documents for records of a type; paths begin at the template. */
  readonly checkDocument: (template: string, type: RecordTypeKey | null) => readonly Issue[];
  /** The published version of another workflow; null where it has none, undefined where that is not known. */
  readonly versionOf: (workflow: string) => Definition | null | undefined;
  /** Pipelines of deals; undefined where they are not known. */
  readonly pipelines: readonly Pipeline[] | undefined;
  /** Ids of the active users that a reference means now; undefined where that depends on the record, or is not known. */
  readonly meant: (ref: UserRef) => readonly string[] | undefined;
};

/**
 * A step type is one such file and one line in the registry: palette, form, validation, docs, OpenAPI,
 * simulation and back-test follow from it.
 */
export type StepType<C = unknown> = {
  readonly type: string;
  readonly version: number;
  readonly title: string;
  readonly group: StepGroup;
  readonly icon: string;
  readonly help: string;
  /** Labels, help and widgets stand in the schema's metadata. Strict: unknown keys are refused. */
  readonly config: z.ZodType<C>;
  /** Settings that a new step begins with, where none would say nothing of what it is; whoever adds it changes them. */
  readonly initial?: JsonObject;
  /** Own outlets of this config; `error` is added for effect steps. */
  readonly outlets: (config: C) => readonly Outlet[];
  /** Whether it acts on the outside and so has an `error` outlet. */
  readonly effect: boolean;
  /** Whether it takes time: a loop must hold one such step. */
  readonly waits: (config: C) => boolean;
  /** The outlet that it takes a number of times at most before it takes another. */
  readonly counts?: (config: C) => { readonly outlet: string; readonly times: number };
  readonly sentence: (config: C) => Sentence;
  /** Fields of records and events that it changes or causes, for the proof that workflows do not answer each other for ever. */
  readonly writes?: (config: C, typeOf: TypeOf) => readonly FieldWrite[];
  readonly check?: (config: C, scope: CheckScope) => readonly Issue[];
  readonly execute: (config: C, step: StepRun) => Generator<Effect, StepEnd, unknown>;
};
