import type { Definition } from '../../../domain/definition/schema.ts';
import type { DefinitionScope } from '../../../domain/definition/scope.ts';
import { validateDefinition } from '../../../domain/definition/validate.ts';
import type { Issue } from '../../../domain/errors.ts';
import type { Field } from '../../../domain/records/field.ts';
import { fieldsOf } from '../../../domain/records/record-types.ts';

/** Custom fields that the tests know: a text and a choice. */
const custom: readonly Field[] = [
  { key: 'favourite', kind: 'text', label: 'Favourite', custom: true },
  { key: 'size', kind: 'choice', label: 'Size', options: ['small', 'large'], custom: true },
];

/** What there is outside the definitions of the tests. */
export const scope: DefinitionScope = {
  fieldsOf: (type) => fieldsOf(type, type === 'lead' ? custom : []),
  templates: new Set(['welcome', 'follow-up']),
  topics: new Set(['newsletter', 'offers', 'service']),
  workflows: new Set(['other']),
  connections: new Set(['erp']),
  segments: new Set(['vip']),
  calendars: new Set(['always', 'business']),
};

// Tests change any part of a definition, valid or not.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Draft = any;

/** A definition without issues; `change` gets a fresh copy to spoil. */
export function draft(change: (definition: Draft) => void = () => undefined): Draft {
  const definition = {
    format: 1,
    key: 'test',
    name: 'Test',
    subject: 'lead',
    triggers: [{ id: 'created', type: 'record', on: 'created', when: { '==': [{ var: 'record.source' }, 'web'] } }],
    enrollment: { reentry: { mode: 'never' }, concurrency: 'single' },
    variables: [{ name: 'points', type: 'number', default: 1 }],
    start: 'mail',
    steps: {
      mail: { type: 'send-email', config: { template: 'welcome', topic: 'newsletter' }, next: { done: 'pause' } },
      pause: { type: 'wait', config: { for: 'PT1H' }, next: { done: 'check' } },
      check: {
        type: 'condition',
        config: { when: { '==': [{ var: 'record.status' }, 'hot'] } },
        next: { yes: 'sms', no: null },
      },
      sms: { type: 'send-sms', config: { body: 'Hello {{default record.firstName "there"}}' }, next: { done: null } },
    },
    layout: {},
    notes: [],
  };
  change(definition);
  return definition;
}

/** A definition of one step after another, each by `done`. */
export function chain(steps: readonly (readonly [string, object])[], more: Partial<Definition> = {}): Draft {
  const entries = steps.map(([type, config], index) => [
    `s${index}`,
    { type, config, next: { done: index + 1 < steps.length ? `s${index + 1}` : null } },
  ]);
  return {
    format: 1,
    key: 'chain',
    name: 'Chain',
    subject: 'lead',
    triggers: [{ id: 'by-hand', type: 'manual' }],
    start: 's0',
    steps: Object.fromEntries(entries),
    ...more,
  };
}

export function issuesOf(definition: unknown, about: Partial<DefinitionScope> = {}): readonly Issue[] {
  return validateDefinition(definition, { ...scope, ...about });
}

/** Issues as `severity code path`. */
export function told(issues: readonly Issue[]): string[] {
  return issues.map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}
