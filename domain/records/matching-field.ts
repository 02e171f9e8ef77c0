import type { Field } from './field.ts';

/** Built-in texts of which no two records, or few, have the same. */
const naming: ReadonlySet<string> = new Set(['id', 'number', 'sku']);

/**
 * Whether a wait may match changes of records by this field: its values name one record or a few (ids, references, addresses,
 * numbers), so a change of a record is looked up under few keys. Other fields are compared by the `when` of the wait.
 */
export function isMatchingField({ key, kind }: Field): boolean {
  return kind === 'reference' || kind === 'email' || kind === 'phone' || naming.has(key);
}
