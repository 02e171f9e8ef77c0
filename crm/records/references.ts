import type { Issue } from '../../domain/errors.ts';
import { groupBy } from '../../domain/group-by.ts';
import { jsonPointer } from '../../domain/json-pointer.ts';
import { isRecordType, recordTypes } from '../../domain/records/record-types.ts';
import type { MadeReference } from '../../domain/records/validate-fields.ts';
import type { Tx } from '../database.ts';

/** Which of some references point to nothing, asked with one query for each kind of target. */
export async function missingReferences(tx: Tx, references: readonly MadeReference[]): Promise<ReadonlySet<string>> {
  const byTarget = groupBy(references, ({ target }) => target);
  const missing = new Set(references.map(keyOf));
  for (const [target, wanted] of byTarget) {
    const table = isRecordType(target) ? recordTypes[target].table : target;
    const ids = [...new Set(wanted.map(({ id }) => id))];
    const rows = await tx.query<{ id: string }>(`SELECT id FROM "${table}" WHERE id = ANY($1::uuid[])`, [ids]);
    for (const { id } of rows) missing.delete(keyOf({ target, id }));
  }
  return missing;
}

/** A reference as the set of missing ones names it. */
export function keyOf({ target, id }: Pick<MadeReference, 'target' | 'id'>): string {
  return `${target}:${id}`;
}

/** Issues of references whose record does not exist. */
export function referenceIssues(references: readonly MadeReference[], missing: ReadonlySet<string>): Issue[] {
  return references
    .filter((reference) => missing.has(keyOf(reference)))
    .map(({ field, target, id }) => ({
      severity: 'error',
      code: 'no-such-record',
      path: jsonPointer([field]),
      message: `There is no ${target} with the id ${id}.`,
    }));
}
