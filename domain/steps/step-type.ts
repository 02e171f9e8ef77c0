import type { z } from 'zod';
import type { Issue } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import type { RecordTypeKey } from '../records/record-types.ts';
import type { Effect, RecordKey } from './effect.ts';

export const stepGroups = ['messages', 'records', 'flow', 'people'] as const;
export type StepGroup = (typeof stepGroups)[number];

/** A named exit of a step. `fallback` names the outlet that an undrawn one goes on as. */
export type Outlet = { readonly id: string; readonly label: string; readonly fallback?: string };

/** The line on a step's card: a catalogue key with parameters, and its English text. */
export type Sentence = { readonly key: string; readonly params: Readonly<Record<string, string | number>>; readonly text: string };

/** `<recordType>.<field>` or `event:<name>`: for the loop proof (written × read) and for exit and goal. */
export type FieldAccess = string;

/** What a step knows about itself while it runs. */
export type StepRun = {
  readonly runId: string;
  readonly stepId: string;
  readonly visit: number;
  readonly subject: RecordKey;
  /** The person behind the subject (contact or lead id, else the subject's): the key of splits. */
  readonly personKey: string;
  /** How often this step took `again` since it was last left by `done` (repeat). */
  readonly counter: number;
  /** Virtual or real time of the leg, ISO. */
  readonly now: string;
};

/** How a step ended. Kinds other than `outlet` are flow control that only `run/leg.ts` carries out. */
export type StepEnd =
  | { readonly kind: 'outlet'; readonly outlet: string; readonly result?: Json; readonly detail?: JsonObject; readonly vars?: JsonObject; readonly counter?: number }
  | { readonly kind: 'fork'; readonly outlets: readonly string[] }
  | { readonly kind: 'join'; readonly mode: 'all' | 'any' | number; readonly cancelRest: boolean }
  | { readonly kind: 'end' }
  | { readonly kind: 'fail'; readonly message: string };

/** What `check` may look at beyond the config: names that exist, rule and template checks. */
export type CheckScope = {
  readonly subject: RecordTypeKey;
  readonly checkRule: (rule: Json, path: string) => readonly Issue[];
  readonly checkTemplate: (text: string, path: string, place: 'header' | 'text' | 'html') => readonly Issue[];
  readonly checkSet: (type: RecordTypeKey | null, set: JsonObject, path: string) => readonly Issue[];
  readonly known: { readonly template: (key: string) => boolean; readonly topic: (key: string) => boolean; readonly workflow: (key: string) => boolean; readonly connection: (key: string) => boolean };
  readonly typeOf: (ref: Json) => RecordTypeKey | null;
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
  /** Own outlets of this config; `error` is added for effect steps. */
  readonly outlets: (config: C) => readonly Outlet[];
  /** Whether it acts on the outside and so has an `error` outlet. */
  readonly effect: boolean;
  /** Whether it takes time: a loop must hold one such step. */
  readonly waits: (config: C) => boolean;
  readonly sentence: (config: C) => Sentence;
  readonly reads?: (config: C, subject: RecordTypeKey) => readonly FieldAccess[];
  readonly writes?: (config: C, subject: RecordTypeKey) => readonly FieldAccess[];
  readonly check?: (config: C, scope: CheckScope) => readonly Issue[];
  readonly execute: (config: C, step: StepRun) => Generator<Effect, StepEnd, unknown>;
};
