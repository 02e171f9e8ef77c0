import type { Issue } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { jsonPointer } from '../json-pointer.ts';
import { checkRuleType } from '../logic/check.ts';
import type { RuleScope } from '../logic/scope.ts';
import { couldBeSame, nameOfType, typeOfField, type ValueType } from '../logic/value-type.ts';
import type { Field } from '../records/field.ts';
import type { RecordTypeKey } from '../records/record-types.ts';
import { fieldMap, validateFields } from '../records/validate-fields.ts';
import { isComputed } from './words.ts';

export type SetCheck = {
  readonly type: RecordTypeKey;
  readonly fields: readonly Field[];
  readonly set: JsonObject;
  /** Where the rules of values stand. */
  readonly rules: RuleScope;
  /** Whether the values make a new record, which then needs its required fields. */
  readonly creates: boolean;
  /** Fields that the new record gets otherwise. */
  readonly also?: readonly string[];
};

/**
 * What is wrong with the values of a `set`: fields that are not there or not to be written, literals that a field does not take,
 * rules whose result it does not take. Paths begin at the `set`. Rules and texts in themselves are checked by their words.
 */
export function checkSet(check: SetCheck): readonly Issue[] {
  const { type, fields, set, creates, also = [] } = check;
  const literals = Object.fromEntries(Object.entries(set).filter(([, value]) => !isComputed(value)));
  const { issues } = validateFields({ fields, input: literals, current: { relatedType: type } });
  const computed = Object.entries(set)
    .filter(([, value]) => isComputed(value))
    .flatMap(([key, value]) => checkComputed(key, value, check));
  return [
    ...issues.map((issue) =>
      issue.code === 'unknown-field' ? { ...issue, message: unknownField(type, fields, issue.path.slice(1)) } : issue,
    ),
    ...computed,
    ...(creates ? missing(fields, [...Object.keys(set), ...also]) : []),
  ];
}

function checkComputed(key: string, value: Json, { type, fields, rules }: SetCheck): readonly Issue[] {
  const field = fieldMap(fields).get(key);
  const path = jsonPointer([key]);
  if (!field) return [{ severity: 'error', code: 'unknown-field', path, message: unknownField(type, fields, key) }];
  if (field.readOnly)
    return [
      { severity: 'error', code: 'read-only-field', path, message: `${field.label} is written by the system only.` },
    ];
  const given = valueType(value, rules);
  const wanted = typeOfField(field);
  if (couldBeSame(given, wanted) || (given.base === 'number' && wanted.base === 'number')) return [];
  return [
    {
      severity: 'error',
      code: 'wrong-type',
      path,
      message: `${field.label} takes ${nameOfType(wanted)}, and this gives ${nameOfType(given)}.`,
    },
  ];
}

function valueType(value: Json, rules: RuleScope): ValueType {
  if (value === null || typeof value !== 'object' || !isComputed(value)) return { base: 'unknown' };
  return 'rule' in value ? checkRuleType(value.rule, rules).type : { base: 'text' };
}

/** Required fields that a new record gets neither by what is given nor by a default. */
export function missingFields(fields: readonly Field[], given: readonly string[]): readonly Field[] {
  return fields.filter(
    ({ key, required, default: preset }) => required && preset === undefined && !given.includes(key),
  );
}

function missing(fields: readonly Field[], given: readonly string[]): readonly Issue[] {
  return missingFields(fields, given).map(({ key, label }) => ({
    severity: 'error',
    code: 'required',
    path: '',
    message: `A new record needs ${label.toLowerCase()} ("${key}").`,
  }));
}

/** A message for a field that is not there, with the one that was likely meant. */
export function unknownField(type: RecordTypeKey, fields: readonly Field[], key: string): string {
  const near = fields.find(
    (field) => field.key.toLowerCase() === key.toLowerCase() || field.label.toLowerCase() === key.toLowerCase(),
  );
  return `A ${type} has no field "${key}".${near ? ` Is "${near.key}" meant?` : ''}`;
}
