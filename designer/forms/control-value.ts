import type { Json } from '../../domain/json.ts';
import { jsonEqual } from '../../domain/json.ts';
import { durationSchema } from '../../domain/time/duration.ts';
import {
  type Control,
  type ControlKind,
  type ControlOf,
  isObject,
  jsonControl,
  type SettingField,
  type UnionForm,
} from './setting-form.ts';

const isText = (value: Json) => typeof value === 'string';
const onlyKey = (value: Json, key: string) =>
  isObject(value) && Object.keys(value).length === 1 && Object.hasOwn(value, key);
const isSource = (value: Json) =>
  isText(value) || (isObject(value) && onlyKey(value, 'text') && typeof value.text === 'string');

const userKeys = ['user', 'field', 'role', 'team', 'teamLead', 'queue'];

/** A user by one key; a manager by a level, of whoever is named. */
function isUser(value: Json): boolean {
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  if (typeof value.manager === 'number')
    return keys.every((key) => key === 'manager' || key === 'of') && (value.of === undefined || isUser(value.of));
  return keys.length === 1 && userKeys.some((key) => typeof value[key] === 'string');
}

function isRecord(value: Json): boolean {
  if (value === 'subject') return true;
  if (!isObject(value)) return false;
  const keys = Object.keys(value).sort().join();
  if (keys === 'related') return isText(value.related ?? null);
  const named = typeof value.type === 'string';
  return (
    named && ((keys === 'step,type' && isText(value.step ?? null)) || (keys === 'id,type' && isText(value.id ?? null)))
  );
}

type Fit<K extends ControlKind> = (value: Json, control: ControlOf<K>) => boolean;
const listOf = (fits: (value: Json) => boolean) => (value: Json) => Array.isArray(value) && value.every(fits);
const always = () => true;

/** Whether a control can show a value without losing any of it. */
const fitting: { readonly [K in ControlKind]: Fit<K> } = {
  plain: isText,
  calendar: isText,
  queue: isText,
  template: isText,
  'document-template': isText,
  topic: isText,
  workflow: isText,
  connection: isText,
  event: isText,
  field: isText,
  stage: isText,
  zone: isText,
  time: isText,
  moment: isText,
  relation: isText,
  step: isText,
  'zone-of': isText,
  choice: isText,
  'record-type': isText,
  header: isSource,
  text: isSource,
  html: isSource,
  rule: always,
  value: always,
  json: always,
  values: isObject,
  map: isObject,
  object: isObject,
  record: isRecord,
  user: isUser,
  users: (value, { single }) => listOf(isUser)(value) || (single && isUser(value)),
  fields: listOf(isText),
  choices: listOf(isText),
  weekdays: listOf((day) => typeof day === 'number'),
  switch: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  duration: (value, { work }) => isText(value) || (work && durationSchema.safeParse(value).success),
  constant: (value, control) => jsonEqual(value, control.value),
  list: (value) => Array.isArray(value),
  union: (value, { forms }) => formAt(forms, value) !== undefined,
};

function fits(control: Control, value: Json): boolean {
  const takes = fitting[control.kind] as (value: Json, control: Control) => boolean;
  return takes(value, control);
}

/** The control that shows a value: its own, or JSON where that one would lose something of it. */
export const shownBy = (control: Control, value: Json | undefined): Control =>
  value === undefined || fits(control, value) ? control : jsonControl;

/** The settings of an object with what stands in it that its schema does not know, each of those as JSON. */
export function shownFields({ fields }: ControlOf<'object'>, value: Json | undefined): readonly SettingField[] {
  const known = new Set(fields.map(({ key }) => key));
  const others = isObject(value) ? Object.keys(value).filter((key) => !known.has(key)) : [];
  return [
    ...fields,
    ...others.map((key): SettingField => ({ key, title: null, help: null, required: false, control: jsonControl })),
  ];
}

/** Which of its forms a value has: the one that it fills best. */
export function formAt(forms: readonly UnionForm[], value: Json): UnionForm | undefined {
  const fitted = forms.filter(({ control }) => fits(control, value));
  return fitted.find(({ control }) => isWhole(control, value)) ?? fitted.at(-1);
}

/** Whether a value has all that its control needs and nothing that it does not know. */
function isWhole(control: Control, value: Json): boolean {
  if (control.kind === 'list' && Array.isArray(value)) return value.every((item) => fits(control.item, item));
  if (control.kind !== 'object' || !isObject(value)) return true;
  const needed = control.fields.every(({ key, required }) => !required || value[key] !== undefined);
  return needed && shownFields(control, value).length === control.fields.length;
}

type Blank<K extends ControlKind> = (control: ControlOf<K>) => Json;
const emptyText = () => '';

/** What a value begins as when somebody asks for one. */
const blanks: { readonly [K in ControlKind]: Blank<K> } = {
  plain: emptyText,
  calendar: () => 'business',
  queue: emptyText,
  template: emptyText,
  'document-template': emptyText,
  topic: emptyText,
  workflow: emptyText,
  connection: emptyText,
  event: emptyText,
  field: emptyText,
  stage: emptyText,
  zone: emptyText,
  step: emptyText,
  time: () => '09:00',
  moment: emptyText,
  relation: emptyText,
  'zone-of': ({ options }) => options[0] ?? '',
  choice: ({ options }) => options[0] ?? '',
  'record-type': ({ options }) => options[0] ?? '',
  header: emptyText,
  text: emptyText,
  html: emptyText,
  rule: () => true,
  value: emptyText,
  json: () => null,
  values: () => ({}),
  map: () => ({}),
  object: ({ fields }) => blankObject(fields),
  record: () => 'subject',
  user: () => ({ field: 'owner' }),
  users: () => [{ field: 'owner' }],
  fields: () => [],
  choices: () => [],
  weekdays: () => [1, 2, 3, 4, 5],
  switch: () => true,
  number: ({ min, max }) => Math.min(Math.max(min ?? 1, 1), max ?? 1),
  duration: () => 'P1D',
  constant: ({ value }) => value,
  list: ({ item, min }) => Array.from({ length: min }, () => blankOf(item)),
  union: ({ forms: [first] }) => (first ? blankOf(first.control) : null),
};

export function blankOf(control: Control): Json {
  const blank = blanks[control.kind] as (control: Control) => Json;
  return blank(control);
}

function blankObject(fields: readonly SettingField[]): Json {
  return Object.fromEntries(
    fields.filter(({ required }) => required).map(({ key, control }) => [key, blankOf(control)]),
  );
}
