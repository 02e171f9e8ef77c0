import { type RuleScope, relatedScope, relationOf, resolvePath, type ScopeRoot } from '../../../domain/logic/scope.ts';
import type { ValueType } from '../../../domain/logic/value-type.ts';
import type { Field, FieldKind } from '../../../domain/records/field.ts';
import { operandParts } from './operand.ts';

/** What a line reads, by what can be asked of it. */
export type OperandKind =
  | 'text'
  | 'number'
  | 'boolean'
  | 'choice'
  | 'reference'
  | 'date'
  | 'dateTime'
  | 'tags'
  | 'lines'
  | 'unknown'
  | 'relation'
  | 'performed'
  | 'reachable'
  | 'inSegment'
  | 'missing'
  | 'raw';

export type OperandInfo = {
  readonly kind: OperandKind;
  /** May be missing. */
  readonly optional: boolean;
  /** The field whose values it has: of its kind are the controls. */
  readonly field?: Field;
  readonly type?: ValueType;
};

const kindsOfFields: { readonly [K in FieldKind]: OperandKind } = {
  text: 'text',
  longText: 'text',
  email: 'text',
  phone: 'text',
  url: 'text',
  country: 'text',
  language: 'text',
  zone: 'text',
  currency: 'text',
  choice: 'choice',
  reference: 'reference',
  integer: 'number',
  number: 'number',
  percent: 'number',
  money: 'number',
  boolean: 'boolean',
  date: 'date',
  dateTime: 'dateTime',
  tags: 'tags',
  lines: 'lines',
  json: 'unknown',
};

const kindsOfTypes: { readonly [B in ValueType['base']]: OperandKind } = {
  text: 'text',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  dateTime: 'dateTime',
  list: 'lines',
  object: 'unknown',
  null: 'unknown',
  unknown: 'unknown',
};

/** What an operand reads where the rule stands; null where there is no such thing. */
export function operandInfo(operand: string, scope: RuleScope): OperandInfo | null {
  const { kind, path, by } = operandParts(operand);
  switch (kind) {
    case 'path':
      return pathInfo(operand, scope);
    case 'daysSince':
    case 'inCurrency':
    case 'dateAdd':
      return aroundInfo(kind, pathInfo(path, scope));
    case 'count':
      return relationOf(scope, by) ? { kind: 'number', optional: false } : null;
    case 'sum':
      return sumInfo(by, path, scope);
    case 'some':
      return relationOf(scope, by) ? { kind: 'relation', optional: false } : null;
    default:
      return { kind, optional: false };
  }
}

function pathInfo(path: string, scope: RuleScope): OperandInfo | null {
  const type = resolvePath(path, scope);
  if (typeof type === 'string') return null;
  const field = fieldAt(path, scope);
  return {
    kind: field ? kindsOfFields[field.kind] : kindsOfTypes[type.base],
    optional: type.optional === true,
    type,
    ...(field === undefined ? {} : { field }),
  };
}

function aroundInfo(kind: 'daysSince' | 'inCurrency' | 'dateAdd', inner: OperandInfo | null): OperandInfo | null {
  if (inner === null) return null;
  if (kind === 'daysSince') return { kind: 'number', optional: inner.optional };
  const isMoney = inner.field !== undefined && kind === 'inCurrency';
  return { ...inner, kind: kind === 'inCurrency' ? 'number' : inner.kind, optional: isMoney || inner.optional };
}

function sumInfo(relation: string, key: string, scope: RuleScope): OperandInfo | null {
  const target = relationOf(scope, relation)?.target;
  const summed = target === undefined ? null : pathInfo(`record.${key}`, relatedScope(scope, target));
  return summed && { ...summed, kind: 'number', optional: false };
}

/** The field at a path; undefined where it leads to something else. */
function fieldAt(path: string, scope: RuleScope): Field | undefined {
  const [rootName = '', first = '', second = ''] = path.split('.');
  const root = Object.hasOwn(scope.roots, rootName) ? scope.roots[rootName] : undefined;
  if (root?.kind === 'related') {
    const target = relationOf(scope, first)?.target;
    return target && scope.fieldsOf(target).find(({ key }) => key === second);
  }
  return root && fieldsIn(root, scope).find(({ key }) => key === first);
}

/** The fields right below a root. */
export function fieldsIn(root: ScopeRoot, scope: RuleScope): readonly Field[] {
  if (root.kind === 'record') return scope.fieldsOf(root.recordType);
  return root.kind === 'fields' ? root.fields : [];
}

/** The scope of the rule over the elements of a list; null where nothing is known of them. */
export function elementScope(list: string, scope: RuleScope): RuleScope | null {
  const keys = operandInfo(list, scope)?.type?.item?.keys;
  if (keys === undefined) return null;
  const roots = Object.entries(keys).map(([key, type]): [string, ScopeRoot] => [key, { kind: 'value', type }]);
  return { roots: Object.fromEntries(roots), fieldsOf: scope.fieldsOf, lookups: false };
}
