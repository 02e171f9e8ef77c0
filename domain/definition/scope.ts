import type { Issue } from '../errors.ts';
import { type RuleScope, subjectScope } from '../logic/scope.ts';
import type { Field } from '../records/field.ts';
import type { Pipeline } from '../records/pipelines.ts';
import type { RecordTypeKey } from '../records/record-types.ts';
import type { UserRef } from '../steps/effect.ts';
import type { Calendar } from '../time/calendar.ts';
import type { Definition, VariableType } from './schema.ts';

/** What a stored template says; parts that it lacks are null. */
export type TemplateTexts = {
  /** What it is for; not checked where it is not known. */
  readonly channel?: 'email' | 'sms' | 'document';
  readonly subject: string | null;
  readonly preheader?: string | null;
  readonly html: string | null;
  readonly text: string | null;
};

/** What validation looks up outside the definition. Functions answer for keys; what is absent is not checked. */
export type DefinitionScope = {
  /** Envelope, built-in and custom fields of a record type. */
  readonly fieldsOf: (type: RecordTypeKey) => readonly Field[];
  readonly templates?: ReadonlySet<string>;
  /** Texts of templates: their variables are checked for the record type of the workflow that uses them. */
  readonly templateTexts?: ReadonlyMap<string, TemplateTexts>;
  readonly topics?: ReadonlySet<string>;
  readonly workflows?: ReadonlySet<string>;
  readonly connections?: ReadonlySet<string>;
  readonly segments?: ReadonlySet<string>;
  readonly calendars?: ReadonlySet<string>;
  /** Hours of the week of calendars. */
  readonly calendarHours?: ReadonlyMap<string, Pick<Calendar, 'weekly'>>;
  readonly queues?: ReadonlySet<string>;
  /** Other workflows that are active: those that can be started, and may be answered for ever. */
  readonly active?: readonly Definition[];
  readonly pipelines?: readonly Pipeline[];
  /** Ids of the active users that a reference means now; undefined where that depends on the record. */
  readonly meant?: (ref: UserRef) => readonly string[] | undefined;
};

/** Channels that `reachable` asks about. */
export const channels: ReadonlySet<string> = new Set(['email', 'sms']);

/** What is known of the definition while its parts are checked. */
export type Parts = {
  readonly key: string;
  readonly subject: RecordTypeKey;
  readonly variables: readonly { readonly name: string; readonly type: VariableType }[];
  readonly stepIds: readonly string[];
  /** Types of the steps by their ids, as far as they are known. */
  readonly stepTypes: ReadonlyMap<string, string>;
};

const kindsOfVariables: { readonly [T in VariableType]: Field['kind'] } = {
  text: 'text',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  dateTime: 'dateTime',
  list: 'json',
  any: 'json',
};

/** What rules see: in a trigger, in exit, goal and concurrency, or in a step. */
export function ruleScope(
  place: 'trigger' | 'enrollment' | 'step',
  parts: Parts,
  scope: DefinitionScope,
  { previous = false, event = true } = {},
): RuleScope {
  const { subject } = parts;
  const run = { variables: variableFields(parts), stepIds: parts.stepIds };
  return subjectScope({
    subject,
    fieldsOf: scope.fieldsOf,
    previous,
    event,
    channels,
    ...(place === 'trigger' ? {} : { run }),
    ...(scope.segments ? { segments: scope.segments } : {}),
    ...(scope.topics ? { topics: scope.topics } : {}),
  });
}

/** Variables as fields. */
export function variableFields({ variables }: Pick<Parts, 'variables'>): readonly Field[] {
  return variables.map(({ name, type }) => ({ key: name, kind: kindsOfVariables[type], label: name }));
}

/** Adds the place of a part to its issues. */
export function placed(issues: readonly Issue[], prefix: string, stepId?: string): readonly Issue[] {
  return issues.map((issue) => ({
    ...issue,
    path: `${prefix}${issue.path}`,
    ...(stepId === undefined ? {} : { stepId }),
  }));
}
