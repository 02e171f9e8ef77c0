import { z } from 'zod';
import { AppError } from '../../domain/errors.ts';
import { isDateText, isDateTimeText } from '../../domain/logic/date-arithmetic.ts';
import type { Field } from '../../domain/records/field.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { isUuid } from '../../domain/records/uuid.ts';
import { fieldMap } from '../../domain/records/validate-fields.ts';
import { columnTypes } from './columns.ts';

/** An order of records: by a field, then by id; records without a value come last either way. */
export type Order = { readonly field: Field; readonly descending: boolean };

const unsortable: ReadonlySet<string> = new Set(['tags', 'lines', 'json']);

/** Reads `name` or `-name`; newest first where nothing is said. */
export function orderOf(fields: readonly Field[], sort = '-createdAt'): Order {
  const descending = sort.startsWith('-');
  const key = sort.replace(/^[-+]/, '');
  const field = fieldMap(fields).get(key);
  if (field && !unsortable.has(field.kind) && key !== 'type') return { field, descending };
  const message = `Records cannot be sorted by "${key}".`;
  throw new AppError('invalid', { issues: [{ severity: 'error', code: 'unknown-field', path: '/sort', message }] });
}

/** SQL of a field's value in a record's row. */
function valueSql({ key, kind, custom }: Field): string {
  return custom ? `(custom ->> '${key}')::${columnTypes[kind]}` : `"${key}"`;
}

/** `ORDER BY` of an order. */
export function orderSql({ field, descending }: Order): string {
  const direction = descending ? 'DESC' : 'ASC';
  return field.key === 'id' ? `id ${direction}` : `${valueSql(field)} ${direction} NULLS LAST, id ${direction}`;
}

/** The condition for rows after a position, whose value and id become the parameters `$first` and `$first+1`. */
export function afterSql({ field, descending }: Order, first: number, value: unknown): string {
  const [column, sign, last] = [valueSql(field), descending ? '<' : '>', `$${first + 1}::uuid`];
  // The parameter is named in any case, so that its type is known.
  const at = `$${first}::${field.key === 'id' ? 'uuid' : columnTypes[field.kind]}`;
  if (value === null) return `(${column} IS NULL AND ${at} IS NULL AND id ${sign} ${last})`;
  return `(${column} ${sign} ${at} OR (${column} = ${at} AND id ${sign} ${last}) OR ${column} IS NULL)`;
}

const uuid = z.string().refine(isUuid);

/** What a column of each SQL type can be compared with. */
const comparable: Readonly<Record<string, z.ZodType>> = {
  text: z.string(),
  int: z.int32(),
  int8: z.int(),
  float8: z.number(),
  bool: z.boolean(),
  date: z.string().refine(isDateText),
  timestamptz: z.string().refine(isDateTimeText),
  uuid,
};

/** Refuses a position that no record can have in this order: cursors come from outside. @throws AppError `invalid` */
export function checkPosition({ field }: Order, position: readonly unknown[]): void {
  const value = field.key === 'id' ? uuid : comparable[columnTypes[field.kind]];
  if (z.tuple([z.nullable(value ?? z.never()), uuid]).safeParse(position).success) return;
  const message = 'Take cursors from nextCursor of the page before.';
  throw new AppError('invalid', { issues: [{ severity: 'error', code: 'bad-cursor', path: '/cursor', message }] });
}

/** Where a record stands in an order, for the cursor of the next page. */
export function positionOf({ field }: Order, record: RecordJson): readonly [value: unknown, id: string] {
  return [record[field.key] ?? null, record.id];
}
