import { groupBy } from '../../domain/group-by.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';

/** Ids of copies by the ids of what was copied. */
export type Copies = ReadonlyMap<string, string>;

/**
 * Copies stored records into the sandbox under fresh ids, in a transaction of that; where they point to each other, the
 * copies do as well. What they point to beyond is not taken along.
 */
export async function copyRecords(tx: Tx, keys: readonly RecordKey[]): Promise<Copies> {
  const copies = new Map(keys.map(({ id }) => [id, newId()]));
  for (const [type, group] of groupBy(keys, (key) => key.type)) {
    const ids = [...new Set(group.map(({ id }) => id))];
    await tx.query(copySql(type), [
      JSON.stringify(ids.map((id) => ({ id, copy: copies.get(id) }))),
      JSON.stringify(Object.fromEntries(copies)),
    ]);
  }
  return copies;
}

/** Rows travel as JSON, in which ids and references are replaced; `number` is unique in its table, so a copy's is its own. */
function copySql(type: RecordTypeKey): string {
  const { table, fields } = recordTypes[type];
  const references = fields.filter(
    ({ kind, target, custom }) => kind === 'reference' && target !== 'user' && target !== 'team' && !custom,
  );
  const replaced = references.map(({ key }) => `'${key}', COALESCE($2::jsonb->>(t."${key}"::text), t."${key}"::text)`);
  const numbered = fields.some(({ key }) => key === 'number') ? [`'number', t.number || '-' || right(c.copy, 6)`] : [];
  const changes = [`'id', c.copy`, ...replaced, ...numbered].join(', ');
  return `INSERT INTO sandbox."${table}"
    SELECT (jsonb_populate_record(NULL::sandbox."${table}", to_jsonb(t) || jsonb_build_object(${changes}))).*
    FROM public."${table}" t JOIN jsonb_to_recordset($1::jsonb) AS c(id uuid, copy text) ON c.id = t.id`;
}
