import { personTypeOf } from '../../domain/logic/scope.ts';
import type { ValueType } from '../../domain/logic/value-type.ts';
import type { Relation } from '../../domain/records/field.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import { propertiesOf } from '../events/links-of-events.ts';
import { columnOf, jsonAs } from './columns.ts';
import { NotSearchable } from './not-searchable.ts';
import { type SearchContext, type SearchSource, visible } from './search-context.ts';
import { always, never, type SqlExpression, type SqlValue } from './sql-value.ts';
import { quoted, textLiteral } from './sql-writer.ts';

/** The value at a path; paths are known to be right for the scope. */
export function readPath(path: string, at: string, context: SearchContext): SqlValue {
  const { source } = context;
  if (source.kind === 'element') return readElement(path, at, source);
  const [root = '', ...rest] = path.split('.');
  if (root === 'now') return { kind: 'constant', value: context.settings.now };
  if (source.kind === 'event') return readEvent(rest, at, source);
  if (root === 'record') return readField({ type: source.type, alias: source.alias, rest, at }, context);
  if (root === 'owner') return readOwner(rest, source.alias);
  if (root === 'contact') return readPerson(rest, at, context, source);
  const [name = '', ...deeper] = rest;
  const relation = recordTypes[source.type].relations.find((item) => item.name === name);
  if (root !== 'related' || relation === undefined) throw new NotSearchable(at, `A search cannot read "${path}".`);
  return readRelated({ relation, rest: deeper, at }, context, source);
}

type FieldPath = {
  readonly type: RecordTypeKey;
  readonly alias: string;
  readonly rest: readonly string[];
  readonly at: string;
};

function readField({ type, alias, rest, at }: FieldPath, { settings }: SearchContext): SqlExpression {
  const [key, ...deeper] = rest;
  if (key === undefined) return always;
  if (key === 'type') return { kind: 'text', sql: `${textLiteral(type)}::text` };
  const field = settings.fieldsOf(type).find((item) => item.key === key);
  if (field === undefined) throw new NotSearchable(at, `There is no field "${key}" in ${type}.`);
  const value = columnOf(field, alias);
  return deeper.length === 0 ? value : { kind: 'json', sql: insideJson(value.sql, deeper, at) };
}

function readOwner([key]: readonly string[], alias: string): SqlExpression {
  const from = `FROM "user" u WHERE u.id = ${alias}."ownerId"`;
  if (key === undefined) return { kind: 'object', sql: `EXISTS (SELECT 1 ${from})` };
  const kind = key === 'active' ? 'boolean' : key.toLowerCase().endsWith('id') ? 'uuid' : 'text';
  return { kind, sql: `(SELECT u.${quoted(key)} ${from})` };
}

type RecordSource = Extract<SearchSource, { kind: 'record' }>;

function readPerson(
  rest: readonly string[],
  at: string,
  context: SearchContext,
  { type, alias }: RecordSource,
): SqlExpression {
  const { person } = recordTypes[type];
  if (person === 'self') return readField({ type, alias, rest, at }, context);
  const target = personTypeOf(type);
  if (person === null || target === undefined) return never;
  return readBehind({ target, key: `${alias}.${quoted(person.via)}`, rest, at }, context);
}

function readRelated(
  { relation, rest, at }: { relation: Relation; rest: readonly string[]; at: string },
  context: SearchContext,
  { alias }: RecordSource,
): SqlExpression {
  return readBehind({ target: relation.target, key: `${alias}.${quoted(relation.via)}`, rest, at }, context);
}

type Behind = {
  readonly target: RecordTypeKey;
  readonly key: string;
  readonly rest: readonly string[];
  readonly at: string;
};

function readBehind({ target, key, rest, at }: Behind, context: SearchContext): SqlExpression {
  const alias = context.writer.alias();
  const from = `FROM ${quoted(recordTypes[target].table)} ${alias} WHERE ${alias}.id = ${key}${visible(target, alias, context)}`;
  if (rest.length === 0) return { kind: 'object', sql: `EXISTS (SELECT 1 ${from})` };
  const { kind, sql } = readField({ type: target, alias, rest, at }, context);
  return { kind, sql: `(SELECT ${sql} ${from})` };
}

function readEvent(
  [key, ...deeper]: readonly string[],
  at: string,
  { link, event }: Extract<SearchSource, { kind: 'event' }>,
): SqlExpression {
  if (key === 'type') return { kind: 'text', sql: `${link}.type` };
  if (key === 'at') return { kind: 'dateTime', sql: `${link}.at` };
  if (key === undefined || deeper.length === 0) return always;
  return { kind: 'json', sql: insideJson(propertiesOf(event), deeper, at) };
}

function readElement(
  path: string,
  at: string,
  { sql, type }: Extract<SearchSource, { kind: 'element' }>,
): SqlExpression {
  if (path === '') return type.base === 'text' ? { kind: 'text', sql } : { kind: 'json', sql };
  const segments = path.split('.');
  const [key = ''] = segments;
  const known =
    segments.length === 1 && type.keys !== undefined && Object.hasOwn(type.keys, key) ? type.keys[key] : undefined;
  if (known === undefined) return { kind: 'json', sql: insideJson(sql, segments, at) };
  return jsonAs(kindOf(known), `${sql}->${textLiteral(key)}`, `${sql}->>${textLiteral(key)}`);
}

function kindOf({ base, integer }: ValueType): 'integer' | 'number' | 'text' | 'boolean' {
  if (base === 'number') return integer === true ? 'integer' : 'number';
  return base === 'boolean' ? 'boolean' : 'text';
}

function insideJson(json: string, path: readonly string[], at: string): string {
  // Lists have a `length` in rules, and negative indexes count from the end in SQL only.
  if (path.some((segment) => segment === 'length' || /^-\d+$/.test(segment))) {
    throw new NotSearchable(at, `A search cannot read "${path.join('.')}".`);
  }
  return `nullif(${json} #> ARRAY[${path.map(textLiteral).join(', ')}], 'null'::jsonb)`;
}
