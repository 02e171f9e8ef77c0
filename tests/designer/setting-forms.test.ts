import { withItem, withSetting } from '../../designer/forms/change-setting.ts';
import { blankOf, formAt, shownBy, shownFields } from '../../designer/forms/control-value.ts';
import { durationDraft, durationOf } from '../../designer/forms/duration-draft.ts';
import { formOf } from '../../designer/forms/form-of.ts';
import { issuesBelow } from '../../designer/forms/issues-below.ts';
import { type Control, isObject, type SettingForm } from '../../designer/forms/setting-form.ts';
import { valueAs, valueKindOf } from '../../designer/forms/value-kind.ts';
import { valuesTarget } from '../../designer/forms/values-target.ts';
import { choiceName } from '../../designer/i18n/words.ts';
import { enrollmentSchema } from '../../domain/definition/enrollment-schema.ts';
import { schemaOf } from '../../domain/definition/settings-schema.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { stepTypeOf, stepTypes } from '../../domain/steps/registry.ts';
import { triggerTypes } from '../../domain/triggers/registry.ts';
import { invalidDefinitions } from '../domain/definition/invalid-definitions.ts';
import { libraryDefinitions, messagesOf } from './messages.ts';

const enrollment = formOf(schemaOf(enrollmentSchema));
const forms: readonly (readonly [string, SettingForm])[] = [
  ...[...Object.values(stepTypes), ...Object.values(triggerTypes)].map(
    ({ type, config }) => [type, formOf(schemaOf(config))] as const,
  ),
  ['enrollment', enrollment],
];

type Path = readonly (string | number)[];
type Reading = { readonly path: Path; readonly control: Control; readonly value: Json };

/** Every value of settings with the control that shows it, as the form goes through them. */
function readings(control: Control, value: Json, path: Path = []): readonly Reading[] {
  const shown = shownBy(control, value);
  if (shown.kind === 'object' && isObject(value))
    return shownFields(shown, value).flatMap((field) => {
      const inner = value[field.key];
      return inner === undefined ? [] : readings(field.control, inner, [...path, field.key]);
    });
  if (shown.kind === 'list' && Array.isArray(value))
    return value.flatMap((item: Json, index) => readings(shown.item, item, [...path, index]));
  if (shown.kind === 'map' && isObject(value))
    return Object.entries(value).flatMap(([key, item]) => readings(shown.value, item, [...path, key]));
  if (shown.kind === 'union') {
    const form = formAt(shown.forms, value);
    return form ? readings(form.control, value, path) : [{ path, control: shown, value }];
  }
  return [{ path, control: shown, value }];
}

/** The settings with the value at a path written again. */
function written(root: Json, [key, ...path]: Path, value: Json): Json {
  if (key === undefined) return value;
  if (typeof key === 'number' && Array.isArray(root))
    return withItem(root, key, written((root as readonly Json[])[key] ?? null, path, value));
  return isObject(root) ? withSetting(root, String(key), written(root[String(key)] ?? null, path, value)) : root;
}

const rewritten = ({ control, value }: Reading): Json =>
  control.kind === 'duration' ? (durationOf(durationDraft(value)) ?? null) : value;

/** Controls within controls, each with the path of keys to it. */
function controlsIn(control: Control, path = ''): readonly (readonly [string, Control])[] {
  const inner = {
    object: () =>
      control.kind === 'object'
        ? control.fields.flatMap((field) => controlsIn(field.control, `${path}.${field.key}`))
        : [],
    list: () => (control.kind === 'list' ? controlsIn(control.item, `${path}[]`) : []),
    map: () => (control.kind === 'map' ? controlsIn(control.value, `${path}{}`) : []),
    union: () => (control.kind === 'union' ? control.forms.flatMap((form) => controlsIn(form.control, path)) : []),
  };
  const further = Object.hasOwn(inner, control.kind) ? inner[control.kind as keyof typeof inner]() : [];
  return [[path, control], ...further];
}

type Given = { readonly name: string; readonly form: SettingForm; readonly config: JsonObject };

const object = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** Every config, trigger and enrollment of the library. */
function given(definitions: readonly unknown[]): readonly Given[] {
  return definitions.flatMap((definition) => {
    const { key, steps, triggers, enrollment: admission } = object(definition);
    const stepForms = Object.entries(object(steps)).map(([id, step]) => {
      const { type, config } = object(step);
      const schema = stepTypeOf(String(type))?.config;
      return { name: `${key}/${id}`, form: formOf(schema ? schemaOf(schema) : {}), config: object(config) };
    });
    const triggerForms = (Array.isArray(triggers) ? triggers : []).map((trigger) => {
      const config = object(trigger);
      const type = Object.values(triggerTypes).find((one) => one.type === config.type);
      return { name: `${key} trigger`, form: formOf(type ? schemaOf(type.config) : {}), config };
    });
    return [...stepForms, ...triggerForms, { name: `${key} enrollment`, form: enrollment, config: object(admission) }];
  });
}

describe('the form of settings', () => {
  test('every setting of every step and trigger type and of the enrollment has a control of its own, none is JSON', () => {
    const json = forms.flatMap(([type, form]) =>
      controlsIn(form).flatMap(([path, { kind }]) => (kind === 'json' ? [`${type}${path}`] : [])),
    );
    expect(json).toEqual([]);
    expect(forms.length).toBe(Object.keys(stepTypes).length + Object.keys(triggerTypes).length + 1);
  });

  test('settings stand in the order of their schema, with label, help, and whether they are needed', () => {
    const form = formOf(schemaOf(stepTypes['create-case'].config));
    expect(form.fields.map(({ key }) => key)).toEqual([
      'title',
      'description',
      'category',
      'priority',
      'queue',
      'owner',
      'set',
    ]);
    expect(form.fields[0]).toMatchObject({ title: 'Title', required: true, control: { kind: 'header' } });
    expect(form.fields[3]?.control).toEqual({ kind: 'choice', options: ['low', 'moderate', 'high', 'critical'] });
    const [by] = formOf(schemaOf(stepTypes['adjust-score'].config)).fields;
    expect(by?.control).toEqual({ kind: 'number', whole: true, min: -10_000, max: 10_000 });
  });

  test('fixed words and other forms of one setting are one choice', () => {
    const mode = formOf(schemaOf(stepTypes.join.config)).fields[0]?.control;
    expect(mode).toEqual({
      kind: 'union',
      forms: [
        { title: null, control: { kind: 'constant', value: 'all' } },
        { title: null, control: { kind: 'constant', value: 'any' } },
        { title: null, control: { kind: 'number', whole: true, min: 1, max: 20 } },
      ],
    });
  });

  test.each(given(libraryDefinitions()).map((one) => [one.name, one] as const))(
    '%s is the same after all of it is written again',
    (_, one) => {
      const all = readings(one.form, one.config);
      const after = all.reduce(
        (config: Json, reading) => written(config, reading.path, rewritten(reading)),
        one.config,
      );
      expect(JSON.stringify(after)).toBe(JSON.stringify(one.config));
      expect(all.filter(({ control }) => control.kind === 'json')).toEqual([]);
    },
  );

  test('what is wrong in a definition is not lost either', () => {
    for (const { form, config } of given(invalidDefinitions.map(({ definition }) => definition))) {
      const after = readings(form, config).reduce(
        (kept: Json, reading) => written(kept, reading.path, rewritten(reading)),
        config,
      );
      expect(after).toEqual(config);
    }
  });

  test('what a setting begins as has a control that shows it, whatever the setting', () => {
    for (const [type, form] of forms)
      for (const [path, control] of controlsIn(form)) {
        expect([type, path, shownBy(control, blankOf(control)).kind]).toEqual([type, path, control.kind]);
      }
  });

  test('what no control knows stays, as JSON', () => {
    const form = formOf(schemaOf(stepTypes['create-task'].config));
    const config = { title: { text: 'x', more: 1 }, due: 3, odd: [{}], assignee: { user: 'a', field: 'b' } };
    expect(readings(form, config).map(({ path, control }) => [path.join('/'), control.kind])).toEqual([
      ['title', 'json'],
      ['assignee', 'json'],
      ['due', 'json'],
      ['odd', 'json'],
    ]);
    expect(
      formOf({ type: 'object', properties: { a: { not: {} }, b: { $ref: '#/$defs/gone' } } }).fields,
    ).toMatchObject([
      { key: 'a', control: { kind: 'json' } },
      { key: 'b', control: { kind: 'json' } },
    ]);
    expect(formOf({})).toEqual({ kind: 'object', fields: [] });
  });

  test('an exit with a step to go on at is told from a condition alone', () => {
    const exit = enrollment.fields.find(({ key }) => key === 'exit')?.control;
    if (exit?.kind !== 'union') throw new Error('no forms');
    expect(formAt(exit.forms, { '==': [1, 1] })?.control.kind).toBe('rule');
    expect(formAt(exit.forms, { when: true, then: 'end' })?.control.kind).toBe('object');
  });
});

/** What the form says of a control in itself: names of keys, helps, options and forms. */
function wordsOf(control: Control): readonly string[] {
  if (control.kind === 'object')
    return control.fields.flatMap(({ key, title, help }) => [
      title === null ? `setting.${key}` : `label.${title}`,
      ...(help === null ? [] : [`label.${help}`]),
    ]);
  if (control.kind === 'union') return control.forms.flatMap(({ title, control: form }) => formWords(title, form));
  return control.kind === 'choice' || control.kind === 'choices' || control.kind === 'zone-of'
    ? control.options.map((option) => `option.${option}`)
    : [];
}

function formWords(title: string | null, form: Control): readonly string[] {
  if (form.kind === 'constant') return [`option.${form.value}`];
  if (title !== null) return [`label.${title}`];
  return form.kind === 'object' ? [] : [`formKind.${form.kind}`];
}

test('all that forms of settings say is there in English and Polish', () => {
  const [en, pl, domain] = [messagesOf('en'), messagesOf('pl'), messagesOf('polishOfDomain')];
  const said = new Set(forms.flatMap(([, form]) => controlsIn(form).flatMap(([, control]) => wordsOf(control))));
  // Types stand in triggers as their only value, and methods of HTTP are names.
  const silent = ['setting.id', ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => `option.${method}`)];
  const missing = [...said].filter((word) => {
    const option = word.startsWith('option.') ? word.slice('option.'.length) : null;
    if (option !== null)
      return domain[`label.${choiceName(option)}`] === undefined && pl[`settingChoice.${option}`] === undefined;
    return word.startsWith('label.') ? domain[word] === undefined : en[word] === undefined || pl[word] === undefined;
  });
  expect(missing.filter((word) => !silent.includes(word))).toEqual([]);
  expect(said.size).toBeGreaterThan(200);
});

describe('changing a setting', () => {
  test('leaves all others as they are and where they are', () => {
    const kept = { deep: [1] };
    const before = { b: 1, a: kept, c: 3 };
    const after = withSetting(before, 'b', 2);
    expect(JSON.stringify(after)).toBe('{"b":2,"a":{"deep":[1]},"c":3}');
    expect(after.a).toBe(kept);
    expect(JSON.stringify(withSetting(before, 'd', null))).toBe('{"b":1,"a":{"deep":[1]},"c":3,"d":null}');
    expect(JSON.stringify(withSetting(before, 'b', undefined))).toBe('{"a":{"deep":[1]},"c":3}');
    expect(before.b).toBe(1);
  });

  test('an item is changed or taken out', () => {
    expect(withItem([1, 2, 3], 1, 9)).toEqual([1, 9, 3]);
    expect(withItem([1, 2, 3], 0, undefined)).toEqual([2, 3]);
  });
});

describe('durations in a form', () => {
  test.each([
    ['PT4H', '4', 'hours'],
    ['PT90M', '90', 'minutes'],
    ['P3D', '3', 'days'],
    ['P2W', '2', 'weeks'],
    ['P1M', '1', 'months'],
    ['P1Y', '1', 'years'],
    ['P1DT2H', 'P1DT2H', 'written'],
    ['P01D', '01', 'days'],
    [{ business: 'PT8H' }, '8', 'workHours'],
    [{ business: 'PT30M', calendar: 'always' }, '30', 'workMinutes'],
    [{ businessDays: 0, calendar: 'support' }, '0', 'workDays'],
  ] as const)('%j is %s %s, and the same again', (value, amount, unit) => {
    const draft = durationDraft(value);
    expect([draft.amount, draft.unit]).toEqual([amount, unit]);
    expect(durationOf(draft)).toEqual(value);
  });

  test('nothing is no duration, and what is no number stays to be refused by name', () => {
    expect(durationOf({ amount: ' ', unit: 'days', calendar: '' })).toBeUndefined();
    expect(durationOf({ amount: 'soon', unit: 'days', calendar: '' })).toBe('soon');
  });
});

describe('values in a form', () => {
  const typeAt = (type: string, path: readonly (string | number)[], root: JsonObject = {}) =>
    valuesTarget({ type, path, root }, 'deal');

  test('are fields of the record that they are written to, where that is known', () => {
    expect(typeAt('update-record', ['set'])).toBe('deal');
    expect(typeAt('update-record', ['set'], { on: { related: 'account' } })).toBe('account');
    expect(typeAt('update-record', ['set'], { on: { step: 'a', type: 'task' } })).toBe('task');
    expect(typeAt('update-record', ['set'], { on: { related: 'nothing' } })).toBeNull();
    expect(typeAt('create-record', ['set'], { type: 'contact' })).toBe('contact');
    expect(typeAt('escalate', ['levels', 0, 'set'])).toBe('deal');
    expect(typeAt('convert-lead', ['deal', 'set'])).toBe('deal');
    expect(typeAt('set-variables', ['set'])).toBeNull();
    expect(typeAt('send-webhook', ['body'])).toBeNull();
  });

  test('are given as they are, as a text with fields, by a rule, or as JSON', () => {
    expect([valueKindOf('x', false), valueKindOf(3, true), valueKindOf(3, false)]).toEqual([
      'literal',
      'literal',
      'json',
    ]);
    expect([valueKindOf({ text: 'x' }, true), valueKindOf({ rule: true }, true)]).toEqual(['text', 'rule']);
    expect(valueKindOf({ text: 'x', more: 1 }, false)).toBe('json');
    expect([valueAs('text', 'Hi'), valueAs('literal', { text: 'Hi' })]).toEqual([{ text: 'Hi' }, 'Hi']);
    expect([valueAs('json', 7), valueAs('json', { rule: 1 }), valueAs('rule', 7)]).toEqual([7, null, { rule: true }]);
  });
});

test('issues of a part begin at that part', () => {
  const at = (path: string) => ({ severity: 'error', code: 'x', path, message: '' }) as const;
  const issues = ['/steps/a/config/to', '/steps/a/config', '/steps/ab/config/to', '/steps/a/next'].map(at);
  expect(issuesBelow(issues, ['steps', 'a', 'config']).map(({ path }) => path)).toEqual(['/to', '']);
});
