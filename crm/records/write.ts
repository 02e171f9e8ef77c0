import { groupBy } from '../../domain/group-by.ts';
import type { Json } from '../../domain/json.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { recordTypes } from '../../domain/records/record-types.ts';
import { isUuid } from '../../domain/records/uuid.ts';
import { fieldMap } from '../../domain/records/validate-fields.ts';
import { recordLocks } from '../approvals/record-locks.ts';
import type { Tx } from '../database.ts';
import { type Applied, applyChanges, type Given, type Made } from './apply-changes.ts';
import { type AttributedChange, type Change, refused, type WriteContext, type WriteResult } from './change.ts';
import { type RecordRow, recordOf } from './columns.ts';
import { type FieldCatalogue, fieldCatalogue } from './fields.ts';
import { numberCreated } from './numbers.ts';
import { missingReferences } from './references.ts';
import { type Aim, resolveUpserts } from './resolve-upserts.ts';
import { teamMates } from './rights.ts';
import { storeChanges } from './store.ts';
import { tellChanges } from './tell-changes.ts';

/**
 * The one write path of records: permission, validation, optimistic lock, row, audit and event in the caller's
 * transaction, for up to 500 changes with a handful of statements. Changes of the same record follow each other in their
 * order. A value that is equal already is no change: no version, no audit, no event. Each change gets its result; a
 * refused one leaves the others alone. Call `notifyEvents` after the commit.
 */
export async function writeRecords(
  tx: Tx,
  context: WriteContext,
  changes: readonly AttributedChange[],
): Promise<WriteResult[]> {
  const catalogue = await catalogueFor(tx, changes);
  const aims = (await resolveUpserts(tx, catalogue, changes)).map(withUuid);
  const { stored, customs } = await lockRecords(tx, catalogue, aims);
  const holds = await recordLocks(tx, [...stored.keys()]);
  const given: Omit<Given, 'missing'> = {
    context,
    catalogue,
    stored,
    mates: await teamMates(tx, context.actor),
    held: (index, made) => holds(changes[index]?.attribution?.actor ?? context.actor, made),
  };
  const first = applyChanges(aims, { ...given, missing: new Set() });
  const missing = first.references.length === 0 ? new Set<string>() : await missingReferences(tx, first.references);
  const applied = missing.size === 0 ? first : applyChanges(aims, { ...given, missing });
  const made = await numberCreated(tx, applied.made, context.now);
  const attributions = new Map(
    changes.flatMap(({ attribution }, index) => (attribution ? [[index, attribution]] : [])),
  );
  await storeChanges(tx, { made, context, catalogue, customs, attributions });
  await tellChanges(tx, made, { context, attributions });
  const madeAt = new Map(made.map((item) => [item.index, item]));
  return changes.map((_, index) => resultOf(index, applied, madeAt.get(index)));
}

/** The cached catalogue, read again when a change names a field that is not in it. */
async function catalogueFor(tx: Tx, changes: readonly Change[]): Promise<FieldCatalogue> {
  const catalogue = await fieldCatalogue(tx);
  const isKnown = (change: Change) => {
    const known = fieldMap(catalogue.fieldsOf(change.type));
    return namedFields(change).every((key) => known.has(key));
  };
  return changes.every(isKnown) ? catalogue : fieldCatalogue(tx, { fresh: true });
}

function namedFields(change: Change): readonly string[] {
  if (change.kind === 'delete') return [];
  if (change.kind === 'update') return Object.keys({ ...change.change.set, ...change.change.add });
  return [...Object.keys(change.fields), ...(change.kind === 'upsert' ? [change.by] : [])];
}

function withUuid(aim: Aim): Aim {
  if ('refusal' in aim) return aim;
  if (isUuid(aim.target.id)) return { target: { ...aim.target, id: aim.target.id.toLowerCase() } };
  return { refusal: refused('record-not-found', `There is no ${aim.target.type} with the id ${aim.target.id}.`) };
}

/** Locks what exists already, types in their order and within a type by id: the same order everywhere. */
async function lockRecords(
  tx: Tx,
  catalogue: FieldCatalogue,
  aims: readonly Aim[],
): Promise<{ stored: Map<string, RecordJson>; customs: Map<string, Readonly<Record<string, Json>>> }> {
  const stored = new Map<string, RecordJson>();
  const customs = new Map<string, Readonly<Record<string, Json>>>();
  const targets = aims.flatMap((aim) => ('target' in aim && aim.target.kind !== 'create' ? [aim.target] : []));
  const byType = [...groupBy(targets, ({ type }) => type)].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [type, group] of byType) {
    const rows = await tx.query<RecordRow>(
      `SELECT * FROM "${recordTypes[type].table}" WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
      [[...new Set(group.map(({ id }) => id.toLowerCase()))]],
    );
    for (const row of rows) {
      stored.set(row.id, recordOf(type, catalogue.fieldsOf(type), row));
      customs.set(row.id, row.custom as Readonly<Record<string, Json>>);
    }
  }
  return { stored, customs };
}

function resultOf(index: number, { refusals, unchanged }: Applied, item: Made | undefined): WriteResult {
  const refusal = refusals.get(index);
  if (refusal) return refusal;
  const same = unchanged.get(index);
  if (same) return { kind: 'ok', record: same, changed: [], created: false };
  const record = item?.after ?? item?.before;
  if (!item || !record) return refused('internal', 'The change has no outcome.');
  return { kind: 'ok', record, changed: Object.keys(item.changes), created: item.before === null };
}
