import { Problem, problemOf } from '../../designer/api/problem.ts';
import { sayMoney } from '../../designer/elements/money.ts';
import { defaultsOf } from '../../designer/records/default-values.ts';
import { fromDraft, toDraft } from '../../designer/records/field-draft.ts';
import { orderDefinition } from '../../designer/workflows/definition-order.ts';
import { formatJson } from '../../designer/workflows/format-json.ts';
import { lineOf, linesOfPlaces } from '../../designer/workflows/json-places.ts';
import { freeKey, keyOf, newDefinition } from '../../designer/workflows/new-definition.ts';
import { trialRequest } from '../../designer/workflows/trial.ts';
import { parseForSave } from '../../domain/definition/parse-for-save.ts';
import type { Field, FieldKind } from '../../domain/records/field.ts';
import { fieldsOf } from '../../domain/records/record-types.ts';
import { libraryDefinitions } from './messages.ts';

const field = (kind: FieldKind): Field => ({ key: 'x', kind, label: 'X' });

describe('places in JSON', () => {
  const text = '{\n  "a": {\n    "b/c": [1,\n      {"d": null}]\n  },\n  "e": "x"\n}\n';

  test('each place has its line; an unknown one that of the nearest around it', () => {
    const lines = linesOfPlaces(text);
    expect(
      ['', '/a', '/a/b~1c', '/a/b~1c/1/d', '/e', '/a/b~1c/9', '/nowhere'].map((place) => lineOf(lines, place)),
    ).toEqual([1, 2, 3, 4, 6, 3, 1]);
  });

  test('broken text gives the places before the break', () => {
    expect(lineOf(linesOfPlaces('{\n "a": 1,\n "b" 2'), '/a')).toBe(2);
    for (const broken of ['', '[', '{"a"', '{"a":', '[1 2', '"x', '{]']) expect(linesOfPlaces(broken).get('')).toBe(1);
  });

  test('definitions are written for reading and stay the same document', () => {
    for (const definition of libraryDefinitions()) {
      const written = formatJson(definition);
      expect(JSON.parse(written)).toEqual(definition);
      // A text of its own line is as long as it is.
      const broken = written.split('\n').filter((line) => !/^ *"[^"]+": "/.test(line));
      expect(Math.max(...broken.map((line) => line.length))).toBeLessThan(220);
    }
    expect(formatJson({ '==': [{ var: 'record.source' }, 'web'] })).toBe(
      '{ "==": [{ "var": "record.source" }, "web"] }\n',
    );
  });
});

describe('a definition as text', () => {
  test('stands in the order of the format, its steps as a run meets them', () => {
    const mixed = {
      steps: {
        last: { next: { done: null }, type: 'end' },
        alone: { type: 'end' },
        first: { config: {}, type: 'wait', next: { done: 'last' }, name: 'First' },
      },
      layout: { last: { x: 0, y: 1 }, first: { x: 0, y: 0 } },
      start: 'first',
      name: 'Mine',
      own: 1,
      format: 1,
    };
    const ordered = orderDefinition(mixed);
    expect(ordered).toEqual(mixed);
    expect(Object.keys(ordered)).toEqual(['format', 'name', 'start', 'steps', 'layout', 'own']);
    expect(Object.keys(ordered.steps ?? {})).toEqual(['first', 'last', 'alone']);
    expect(JSON.stringify(ordered.steps)).toContain('{"type":"wait","name":"First","config":{},"next"');
    expect(Object.keys(ordered.layout ?? {})).toEqual(['first', 'last']);
  });

  test('what is no definition yet stays as it is', () => {
    for (const half of [{}, { steps: [] }, { steps: { a: null }, start: 7 }])
      expect(orderDefinition(half)).toEqual(half);
  });
});

describe('a new workflow', () => {
  test('gets a key of its name that is free', () => {
    expect(['Lead nurturing', ' Łódź: oferta №1 ', '???'].map(keyOf)).toEqual([
      'lead-nurturing',
      'lodz-oferta-no1',
      'workflow',
    ]);
    expect(freeKey('a', new Set(['a', 'a-2']))).toBe('a-3');
  });

  test('begins with a definition that can be saved', () => {
    const saved = parseForSave(JSON.stringify(newDefinition({ key: 'mine', name: 'Mine', subject: 'deal' })));
    expect(saved).toHaveProperty('document.key', 'mine');
  });
});

describe('fields in forms', () => {
  test.each([
    ['money', 123_450, '1234.50'],
    ['integer', 7, '7'],
    ['date', '2026-11-14', '2026-11-14'],
    ['choice', 'hot', 'hot'],
    ['boolean', true, true],
    ['tags', ['a', 'b'], ['a', 'b']],
    ['text', null, ''],
  ] as const)('%s: %j is shown as %j and written back the same', (kind, value, shown) => {
    expect(toDraft(field(kind), value)).toEqual(shown);
    expect(fromDraft(field(kind), toDraft(field(kind), value))).toEqual(value);
  });

  test('what cannot be read is sent as typed, for the API to name', () => {
    expect([
      fromDraft(field('integer'), 'many'),
      fromDraft(field('money'), '12,5'),
      fromDraft(field('lines'), '[{'),
    ]).toEqual(['many', 1250, '[{']);
  });

  test('money is shown in major units of its currency', () => {
    expect([toDraft(field('money'), 1_500, 'JPY'), fromDraft(field('money'), '1500', 'JPY')]).toEqual(['1500', 1500]);
    expect(sayMoney(2_900_000, 'EUR', 'en-GB')).toBe('€29,000.00');
    expect(sayMoney(2_900_000, undefined, 'en-GB')).toBe('29,000.00');
  });

  test('a time is written in UTC', () => {
    const draft = toDraft(field('dateTime'), '2026-11-14T09:30:00.000Z');
    expect(fromDraft(field('dateTime'), draft)).toBe('2026-11-14T09:30:00.000Z');
  });
});

test('a trial sends the record or the sample, and events with their time after the start', () => {
  const events = [
    { key: 1, type: ' email.opened ', amount: '2', unit: 'days' as const },
    { key: 2, type: '', amount: '1', unit: 'hours' as const },
  ];
  expect(trialRequest({ mode: 'record', recordId: 'r', sample: {}, events })).toEqual({
    recordId: 'r',
    events: [{ type: 'email.opened', after: 'P2D' }],
  });
  expect(trialRequest({ mode: 'sample', recordId: '', sample: { email: 'a@b.test' }, events: [] })).toEqual({
    record: { email: 'a@b.test' },
    events: [],
  });
});

test('problem documents keep their code, issues and the id to quote; a proxy’s page becomes a problem too', async () => {
  const document = {
    code: 'invalid',
    title: 'Some values are not valid',
    instance: 'urn:uuid:abc',
    issues: [{ severity: 'error', code: 'required', path: '/title', message: 'Title is required.' }],
  };
  const problem = await problemOf(new Response(JSON.stringify(document), { status: 422 }));
  expect(problem).toMatchObject({ status: 422, code: 'invalid', reference: 'abc', issues: document.issues });
  expect(await problemOf(new Response('<html>', { status: 502, statusText: 'Bad Gateway' }))).toMatchObject({
    code: 'http-502',
    title: 'Bad Gateway',
  });
  expect(problem).toBeInstanceOf(Problem);
});

test('a new record begins with the defaults that people may write', () => {
  const defaults = defaultsOf(fieldsOf('case'));
  expect(defaults).toMatchObject({ status: 'new', priority: 'moderate' });
  expect(defaults).not.toHaveProperty('reopenedCount');
});
