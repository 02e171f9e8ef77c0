import { z } from 'zod';
import type { Json, JsonObject } from '../json.ts';
import { recordTypeKeys } from '../records/record-types.ts';
import type { RecordRef, Rule, UserRef, Value } from '../steps/effect.ts';
import { durationSchema, isoDurationSchema } from '../time/duration.ts';

/**
 * What a setting is: the control that edits it, and what validation checks in it. It stands as `widget` in the metadata of
 * the schema, so a step type that uses a word gets its checks and its form without more.
 */
export const widgets = [
  'rule',
  'value',
  'values',
  'header',
  'text',
  'html',
  'record',
  'records',
  'user',
  'users',
  'duration',
  'until',
  'at',
  'moment',
  'zone',
  'calendar',
  'window',
  'queue',
  'template',
  'document-template',
  'topic',
  'workflow',
  'connection',
  'event',
  'field',
  'fields',
  'stage',
  'record-type',
  'choice',
  'number',
  'list',
  'branches',
  'switch',
  'plain',
] as const;
export type Widget = (typeof widgets)[number];

/** Form metadata of a setting: its label and help in English, and its widget. */
export type WordMeta = { readonly title: string; readonly description?: string; readonly widget: Widget };

/** Key of a workflow, template, topic, segment: small letters, digits and hyphens. */
export const keySchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/, {
  error: 'a key has small letters, digits and hyphens, such as lead-nurturing',
});

/** Id of a step, branch or trigger inside a definition. */
export const idSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, {
  error: 'an id has letters, digits, - and _, and begins with a letter or digit',
});

/** Name of a variable, as rules and templates read it: `vars.discount`. */
export const variableNameSchema = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, {
  error: 'the name of a variable has letters, digits and _, and begins with a letter',
});

/** Type of an event: `pricing.viewed`, `email.opened`. */
export const eventNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)*$/i, {
    error: 'the name of an event has letters, digits, - and _ in parts joined by dots, such as pricing.viewed',
  })
  .max(120);

const isObject = (value: unknown): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const isScalar = (value: unknown) => value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** A JSON-Logic rule; what is in it is checked by `domain/logic`. */
export const ruleSchema = z.custom<Rule>((value) => isObject(value) || typeof value === 'boolean', {
  error: 'a condition is a JSON-Logic rule, such as {"==": [{"var": "record.status"}, "hot"]}',
});

/** A literal, `{"rule": …}` or `{"text": …}`. */
export const valueSchema = z.custom<Value>(
  (value) => isScalar(value) || Array.isArray(value) || (isObject(value) && isComputed(value)),
  {
    error: 'a value is a text, number, true, false, null, a list, {"rule": …} or {"text": …}',
  },
);

/** Handlebars, plainly or as `{"text": …}`. */
const textSchema = z.union([z.string().min(1), z.strictObject({ text: z.string().min(1) })], {
  error: 'a text is a string or {"text": "…"}, and not empty',
});
export type Text = z.infer<typeof textSchema>;

/** Field → value. */
export const valuesSchema = z.record(z.string(), valueSchema, { error: 'values stand as {"field": value}' });

export const recordTypeSchema = z.enum(recordTypeKeys, {
  error: `a record type is one of ${recordTypeKeys.join(', ')}`,
});

/** Which record: the run's, a related one, one that a step made, or one by id. */
export const recordRefSchema: z.ZodType<RecordRef> = z.union(
  [
    z.literal('subject'),
    z.strictObject({ related: z.string().min(1) }),
    z.strictObject({ step: idSchema, type: recordTypeSchema }),
    z.strictObject({ type: recordTypeSchema, id: valueSchema }),
  ],
  { error: 'a record is "subject", {"related": name}, {"step": id, "type": type} or {"type": type, "id": value}' },
);

/** Which user or users. */
export const userRefSchema: z.ZodType<UserRef> = z.lazy(() =>
  z.union(
    [
      z.strictObject({ user: z.string().min(1) }),
      z.strictObject({ field: z.string().min(1) }),
      z.strictObject({ manager: z.int().min(1).max(10), of: userRefSchema.optional() }),
      z.strictObject({ role: z.string().min(1) }),
      z.strictObject({ team: z.string().min(1) }),
      z.strictObject({ teamLead: z.string().min(1) }),
      z.strictObject({ queue: z.string().min(1) }),
    ],
    {
      error:
        'a user is {"user": id}, {"field": "owner"}, {"manager": n, "of"}, {"role"}, {"team"}, {"teamLead"} or {"queue"}',
    },
  ),
) as z.ZodType<UserRef>;

/** The words as settings of a step or trigger, each with its label, help and widget. */
export const word = {
  rule: (title: string, description?: string) => ruleSchema.meta(meta('rule', title, description)),
  value: (title: string, description?: string) => valueSchema.meta(meta('value', title, description)),
  /** Fields of a record type (`set`), or free names: the step's `check` says which. */
  values: (title: string, description?: string) => valuesSchema.meta(meta('values', title, description)),
  /** A text on one line, such as the subject of a mail. */
  header: (title: string, description?: string) => textSchema.meta(meta('header', title, description)),
  text: (title: string, description?: string) => textSchema.meta(meta('text', title, description)),
  html: (title: string, description?: string) => textSchema.meta(meta('html', title, description)),
  record: (title: string, description?: string) => recordRefSchema.meta(meta('record', title, description)),
  user: (title: string, description?: string) => userRefSchema.meta(meta('user', title, description)),
  users: (title: string, description?: string) =>
    z
      .union([userRefSchema, z.array(userRefSchema).min(1).max(50)], {
        error: 'users are one such as {"field": "owner"}, or a list of them',
      })
      .meta(meta('users', title, description)),
  duration: (title: string, description?: string) => durationSchema.meta(meta('duration', title, description)),
  isoDuration: (title: string, description?: string) => isoDurationSchema.meta(meta('duration', title, description)),
  queue: (title: string, description?: string) =>
    z
      .string()
      .min(1)
      .max(100)
      .meta(meta('queue', title, description)),
  calendar: (title: string, description?: string) =>
    z
      .string()
      .min(1)
      .meta(meta('calendar', title, description)),
  template: (title: string) => z.string().min(1).meta(meta('template', title)),
  documentTemplate: (title: string) => z.string().min(1).meta(meta('document-template', title)),
  topic: (title: string) => z.string().min(1).meta(meta('topic', title)),
  workflow: (title: string) => z.string().min(1).meta(meta('workflow', title)),
  connection: (title: string) => z.string().min(1).meta(meta('connection', title)),
  event: (title: string, description?: string) => eventNameSchema.meta(meta('event', title, description)),
  choice: <const T extends readonly [string, ...string[]]>(title: string, options: T, description?: string) =>
    z.enum(options, { error: `one of ${options.join(', ')}` }).meta(meta('choice', title, description)),
  recordType: (title: string) => recordTypeSchema.meta(meta('record-type', title)),
  integer: (title: string, { min, max }: { min: number; max: number }, description?: string) =>
    z
      .int({ error: 'a whole number' })
      .min(min)
      .max(max)
      .meta(meta('number', title, description)),
  switch: (title: string, description?: string) => z.boolean().meta(meta('switch', title, description)),
  stage: (title: string) => z.string().min(1).max(100).meta(meta('stage', title)),
  plain: (title: string, description?: string) =>
    z
      .string()
      .min(1)
      .max(500)
      .meta(meta('plain', title, description)),
} as const;

/** The Handlebars source of a text. */
export function sourceOf(text: Text): string {
  return typeof text === 'string' ? text : text.text;
}

/** A value whose plain text is Handlebars, as `resolve` takes it. */
export function textValue(text: Text): Value {
  return { text: sourceOf(text) };
}

/** Whether a value is computed from data and so not known before a run. */
export function isComputed(value: Json): value is { readonly rule: Json } | { readonly text: string } {
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === 'rule' || (keys[0] === 'text' && typeof value.text === 'string'));
}

/** Metadata of a setting. */
export function meta(widget: Widget, title: string, description?: string): WordMeta {
  return description === undefined ? { title, widget } : { title, description, widget };
}
