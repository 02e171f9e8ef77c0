import { envelopeFields, type Field, type Relation } from '../records/field.ts';
import { type RecordTypeKey, recordTypes } from '../records/record-types.ts';
import { isForbiddenPath } from './path.ts';
import { typeOfField, unknownType, type ValueType } from './value-type.ts';

/** What stands under one root of a rule's data. */
export type ScopeRoot =
  | { readonly kind: 'record'; readonly recordType: RecordTypeKey; readonly optional?: boolean }
  | { readonly kind: 'related'; readonly recordType: RecordTypeKey }
  | { readonly kind: 'fields'; readonly fields: readonly Field[] }
  | { readonly kind: 'steps'; readonly ids: readonly string[] }
  | { readonly kind: 'event' }
  | { readonly kind: 'value'; readonly type: ValueType }
  | { readonly kind: 'time' };

/** What a rule may read and look up at the place where it stands. */
export type RuleScope = {
  readonly roots: Readonly<Record<string, ScopeRoot>>;
  /** Envelope, built-in and custom fields of a record type. */
  readonly fieldsOf: (type: RecordTypeKey) => readonly Field[];
  /** Whether lookups are answered here: not inside the rule of another lookup. */
  readonly lookups: boolean;
  /** Known keys; what is absent is not checked. */
  readonly segments?: ReadonlySet<string>;
  readonly topics?: ReadonlySet<string>;
  readonly channels?: ReadonlySet<string>;
};

type Fields = RuleScope['fieldsOf'];

const builtInFields: Fields = (type) => [...envelopeFields, ...recordTypes[type].fields];

const userFields: readonly Field[] = [
  { key: 'id', kind: 'reference', label: 'Id', target: 'user' },
  { key: 'name', kind: 'text', label: 'Name' },
  { key: 'email', kind: 'email', label: 'E-mail' },
  { key: 'zone', kind: 'zone', label: 'Time zone' },
  { key: 'language', kind: 'language', label: 'Language' },
  { key: 'teamId', kind: 'reference', label: 'Team', target: 'team' },
  { key: 'managerId', kind: 'reference', label: 'Manager', target: 'user' },
  { key: 'active', kind: 'boolean', label: 'Active' },
];

const runFields: readonly Field[] = [
  { key: 'id', kind: 'text', label: 'Id' },
  { key: 'workflow', kind: 'text', label: 'Workflow' },
  { key: 'version', kind: 'integer', label: 'Version' },
  { key: 'startedAt', kind: 'dateTime', label: 'Started' },
  { key: 'input', kind: 'json', label: 'Input' },
];

type SubjectScope = {
  readonly subject: RecordTypeKey;
  readonly fieldsOf?: Fields;
  /** Whether there is a record before the change. */
  readonly previous?: boolean;
  readonly event?: boolean;
  /** Set inside a run: its variables and the ids of its steps. */
  readonly run?: { readonly variables: readonly Field[]; readonly stepIds: readonly string[] };
  readonly segments?: ReadonlySet<string>;
  readonly topics?: ReadonlySet<string>;
  readonly channels?: ReadonlySet<string>;
};

/** The scope of a rule about a record: in a trigger, an enrollment rule, a step, a segment or a search. */
export function subjectScope({
  subject,
  fieldsOf = builtInFields,
  previous,
  event,
  run,
  ...known
}: SubjectScope): RuleScope {
  const person = personTypeOf(subject);
  return {
    roots: {
      record: { kind: 'record', recordType: subject },
      related: { kind: 'related', recordType: subject },
      owner: { kind: 'fields', fields: userFields },
      now: { kind: 'time' },
      ...(person === undefined ? {} : { contact: { kind: 'record', recordType: person, optional: true } as const }),
      ...(previous === true ? { previous: { kind: 'record', recordType: subject, optional: true } as const } : {}),
      ...(event === true ? { event: { kind: 'event' } as const } : {}),
      ...(run === undefined
        ? {}
        : {
            vars: { kind: 'fields', fields: run.variables } as const,
            steps: { kind: 'steps', ids: run.stepIds } as const,
            run: { kind: 'fields', fields: runFields } as const,
          }),
    },
    fieldsOf,
    lookups: true,
    ...known,
  };
}

/** The record type of the person behind records of a type: itself, a contact, or none. */
export function personTypeOf(type: RecordTypeKey): RecordTypeKey | undefined {
  const { person } = recordTypes[type];
  if (person === 'self') return type;
  return person === null ? undefined : 'contact';
}

/** The scope of the rule inside an aggregate: each related record as `record`, and `now`. */
export function relatedScope(scope: RuleScope, target: RecordTypeKey): RuleScope {
  return {
    roots: { record: { kind: 'record', recordType: target }, now: { kind: 'time' } },
    fieldsOf: scope.fieldsOf,
    lookups: false,
  };
}

/** The scope of `where` inside `performed`: each event as `event`. */
export function performedScope(scope: RuleScope): RuleScope {
  return { roots: { event: { kind: 'event' } }, fieldsOf: scope.fieldsOf, lookups: false };
}

/** A relation of the scope's record by name. */
export function relationOf(scope: RuleScope, name: string): Relation | undefined {
  const { related } = scope.roots;
  return related?.kind === 'related'
    ? recordTypes[related.recordType].relations.find((item) => item.name === name)
    : undefined;
}

/** The type at a path, or what is wrong with it, in words. */
export function resolvePath(path: string, scope: RuleScope): ValueType | string {
  if (isForbiddenPath(path)) return `"${path}" leads out of the data.`;
  const [rootName = '', ...rest] = path.split('.');
  const root = Object.hasOwn(scope.roots, rootName) ? scope.roots[rootName] : undefined;
  if (root === undefined) {
    return `There is no "${rootName}" here; there are ${Object.keys(scope.roots).join(', ')}.`;
  }
  if (root.kind === 'value') return rest.length === 0 ? root.type : `"${rootName}" has no parts.`;
  if (root.kind === 'time') return rest.length === 0 ? { base: 'dateTime' } : `"${rootName}" has no parts.`;
  if (rest.length === 0) return { base: 'object', optional: true };
  if (root.kind === 'record') {
    const type = fieldType(scope.fieldsOf(root.recordType), rest, root.recordType);
    return typeof type === 'string' || root.optional !== true ? type : { ...type, optional: true };
  }
  if (root.kind === 'fields') return fieldType(root.fields, rest, rootName);
  if (root.kind === 'steps') return stepType(root.ids, rest);
  return root.kind === 'event' ? eventType(rest) : relatedType(rest, scope);
}

function fieldType(
  fields: readonly Field[],
  [key = '', ...deeper]: readonly string[],
  owner: string,
): ValueType | string {
  const field = fields.find((item) => item.key === key);
  if (field === undefined) return `There is no field "${key}" in ${owner}.`;
  if (deeper.length === 0) return typeOfField(field);
  return field.kind === 'json' ? unknownType : `The field "${key}" has no parts.`;
}

function relatedType([name = '', ...rest]: readonly string[], scope: RuleScope): ValueType | string {
  const relation = relationOf(scope, name);
  if (relation === undefined) return `There is no relation "${name}".`;
  if (relation.kind === 'many') return `"${name}" are several: use count, sum or some.`;
  if (rest.length === 0) return { base: 'object', optional: true };
  const type = fieldType(scope.fieldsOf(relation.target), rest, relation.target);
  return typeof type === 'string' ? type : { ...type, optional: true };
}

function stepType(ids: readonly string[], [id = '', part, ...deeper]: readonly string[]): ValueType | string {
  if (!ids.includes(id)) return `There is no step "${id}".`;
  if (part === 'result' || part === 'error') return unknownType;
  if (part === undefined) return { base: 'object', optional: true };
  if (deeper.length > 0) return `"${part}" of a step has no parts.`;
  if (part === 'outlet') return { base: 'text', optional: true };
  return part === 'visit'
    ? { base: 'number', integer: true, optional: true }
    : `A step has outlet, visit, result and error, not "${part}".`;
}

function eventType([key, ...deeper]: readonly string[]): ValueType | string {
  if (key === 'properties') return deeper.length === 0 ? { base: 'object', optional: true } : unknownType;
  if (deeper.length > 0) return `"${key}" of an event has no parts.`;
  if (key === 'type') return { base: 'text', optional: true };
  return key === 'at' ? { base: 'dateTime', optional: true } : `An event has type, at and properties, not "${key}".`;
}
