import { type Stringifier, stringify } from 'csv-stringify';
import type { Json } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { Actor } from '../actor.ts';
import type { Queryable } from '../database.ts';
import { fieldCatalogue } from './fields.ts';
import { findRecords } from './find-records.ts';

const pageSize = 500;

/**
 * All records of a type within the actor's reach as CSV (RFC 4180, UTF-8), oldest first, page by page so that memory stays
 * small. Texts that a spreadsheet would take for a formula get an apostrophe in front.
 */
export function exportCsv(
  db: Queryable,
  { actor, type, now }: { actor: Actor; type: RecordTypeKey; now: Date },
): Stringifier {
  const csv = stringify({ escape_formulas: true, bom: false });
  const fill = async () => {
    const keys = (await fieldCatalogue(db)).fieldsOf(type).map(({ key }) => key);
    await write(csv, keys);
    let after: readonly unknown[] | undefined;
    do {
      const page = await findRecords(db, {
        actor,
        type,
        action: 'export',
        sort: 'createdAt',
        limit: pageSize,
        after,
        now,
      });
      for (const record of page.items)
        await write(
          csv,
          keys.map((key) => cellOf(record[key] ?? null)),
        );
      after = page.next ?? undefined;
    } while (after !== undefined && !csv.destroyed);
    csv.end();
  };
  fill().catch((error: Error) => csv.destroy(error));
  return csv;
}

function cellOf(value: Json): string | number {
  if (value === null) return '';
  if (typeof value === 'number' || typeof value === 'string') return value;
  return typeof value === 'boolean' ? String(value) : JSON.stringify(value);
}

function write(csv: Stringifier, row: readonly (string | number)[]): Promise<void> | undefined {
  if (csv.write(row)) return undefined;
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error('The reader has gone.'));
    csv.once('close', gone);
    csv.once('drain', () => {
      csv.off('close', gone);
      resolve();
    });
  });
}
