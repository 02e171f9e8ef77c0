import type { Issue } from '../../errors.ts';
import type { JsonObject } from '../../json.ts';
import { type AppliedChange, changedRecord, createdRecord } from '../../records/apply-change.ts';
import type { RecordTypeKey } from '../../records/record-types.ts';
import type { RecordChange, RecordKey } from '../../steps/effect.ts';
import type { World } from './world.ts';

export type Changed =
  | { readonly kind: 'ok'; readonly record: RecordKey; readonly changed: readonly string[] }
  | { readonly kind: 'issues'; readonly issues: readonly Issue[] }
  | { readonly kind: 'missing' };

/** Changes a record in memory and lets its event happen; a write of equal values is none. `stepId`: the step that asked for it. */
export function changeRecord(world: World, key: RecordKey, change: RecordChange, stepId?: string): Changed {
  const record = world.records.get(key.id);
  if (!record) return { kind: 'missing' };
  const applied = changedRecord({ record, change, ...givenFor(world, key.type) });
  return keep(world, applied, { kind: 'updated', stepId });
}

/** Creates a record in memory. */
export function createRecordIn(world: World, type: RecordTypeKey, fields: JsonObject, stepId?: string): Changed {
  const applied = createdRecord({
    type,
    id: world.newId(),
    input: fields,
    ...givenFor(world, type),
  });
  return keep(world, applied, { kind: 'created', stepId });
}

function givenFor({ input, now }: World, type: RecordTypeKey) {
  const { fieldsOf, pipelines } = input;
  return { fields: fieldsOf(type), now, mayApprove: true, ...(pipelines === undefined ? {} : { pipelines }) };
}

/** Puts a record that the system itself changes. */
export function keep(
  world: World,
  applied: AppliedChange,
  { kind, stepId }: { kind: 'created' | 'updated'; stepId: string | undefined },
): Changed {
  if (applied.kind === 'issues') return applied;
  const { record, changes } = applied;
  const key: RecordKey = { type: record.type, id: record.id };
  const changed = Object.keys(changes);
  if (changed.length === 0 && kind === 'updated') return { kind: 'ok', record: key, changed };
  world.records.set(record.id, record);
  world.happened.push({
    type: `record.${kind}`,
    at: world.now,
    properties: record,
    recordIds: [record.id],
    ...(stepId === undefined ? {} : { stepId }),
  });
  if (stepId !== undefined) {
    world.writes.push({
      stepId,
      at: world.now,
      kind,
      record: key,
      changes: Object.fromEntries(changed.map((field) => [field, record[field] ?? null])),
    });
  }
  return { kind: 'ok', record: key, changed };
}
