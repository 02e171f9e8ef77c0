import type { Issue } from '../errors.ts';
import { type Json, type JsonObject, jsonEqual } from '../json.ts';
import { jsonPointer } from '../json-pointer.ts';
import type { RecordChange } from '../steps/effect.ts';
import type { Field, WriteObjection } from './field.ts';
import { type Pipeline, presetPipelines } from './pipelines.ts';
import type { FieldChanges, RecordJson } from './record.ts';
import { type RecordTypeKey, recordTypes } from './record-types.ts';
import { fieldMap, type MadeReference, validateFields } from './validate-fields.ts';

export type AppliedChange =
  /** `code` where it is not the values that are wrong. */
  | { readonly kind: 'issues'; readonly issues: readonly Issue[]; readonly code?: WriteObjection['code'] }
  /** `changes` is empty when every value was equal: then `record` is the one that was there, version and all. */
  | {
      readonly kind: 'ok';
      readonly record: RecordJson;
      readonly changes: FieldChanges;
      readonly references: readonly MadeReference[];
    };

type Given = {
  /** All fields of the type, custom ones too (`fieldsOf`). */
  readonly fields: readonly Field[];
  /** ISO time of the change. */
  readonly now: string;
  /** Whether fields that only the system writes may be set. */
  readonly system?: boolean;
  /** Whether the writer may make a record approved (`offers:approve`); no unless given. */
  readonly mayApprove?: boolean;
  /** Pipelines of deals; those of a fresh installation unless given. */
  readonly pipelines?: readonly Pipeline[];
};

/** A new record with version 1: values checked, defaults, derived values and stamps filled in. */
export function createdRecord({
  type,
  id,
  input,
  ...given
}: Given & { readonly type: RecordTypeKey; readonly id: string; readonly input: JsonObject }): AppliedChange {
  const { fields, now } = given;
  const { values, issues, references } = validateFields({
    fields,
    input,
    current: null,
    system: given.system ?? false,
  });
  if (issues.length > 0) return { kind: 'issues', issues };
  const blank: RecordJson = {
    id,
    type,
    version: 1,
    ownerId: null,
    teamId: null,
    tags: [],
    createdAt: now,
    updatedAt: now,
  };
  const empty = Object.fromEntries(fields.map(({ key }) => [key, null]));
  const before = { ...empty, ...blank };
  const record = { ...before, ...values, id, type, version: 1, createdAt: now, updatedAt: now };
  const followed = follow({ type, before, record, values, now, pipelines: given.pipelines });
  const refused = objection(before, followed, given);
  return refused ?? { kind: 'ok', record: followed, changes: changesBetween(before, followed), references };
}

/** A record after a change; the version rises when at least one value truly differs. */
export function changedRecord({
  record,
  change,
  ...given
}: Given & { readonly record: RecordJson; readonly change: RecordChange }): AppliedChange {
  const { fields, now } = given;
  const input = { ...change.set, ...sums(record, change), ...changedTags(record, change) };
  const issues = notNumbers(fields, change);
  const checked = validateFields({ fields, input, current: record, system: given.system ?? false });
  if (issues.length + checked.issues.length > 0) return { kind: 'issues', issues: [...issues, ...checked.issues] };
  const named = changesBetween(record, { ...record, ...checked.values });
  if (Object.keys(named).length === 0) return { kind: 'ok', record, changes: {}, references: [] };
  const after = { ...record, ...checked.values };
  const { pipelines } = given;
  const followed = follow({ type: record.type, before: record, record: after, values: checked.values, now, pipelines });
  const refused = objection(record, followed, given);
  if (refused) return refused;
  const changes = changesBetween(record, followed);
  const references = checked.references.filter(({ field }) => field in changes || 'relatedType' in changes);
  return { kind: 'ok', record: { ...followed, version: record.version + 1, updatedAt: now }, changes, references };
}

function objection(before: RecordJson, record: RecordJson, { mayApprove = false }: Given): AppliedChange | undefined {
  const found = recordTypes[record.type].objection?.(record, { before, mayApprove });
  return found && { kind: 'issues', issues: [found.issue], code: found.code };
}

/** Fields that no change is told about. */
const unreported: ReadonlySet<string> = new Set(['id', 'type', 'version', 'createdAt', 'updatedAt']);

/** The fields in which two images of a record differ. */
function changesBetween(before: Readonly<Record<string, Json>>, after: Readonly<Record<string, Json>>): FieldChanges {
  const changes: Record<string, { old: Json; new: Json }> = {};
  for (const [key, value] of Object.entries(after)) {
    const old = before[key] ?? null;
    if (!unreported.has(key) && !jsonEqual(old, value)) changes[key] = { old, new: value };
  }
  return changes;
}

/** Derived values, then stamps, after everything that was given. */
function follow({
  type,
  before,
  record,
  values,
  now,
  pipelines = presetPipelines,
}: {
  type: RecordTypeKey;
  before: RecordJson;
  record: RecordJson;
  values: Readonly<Record<string, Json>>;
  now: string;
  pipelines?: readonly Pipeline[] | undefined;
}): RecordJson {
  const { derive, stamps = [] } = recordTypes[type];
  // What a type derives is JSON like all its values.
  const derived = { ...record, ...(derive?.(record, { before, values, pipelines }) as JsonObject | undefined) };
  const stamped: Record<string, Json> = {};
  for (const { stamp, field, values: inside } of stamps) {
    const was = inside.includes(String(before[field]));
    const is = inside.includes(String(derived[field]));
    if (was !== is && values[stamp] === undefined) stamped[stamp] = is ? now : null;
  }
  return { ...derived, ...stamped };
}

function sums(record: RecordJson, { add = {} }: RecordChange): JsonObject {
  return Object.fromEntries(
    Object.entries(add).map(([key, by]) => [key, (typeof record[key] === 'number' ? record[key] : 0) + by]),
  );
}

function changedTags(record: RecordJson, { set, addTags = [], removeTags = [] }: RecordChange): JsonObject {
  if (addTags.length + removeTags.length === 0) return {};
  const given = Array.isArray(set?.tags) ? set.tags.map(String) : record.tags;
  return { tags: [...new Set([...given, ...addTags])].filter((tag) => !removeTags.includes(tag)) };
}

const numberKinds: ReadonlySet<string> = new Set(['integer', 'number', 'percent', 'money']);

function notNumbers(fields: readonly Field[], { add = {} }: RecordChange): Issue[] {
  const byKey = fieldMap(fields);
  return Object.keys(add)
    .filter((key) => byKey.has(key) && !numberKinds.has(byKey.get(key)?.kind ?? ''))
    .map((key) => ({
      severity: 'error',
      code: 'not-a-number',
      path: jsonPointer([key]),
      message: `${byKey.get(key)?.label ?? key} is no number, so nothing can be added to it.`,
    }));
}
