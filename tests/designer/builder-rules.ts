import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Json } from '../../domain/json.ts';
import { parseRule } from '../../domain/logic/node.ts';
import { isOperator, operators } from '../../domain/logic/operators.ts';
import { envelopeFields, type Field } from '../../domain/records/field.ts';
import { recordTypes } from '../../domain/records/record-types.ts';
import type { Random } from '../domain/run/random-step.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What gives a yes or no: such a part of a definition is a condition. */
const deciding = Object.entries(operators)
  .filter(([key, { result }]) => result === 'boolean' || key === 'and' || key === 'or')
  .map(([key]) => key);

/** All conditions within JSON, outermost only. */
function rulesIn(value: unknown): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap(rulesIn);
  if (!isObject(value)) return [];
  const keys = Object.keys(value);
  const [key = ''] = keys;
  if (keys.length === 1 && deciding.includes(key) && parseRule(value).issues.length === 0) return [value as Json];
  return Object.values(value).flatMap(rulesIn);
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

const unlike = (rules: readonly Json[]) => [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];

/** The conditions of the library. */
export function libraryRules(): readonly Json[] {
  const folder = 'workflows/library';
  return unlike(readdirSync(join(root, folder)).flatMap((name) => rulesIn(read(join(folder, name)))));
}

/** The rules of the fixtures, whatever they are: values, calculations and mistakes too. */
export function fixtureRules(): readonly Json[] {
  const cases = ['logic-cases', 'published-logic-cases'].flatMap(
    (name) => read(`tests/fixtures/${name}.json`) as readonly { readonly rule: Json }[],
  );
  return unlike([
    ...cases.map(({ rule }) => rule),
    ...rulesIn(read('tests/fixtures/invalid-definitions.json')),
    ...Object.values(operators).map(({ example }) => example as Json),
  ]);
}

const v = (path: string): Json => ({ var: path });

const literals: Partial<Record<Field['kind'], Json>> = {
  integer: 7,
  number: 2.5,
  percent: 12,
  money: 125_000,
  boolean: true,
  date: '2026-01-31',
  dateTime: '2026-01-31T09:00:00.000Z',
  reference: '7f0c3f0e-0000-4000-8000-000000000001',
};

function fieldRule(random: Random, prefix: string, { key, kind, options }: Field): Json {
  const left = v(`${prefix}.${key}`);
  const literal = options ? random.pick(options) : (literals[kind] ?? random.pick(['acme', 'ąę', '1', '']));
  return random.pick<Json>([
    { [random.pick(['==', '!=', '===', '!==', '<', '<=', '>', '>='])]: [left, literal] },
    { [random.pick(['==', '!=', '<', '>='])]: [literal, left] },
    { [random.pick(['<', '<='])]: [literal, left, literal] },
    { [random.pick(['==', '!='])]: [left, null] },
    { in: [left, [literal, literal]] },
    { in: [literal, left] },
    { '!': { in: [left, [literal]] } },
    { [random.pick(['contains', 'startsWith'])]: [left, literal] },
    { '!': { contains: [left, literal] } },
    { [random.pick(['isEmpty', '!!', '!'])]: random.pick<Json>([left, [left]]) },
    left,
    { [random.pick(['==', '>'])]: [left, random.pick([v('previous.score'), v('vars.limit'), v('contact.email')])] },
    { '<': [left, { dateAdd: [v('now'), '-P30D'] }] },
    { '>=': [{ daysSince: left }, random.below(90)] },
    { '>': [{ inCurrency: [left, 'EUR'] }, 100] },
    { changed: key },
    { [random.pick(['changedTo', 'changedFrom'])]: [key, literal] },
    { missing: [`${prefix}.${key}`] },
    { [random.pick(['some', 'all', 'none'])]: [left, { '>': [v('quantity'), 1] }] },
    { '>': [{ '+': [left, 1] }, 3] },
    { if: [left, true, false] },
  ]);
}

function lookupRule(random: Random): Json {
  const where: Json = { '==': [v('record.status'), 'open'] };
  return random.pick<Json>([
    { performed: random.pick<Json>(['email.opened', ['email.opened'], [['email.opened', 'email.clicked']]]) },
    { performed: ['email.opened', { within: 'P30D', count: 2, where: { '==': [v('event.properties.url'), '/'] } }] },
    { performed: [['email.clicked'], random.pick<Json>([{ since: 'run' }, { since: { step: 'mail' }, bots: true }])] },
    { '!': { performed: ['email.opened', {}] } },
    { reachable: random.pick<Json>(['sms', ['sms'], ['email', 'newsletter']]) },
    { '!': { inSegment: random.pick<Json>(['customers', ['customers']]) } },
    { [random.pick(['>', '==', '<='])]: [{ count: random.pick<Json>(['tasks', ['tasks'], ['tasks', where]]) }, 2] },
    {
      '>=': [
        {
          sum: random.pick<Json>([
            ['deals', 'amount'],
            ['deals', 'amount', where],
          ]),
        },
        1_000,
      ],
    },
    { some: random.pick<Json>(['tasks', ['tasks'], ['tasks', where]]) },
    { '<=': [1, { count: ['tasks', where] }, 5] },
    { in: [v('steps.question.result.answers.score'), ['1', '2']] },
    { '==': [v('event.properties.webinar'), v('vars.webinar')] },
  ]);
}

/** A condition of some kind, up to a depth, over every field of a few record types. */
export function randomRule(random: Random, depth = 2): Json {
  if (depth > 0 && random.below(3) === 0) {
    const parts = Array.from({ length: 1 + random.below(3) }, () => randomRule(random, depth - 1));
    const joined: Json = { [random.pick(['and', 'or'])]: parts };
    return random.pick<Json>([joined, joined, { '!': joined }, { '!': [joined] }, { '!': { '!': joined } }]);
  }
  if (random.below(3) === 0) return lookupRule(random);
  const type = random.pick(['lead', 'deal', 'offer', 'case'] as const);
  const prefix = random.pick(['record', 'record', 'previous', 'contact', 'related.account']);
  return fieldRule(random, prefix, random.pick([...envelopeFields, ...recordTypes[type].fields]));
}

/** Every operator that rules have, in a rule of its own. */
export const exampleOf = (operator: string): Json =>
  isOperator(operator) ? (operators[operator].example as Json) : null;
