import type { Field } from '../../domain/records/field.ts';
import type { Pipeline } from '../../domain/records/pipelines.ts';
import { fieldsOf, isRecordType, type RecordTypeKey, recordTypeKeys } from '../../domain/records/record-types.ts';
import type { Queryable } from '../database.ts';
import { readPipelines } from '../settings/pipelines.ts';

/** What people have added to the record types at one moment: all fields (envelope, built-in, custom ones not archived), pipelines. */
export type FieldCatalogue = {
  fieldsOf(type: RecordTypeKey): readonly Field[];
  /** What stages of deals mean. */
  readonly pipelines: readonly Pipeline[];
};

type Cached = { readonly catalogue: FieldCatalogue; readonly readAt: number };

/** Another process sees a new field after this at the latest; a write that names an unknown field looks again at once. */
const freshForMs = 1_000;

const caches = new WeakMap<object, Cached>();

/**
 * Built-in and custom fields, cached for a second.
 * @param options.fresh reads again even so
 */
export async function fieldCatalogue(
  db: Queryable,
  { fresh = false }: { fresh?: boolean } = {},
): Promise<FieldCatalogue> {
  const cached = caches.get(db.home);
  if (cached && !fresh && Date.now() - cached.readAt < freshForMs) return cached.catalogue;
  const rows = await db.query<{ recordType: string; field: Field }>(
    'SELECT "recordType", field FROM custom_field WHERE "archivedAt" IS NULL ORDER BY "createdAt", id',
  );
  const pipelines = await readPipelines(db);
  const catalogue = sameAs(cached, [rows, pipelines]) ?? catalogueOf(rows, pipelines);
  caches.set(db.home, { catalogue, readAt: Date.now() });
  return catalogue;
}

/** Forgets the cache after a field or a pipeline was changed. */
export function forgetFields(db: Queryable): void {
  caches.delete(db.home);
}

const contents = new WeakMap<FieldCatalogue, string>();

/** The catalogue that is there keeps its lists while nothing changed: what is compiled from them stays valid. */
function sameAs(cached: Cached | undefined, content: readonly object[]): FieldCatalogue | undefined {
  return cached && contents.get(cached.catalogue) === JSON.stringify(content) ? cached.catalogue : undefined;
}

const builtIn = new Map<RecordTypeKey, readonly Field[]>(recordTypeKeys.map((type) => [type, fieldsOf(type)]));

function catalogueOf(
  rows: readonly { recordType: string; field: Field }[],
  pipelines: readonly Pipeline[],
): FieldCatalogue {
  const lists = new Map(builtIn);
  for (const type of new Set(rows.map(({ recordType }) => recordType))) {
    if (!isRecordType(type)) continue;
    const custom = rows
      .filter(({ recordType }) => recordType === type)
      .map(({ field }) => ({ ...field, custom: true as const }));
    lists.set(type, fieldsOf(type, custom));
  }
  const catalogue: FieldCatalogue = { fieldsOf: (type) => lists.get(type) ?? [], pipelines };
  contents.set(catalogue, JSON.stringify([rows, pipelines]));
  return catalogue;
}
