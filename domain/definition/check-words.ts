import type { z } from 'zod';
import { approvalFields } from '../approvals/mail-fields.ts';
import type { Issue, IssueParams } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { jsonPointer } from '../json-pointer.ts';
import { checkRule } from '../logic/check.ts';
import { type RuleScope, resolvePath } from '../logic/scope.ts';
import { recordTypes } from '../records/record-types.ts';
import { isUuid } from '../records/uuid.ts';
import type { TypeOf } from '../steps/step-type.ts';
import type { MissingPolicy, TemplateMode } from '../templates/check-template.ts';
import { calendarOf, durationSchema } from '../time/duration.ts';
import { everOpens, sendWindowSchema } from '../time/send-window.ts';
import { unknownField } from './check-set.ts';
import { checkText } from './check-text.ts';
import { type DefinitionScope, type Parts, placed } from './scope.ts';
import { type Setting, settingsOf } from './settings.ts';
import { isComputed, type Widget } from './words.ts';

/** Where settings stand: what their rules see, and what is known outside. */
export type WordContext = {
  readonly parts: Parts;
  readonly scope: DefinitionScope;
  readonly rules: RuleScope;
  readonly typeOf: TypeOf;
  /** What a missing value does in texts, where the step says so. */
  readonly missing?: MissingPolicy | undefined;
};

type WordCheck = (value: Json, path: string, context: WordContext) => readonly Issue[];

/** Issues of the words in a config that is valid for its schema; paths begin at the config. */
export function checkWords(schema: z.ZodType, config: unknown, context: WordContext): readonly Issue[] {
  return settingsOf(schema, config).flatMap((setting) => checkWord(setting, context));
}

function checkWord({ widget, value, path }: Setting, context: WordContext): readonly Issue[] {
  // Settings come from a parsed config, which is JSON.
  return checks[widget]?.(value as Json, path, context) ?? [];
}

const error = (code: string, path: string, message: string, params?: IssueParams): readonly Issue[] => [
  { severity: 'error', code, path, message, ...(params && { params }) },
];

const ruleWord: WordCheck = (value, path, { rules }) => placed(checkRule(value, rules), path);
function textWord(mode: TemplateMode): WordCheck {
  return (value, path, context) => {
    if (typeof value === 'string') return checkText(value, { ...context, mode }, path);
    return isText(value) ? checkText(value.text, { ...context, mode }, `${path}/text`) : [];
  };
}

const valueWord: WordCheck = (value, path, context) => {
  if (value === null || typeof value !== 'object' || !isComputed(value)) return [];
  if ('rule' in value) return placed(checkRule(value.rule, context.rules), `${path}/rule`);
  return checkText(value.text, { ...context, mode: 'text' }, `${path}/text`);
};

const valuesWord: WordCheck = (value, path, context) => {
  if (!isObject(value) || isText(value)) return textWord('text')(value, path, context);
  return Object.entries(value).flatMap(([key, item]) => valueWord(item, `${path}${jsonPointer([key])}`, context));
};

const recordWord: WordCheck = (value, path, context) => checkRecord(value, path, context, false);
const recordsWord: WordCheck = (value, path, context) => checkRecord(value, path, context, true);

function checkRecord(value: Json, path: string, context: WordContext, many: boolean): readonly Issue[] {
  if (!isObject(value)) return [];
  if (typeof value.related === 'string') return checkRelation(value, path, context, many);
  if (typeof value.step === 'string' && context.typeOf(value) === null) {
    const known = context.parts.stepIds.includes(value.step);
    return error(
      known ? 'no-record-made' : 'unknown-step',
      `${path}/step`,
      known ? `The step "${value.step}" makes no ${String(value.type)}.` : `There is no step "${value.step}".`,
      { key: value.step },
    );
  }
  return value.id === undefined ? [] : idIssues(value.id, `${path}/id`, context);
}

function idIssues(id: Json, path: string, context: WordContext): readonly Issue[] {
  if (isUuid(id) || (isObject(id) && isComputed(id))) return valueWord(id, path, context);
  return error('wrong-type', path, 'The id of a record is a UUID, or a value that gives one.');
}

function checkRelation(
  { related, where }: JsonObject,
  path: string,
  context: WordContext,
  many: boolean,
): readonly Issue[] {
  const { subject } = context.parts;
  const { relations } = recordTypes[subject];
  const relation = relations.find(({ name }) => name === related);
  if (!relation)
    return error(
      'unknown-relation',
      `${path}/related`,
      `A ${subject} has no relation "${String(related)}"; it has ${relations.map(({ name }) => name).join(', ') || 'none'}.`,
      { key: String(related) },
    );
  if (relation.kind === 'many' && !many)
    return error('many-records', `${path}/related`, `"${relation.name}" are several records, and one is needed here.`, {
      key: relation.name,
    });
  if (where === undefined) return [];
  const rules: RuleScope = {
    ...context.rules,
    roots: { record: { kind: 'record', recordType: relation.target }, now: { kind: 'time' } },
    lookups: false,
  };
  return placed(checkRule(where, rules), `${path}/where`);
}

const userWord: WordCheck = (value, path, context) => {
  if (!isObject(value)) return [];
  if (value.queue !== undefined) return keyWord('queue', ({ queues }) => queues)(value.queue, `${path}/queue`, context);
  if (value.of !== undefined) return userWord(value.of, `${path}/of`, context);
  if (typeof value.field !== 'string' || value.field === 'owner') return [];
  const { field } = value;
  const { subject } = context.parts;
  const fields = context.scope.fieldsOf(subject);
  const found = fields.find(({ key }) => key === field || key === `${field}Id`);
  if (!found) return error('unknown-field', `${path}/field`, unknownField(subject, fields, field));
  return found.target === 'user'
    ? []
    : error('wrong-type', `${path}/field`, `"${field}" holds no user. Use "owner" or a field that does.`);
};

const usersWord: WordCheck = (value, path, context) =>
  Array.isArray(value)
    ? value.flatMap((item: Json, index) => userWord(item, `${path}/${index}`, context))
    : userWord(value, path, context);

const durationWord: WordCheck = (value, path, { scope }) => {
  const duration = durationSchema.safeParse(value);
  const calendar = duration.success ? calendarOf(duration.data) : undefined;
  if (calendar === undefined || !scope.calendars || scope.calendars.has(calendar)) return [];
  return error(
    'unknown-calendar',
    `${path}/calendar`,
    `There is no calendar "${calendar}"; there are ${[...scope.calendars].join(', ')}.`,
    { key: calendar },
  );
};

const windowWord: WordCheck = (value, path, context) => {
  const window = sendWindowSchema.safeParse(value);
  const key = window.success ? window.data.calendar : undefined;
  if (!window.success || key === undefined) return [];
  const unknown = keyWord('calendar', ({ calendars }) => calendars)(key, `${path}/calendar`, context);
  const hours = context.scope.calendarHours?.get(key);
  if (unknown.length > 0 || hours === undefined || everOpens(window.data, hours)) return unknown;
  return error('never-opens', path, `The hours of the send window and of the calendar "${key}" never meet.`, { key });
};

const untilWord: WordCheck = (value, path, context) => {
  if (!isObject(value) || typeof value.field !== 'string') return [];
  const type = resolvePath(value.field.includes('.') ? value.field : `record.${value.field}`, context.rules);
  if (typeof type === 'string') return error('unknown-field', `${path}/field`, type);
  const isTime = ['date', 'dateTime', 'unknown'].includes(type.base);
  const offset = isObject(value.offset) ? Object.entries(value.offset) : [];
  return [
    ...(isTime ? [] : error('wrong-type', `${path}/field`, `"${value.field}" holds no date or time.`)),
    ...offset.flatMap(([key, duration]) => durationWord(duration, `${path}/offset/${key}`, context)),
  ];
};

/** `for` or `until`, as a wait has them. */
const momentWord: WordCheck = (value, path, context) =>
  isObject(value)
    ? [
        ...(value.for === undefined ? [] : durationWord(value.for, `${path}/for`, context)),
        ...(value.until === undefined ? [] : untilWord(value.until, `${path}/until`, context)),
      ]
    : [];

const fieldsWord: WordCheck = (value, path, { parts, scope }) => {
  const fields = scope.fieldsOf(parts.subject);
  const names: readonly Json[] = Array.isArray(value) ? value : [value];
  return names.flatMap((name, index) =>
    fields.some(({ key }) => key === name)
      ? []
      : error('unknown-field', `${path}/${index}`, unknownField(parts.subject, fields, String(name))),
  );
};

/** A key of something that people make, such as a template. */
function keyWord(what: string, known: (scope: DefinitionScope) => ReadonlySet<string> | undefined): WordCheck {
  return (value, path, { scope }) => {
    const keys = known(scope);
    if (!keys || typeof value !== 'string' || keys.has(value)) return [];
    const some = [...keys].slice(0, 8).join(', ');
    return error(
      `unknown-${what}`,
      path,
      `There is no ${what} "${value}"${some === '' ? '' : `; there are ${some}${keys.size > 8 ? ', …' : ''}`}.`,
      { key: value },
    );
  };
}

/** A template is there, and asks for nothing that the workflow's record type lacks; other remarks on it are its own matter. */
function templateWord(value: Json, path: string, context: WordContext): readonly Issue[] {
  const unknown = keyWord('template', ({ templates }) => templates)(value, path, context);
  const texts = typeof value === 'string' ? context.scope.templateTexts?.get(value) : undefined;
  if (unknown.length > 0 || !texts) return unknown;
  if (texts.channel === 'document')
    return error(
      'template-of-documents',
      path,
      `The template "${String(value)}" is one of documents, not of messages.`,
      {
        key: String(value),
      },
    );
  const { related: _, ...own } = context.rules.roots;
  const roots = { ...own, approval: { kind: 'fields' as const, fields: approvalFields } };
  const place = { ...context, rules: { ...context.rules, roots } };
  const parts = [
    [texts.subject, 'header'],
    [texts.preheader ?? null, 'header'],
    [texts.html, 'html'],
    [texts.text, 'text'],
  ] as const;
  return parts
    .flatMap(([text, mode]) => (text === null ? [] : checkText(text, { ...place, mode }, path)))
    .filter(({ severity }) => severity === 'error')
    .map((issue) => ({
      ...issue,
      message: `The template "${String(value)}" does not fit: ${issue.message}${hintOf(issue)}`,
    }));
}

/** What a template reads is not known when a version is published, so nothing related is read for it. */
function hintOf({ params }: Issue): string {
  return String(params?.key).split('.')[0] === 'related'
    ? ' Texts of the step itself may read related records; for a template, keep the value in a variable.'
    : '';
}

/** What is checked in a setting by its widget; widgets that are not here hold nothing that could be wrong beyond their schema. */
const checks: { readonly [W in Widget]?: WordCheck } = {
  rule: ruleWord,
  value: valueWord,
  values: valuesWord,
  header: textWord('header'),
  text: textWord('text'),
  html: textWord('html'),
  record: recordWord,
  records: recordsWord,
  user: userWord,
  users: usersWord,
  duration: durationWord,
  until: untilWord,
  moment: momentWord,
  fields: fieldsWord,
  template: templateWord,
  'document-template': keyWord('template', ({ templates }) => templates),
  queue: keyWord('queue', ({ queues }) => queues),
  calendar: keyWord('calendar', ({ calendars }) => calendars),
  window: windowWord,
  topic: keyWord('topic', ({ topics }) => topics),
  workflow: keyWord('workflow', ({ workflows }) => workflows),
  connection: keyWord('connection', ({ connections }) => connections),
};

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function isText(value: Json): value is { readonly text: string } {
  return isObject(value) && isComputed(value) && 'text' in value;
}
