import { groupBy } from '../../domain/group-by.ts';
import type { Field } from '../../domain/records/field.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import { fieldMap, validateFields } from '../../domain/records/validate-fields.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { type Change, refused, type WriteResult } from './change.ts';
import type { FieldCatalogue } from './fields.ts';

/** A change of one known record; `upserted` says that the caller did not know whether it exists. */
export type Target = Exclude<Change, { kind: 'upsert' }> & { readonly id: string };

/** What a change aims at, or why it cannot. */
export type Aim = { readonly target: Target } | { readonly refusal: WriteResult };

type Wanted = {
  readonly type: RecordTypeKey;
  readonly by: string;
  readonly value: string | number;
  /** Only the system gives this value: a record can be found by it, not made. */
  readonly given: boolean;
};

/** Kinds whose values name a record; of whole numbers those that people added may, as keys of other systems. */
const namingKinds: ReadonlySet<string> = new Set([
  'text',
  'email',
  'phone',
  'url',
  'choice',
  'country',
  'language',
  'currency',
  'reference',
]);

/**
 * Turns upserts into creates and updates. The value of each is locked until the end of the transaction, so two at the
 * same time make one record.
 */
export async function resolveUpserts(tx: Tx, catalogue: FieldCatalogue, changes: readonly Change[]): Promise<Aim[]> {
  const wanted = changes.map((change) => (change.kind === 'upsert' ? readWanted(change, catalogue) : null));
  const found = await findWanted(
    tx,
    catalogue,
    wanted.filter((item) => item !== null && 'value' in item),
  );
  const created = new Map<string, string>();
  return changes.map((change, index) => {
    if (change.kind !== 'upsert') return { target: { ...change, id: change.id ?? newId() } };
    const want = wanted[index];
    if (!want || 'kind' in want) return { refusal: want ?? refused('invalid', 'There is no such field.') };
    const { type } = change;
    const ids = found.get(keyOf(want)) ?? [];
    if (ids.length > 1)
      return {
        refusal: refused(
          'duplicate',
          `${ids.length} records have this value, so it names none of them.`,
          `/${want.by}`,
        ),
      };
    const id = ids[0] ?? created.get(keyOf(want));
    if (id !== undefined) return { target: { kind: 'update', type, id, change: { set: change.fields } } };
    if (want.given) {
      const message = `There is no ${type} with the ${want.by} ${want.value}, and only the system gives one.`;
      return { refusal: refused('record-not-found', message, `/${want.by}`) };
    }
    const fresh = newId();
    created.set(keyOf(want), fresh);
    return { target: { kind: 'create', type, id: fresh, fields: { ...change.fields, [want.by]: want.value } } };
  });
}

function readWanted(
  { type, by, value }: Extract<Change, { kind: 'upsert' }>,
  catalogue: FieldCatalogue,
): Wanted | WriteResult {
  const fields = catalogue.fieldsOf(type);
  const field = fieldMap(fields).get(by);
  const given = field?.readOnly === true;
  const names = field && (namingKinds.has(field.kind) || (field.custom && field.kind === 'integer'));
  if (!names || (given && !isNumber(type, by))) {
    const message = `Records cannot be found by "${by}": it is no field of text, and no custom one of whole numbers.`;
    return refused('invalid', message, `/${by}`);
  }
  const plain = fields.filter((item) => item === field).map(({ required: _, ...rest }: Field) => rest);
  const input = { [by]: field.kind === 'integer' && /^-?\d{1,15}$/.test(value) ? Number(value) : value };
  const { values, issues } = validateFields({ fields: plain, input, current: {}, system: true });
  const stored = values[by];
  if (issues.length > 0 || (typeof stored !== 'string' && typeof stored !== 'number')) {
    const empty = refused('invalid', `${field.label} must not be empty.`, `/${by}`);
    return issues.length > 0 ? { kind: 'issues', code: 'invalid', issues } : empty;
  }
  return { type, by, value: stored, given };
}

/** The number that the system gives to offers, orders, invoices and cases. */
function isNumber(type: RecordTypeKey, by: string): boolean {
  return by === 'number' && recordTypes[type].numberPrefix !== undefined;
}

async function findWanted(
  tx: Tx,
  catalogue: FieldCatalogue,
  wanted: readonly Wanted[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (wanted.length === 0) return found;
  await lockValues(tx, wanted);
  for (const group of groupBy(wanted, ({ type, by }) => `${type}:${by}`).values()) {
    const [first] = group;
    if (!first) continue;
    const { type, by } = first;
    const custom = fieldMap(catalogue.fieldsOf(type)).get(by)?.custom === true;
    const column = custom ? `custom ->> '${by}'` : `"${by}"::text`;
    const rows = await tx.query<{ id: string; value: string }>(
      `SELECT id, ${column} AS value FROM "${recordTypes[type].table}" WHERE ${column} = ANY($1::text[]) ORDER BY "createdAt", id`,
      [group.map(({ value }) => String(value))],
    );
    for (const { id, value } of rows) {
      const key = keyOf({ type, by, value });
      found.set(key, [...(found.get(key) ?? []), id]);
    }
  }
  return found;
}

type Named = Pick<Wanted, 'type' | 'by' | 'value'>;

/** Whoever finds or makes a record by such a value takes turns until the end of the transaction; locked in one order. */
export async function lockValues(tx: Tx, values: readonly Named[]): Promise<void> {
  await tx.query(
    `SELECT pg_advisory_xact_lock(key)
     FROM (SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest($1::text[]) AS name ORDER BY key) AS keys`,
    [values.map(keyOf)],
  );
}

function keyOf({ type, by, value }: Named): string {
  return `upsert:${type}:${by}:${value}`;
}
