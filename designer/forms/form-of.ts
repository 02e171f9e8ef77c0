import { z } from 'zod';
import { schemaOf } from '../../domain/definition/settings-schema.ts';
import { type Widget, widgets } from '../../domain/definition/words.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { recordTypeKeys } from '../../domain/records/record-types.ts';
import { timeSchema } from '../../domain/time/calendar.ts';
import {
  type Control,
  type ControlOf,
  isObject,
  jsonControl,
  type SettingField,
  type SettingForm,
  textWords,
  type UnionForm,
} from './setting-form.ts';

const schemaShape = z.looseObject({
  $ref: z.string().optional(),
  type: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  widget: z.enum(widgets).optional().catch(undefined),
  enum: z.array(z.json()).optional(),
  const: z.json().optional(),
  default: z.json().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  required: z.array(z.string()).catch([]).default([]),
  items: z.unknown().optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minItems: z.number().catch(0).default(0),
  maxItems: z.number().catch(1000).default(1000),
});
type Schema = z.infer<typeof schemaShape>;

/** What is known of a schema by where it stands. */
type Place = {
  readonly defs: JsonObject;
  readonly key?: string;
  /** Of the setting that the schema is a form of. */
  readonly widget?: Widget | undefined;
};

/** Settings inside others that no word marks, by their key. */
const usualKeys: Readonly<Record<string, ControlOf<(typeof textWords)[number]>>> = {
  field: { kind: 'field' },
  calendar: { kind: 'calendar' },
  step: { kind: 'step' },
  related: { kind: 'relation' },
  // Where an exit or goal goes on.
  then: { kind: 'step' },
};

/** The form of settings from their JSON Schema (2020-12), in the order of the schema. Never fails: what it cannot read is JSON. */
export function formOf(schema: JsonObject): SettingForm {
  const defs = isObject(schema.$defs) ? schema.$defs : {};
  const control = controlOf(schema, { defs });
  return control.kind === 'object' ? control : { kind: 'object', fields: [] };
}

function controlOf(json: unknown, place: Place): Control {
  const schema = read(json, place.defs);
  if (!schema) return jsonControl;
  const widget = schema.widget ?? place.widget;
  const at = { ...place, widget };
  const options = optionsOf(schema, place.defs);
  return options ? unionControl(schema, options, at) : (plainControl(schema, at) ?? jsonControl);
}

/** A schema whose reference is followed; what stands beside the reference wins. */
function read(json: unknown, defs: JsonObject): Schema | undefined {
  const schema = schemaShape.safeParse(json).data;
  if (schema?.$ref === undefined) return schema;
  const { $ref, ...own } = isObject(json) ? json : {};
  const target = defs[String($ref).replace('#/$defs/', '')];
  return isObject(target) ? schemaShape.safeParse({ ...target, ...own }).data : undefined;
}

function optionsOf(schema: Schema, defs: JsonObject): readonly Schema[] | undefined {
  return (schema.anyOf ?? schema.oneOf)?.flatMap((option) => read(option, defs) ?? []);
}

const oneChoice = (value: Json): readonly string[] | undefined => (typeof value === 'string' ? [value] : undefined);
const textsOf = (values: readonly Json[] | undefined): readonly string[] | undefined =>
  values?.every((value) => typeof value === 'string') ? values : undefined;

function plainControl(schema: Schema, place: Place): Control | undefined {
  const texts = textsOf(schema.enum);
  if (texts)
    return { kind: schema.widget === 'record-type' || isRecordTypes(texts) ? 'record-type' : 'choice', options: texts };
  if (schema.const !== undefined) return { kind: 'constant', value: schema.const };
  switch (schema.type) {
    case 'string':
      return textControl(schema, place);
    case 'boolean':
      return { kind: 'switch' };
    case 'integer':
    case 'number':
      return {
        kind: 'number',
        whole: schema.type === 'integer',
        ...(schema.minimum === undefined ? {} : { min: schema.minimum }),
        ...(schema.maximum === undefined ? {} : { max: schema.maximum }),
      };
    case 'array':
      return listControl(schema, place);
    case 'object':
      return objectControl(schema, place);
    default:
      return place.widget === 'rule' || place.widget === 'value' ? { kind: place.widget } : undefined;
  }
}

const isRecordTypes = (texts: readonly string[]) =>
  texts.length > 1 && texts.every((text) => recordTypeKeys.some((key) => key === text));

const timePattern = schemaOf(timeSchema).pattern;
const isTime = (schema: Schema) => schema.pattern !== undefined && schema.pattern === timePattern;

function textControl(schema: Schema, { widget, key = '' }: Place): Control {
  if (isTime(schema)) return { kind: 'time' };
  if (widget === 'until') return { kind: 'moment' };
  if (widget === 'duration') return { kind: 'duration', work: false };
  if (widget === 'header' || widget === 'text' || widget === 'html') return { kind: widget };
  const word = schema.widget === undefined ? undefined : textWords.find((name) => name === schema.widget);
  if (word) return { kind: word };
  return (Object.hasOwn(usualKeys, key) ? usualKeys[key] : undefined) ?? { kind: 'plain' };
}

function listControl(schema: Schema, place: Place): Control {
  const item = read(schema.items, place.defs);
  if (!item) return jsonControl;
  if (isUser(optionsOf(item, place.defs))) return { kind: 'users', single: false };
  if (place.widget === 'fields' && item.type === 'string') return { kind: 'fields' };
  if (item.type === 'integer' && item.minimum === 1 && item.maximum === 7) return { kind: 'weekdays' };
  const texts = textsOf(item.enum);
  if (texts) return { kind: 'choices', options: texts };
  return {
    kind: 'list',
    item: controlOf(schema.items, { defs: place.defs }),
    min: schema.minItems,
    max: schema.maxItems,
  };
}

function objectControl(schema: Schema, { defs, widget }: Place): Control {
  if (schema.properties) return { kind: 'object', fields: fieldsOf(schema, defs) };
  const rest = schema.additionalProperties;
  if (!isObject(rest)) return jsonControl;
  const value = controlOf(rest, { defs });
  return widget === 'values' || value.kind === 'json' ? { kind: 'values' } : { kind: 'map', value };
}

function fieldsOf(schema: Schema, defs: JsonObject): readonly SettingField[] {
  return Object.entries(schema.properties ?? {}).map(([key, json]) => {
    const setting = read(json, defs);
    return {
      key,
      title: setting?.title ?? null,
      // An untitled setting has the description of its kind of value, which is not about the setting.
      help: setting?.title === undefined ? null : (setting.description ?? null),
      required: schema.required.includes(key) && setting?.default === undefined,
      ...(setting?.default === undefined ? {} : { usual: setting.default }),
      control: controlOf(json, { defs, key }),
    };
  });
}

const has = (options: readonly Schema[] | undefined, key: string) =>
  options?.some(({ properties }) => properties !== undefined && Object.hasOwn(properties, key)) === true;
const isUser = (options: readonly Schema[] | undefined) => has(options, 'teamLead');
const isRecord = (options: readonly Schema[]) =>
  has(options, 'related') && options.some((one) => one.const === 'subject');
const isDuration = (options: readonly Schema[]) => has(options, 'businessDays');
const isText = ([plain, object, ...more]: readonly Schema[]) =>
  more.length === 0 && plain?.type === 'string' && Object.keys(object?.properties ?? {}).join() === 'text';

/** The control of a setting that has several forms; one of its own where its forms are those of a word. */
function unionControl(schema: Schema, options: readonly Schema[], place: Place): Control {
  const { widget } = place;
  if (isUser(options)) return { kind: 'user' };
  if (isRecord(options)) return { kind: 'record' };
  if (isDuration(options)) return { kind: 'duration', work: true };
  if (isText(options)) return { kind: widget === 'header' || widget === 'html' ? widget : 'text' };
  return wholeUnion(options, place) ?? { kind: 'union', forms: formsOf(schema, place) };
}

/** Unions that people take for one value: users, a zone, a time of day with midnight at its end. */
function wholeUnion(options: readonly Schema[], { defs, widget }: Place): Control | undefined {
  const [first, second, ...more] = options;
  if (!first || !second || more.length > 0) return undefined;
  if (
    isUser(optionsOf(first, defs)) &&
    isUser(optionsOf(read(second.items, defs) ?? first, defs)) &&
    second.type === 'array'
  )
    return { kind: 'users', single: true };
  const zones = textsOf(first.enum);
  if (zones?.includes('company') && widget !== 'choice' && second.type === 'string' && second.enum === undefined)
    return { kind: 'zone-of', options: zones };
  return isTime(first) && second.const === '24:00' ? { kind: 'time' } : undefined;
}

/** Each fixed text is a form of its own, so that one choice names them all. */
function formsOf(schema: Schema, place: Place): readonly UnionForm[] {
  return (schema.anyOf ?? schema.oneOf ?? []).flatMap((json): readonly UnionForm[] => {
    const option = read(json, place.defs);
    const texts = textsOf(option?.enum) ?? (option?.const === undefined ? undefined : oneChoice(option.const));
    if (texts) return texts.map((value) => ({ title: null, control: { kind: 'constant', value } }));
    const control = controlOf(json, { defs: place.defs, widget: passedOn(place.widget) });
    const title = option?.title === undefined || option.title === schema.title ? null : option.title;
    return [{ title, control }];
  });
}

/** The words that say what a value is that its schema alone does not tell, also inside the forms of a setting. */
const passedOn = (widget: Widget | undefined) =>
  ['rule', 'value', 'values', 'until'].some((name) => name === widget) ? widget : undefined;
