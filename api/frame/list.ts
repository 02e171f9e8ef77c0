import { z } from 'zod';
import { AppError } from '../../domain/errors.ts';
import { isDateTimeText } from '../../domain/logic/date-arithmetic.ts';
import { findUnkeepable } from '../../domain/records/stored-text.ts';

const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1_000).optional(),
  sort: z.string().max(100).optional(),
};

/** The query of a list: `limit`, `cursor`, `sort` and the filters of the route. Names that are not known are refused. */
export function listQuery<S extends z.ZodRawShape = Record<never, never>>(filters?: S) {
  return z.strictObject({ ...paging, ...(filters ?? ({} as S)) });
}

/** The answer of a list; `nextCursor` is null on its last page. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** A list that is short by nature, given in pages all the same; in its own order, or by a field that `sort` names. */
export function pageOf<T extends object>(
  list: readonly T[],
  { limit, cursor, sort }: { limit: number; cursor?: string | undefined; sort?: string | undefined },
) {
  const all = sort === undefined ? list : sorted(list, sort);
  const from = cursor === undefined ? 0 : Number(decodeCursor(cursor)[0]);
  if (!Number.isInteger(from) || from < 0) throw badCursor();
  const next = from + limit < all.length ? encodeCursor([from + limit]) : null;
  return { items: all.slice(from, from + limit), nextCursor: next };
}

/** By a field whose values are texts, numbers or truths; with - before it descending, and those without a value last either way. */
function sorted<T extends object>(list: readonly T[], sort: string): readonly T[] {
  const [key, sign] = sort.startsWith('-') ? [sort.slice(1), -1] : [sort, 1];
  const fieldOf = (item: T): unknown => (Object.hasOwn(item, key) ? Reflect.get(item, key) : undefined);
  if (list.some((item) => !isSortable(fieldOf(item)))) throw unsortable(key);
  return list.toSorted((a, b) => {
    const [left, right] = [fieldOf(a), fieldOf(b)];
    if (left === right) return 0;
    if (left === null || right === null) return left === null ? 1 : -1;
    return isLess(left, right) ? -sign : sign;
  });
}

const isSortable = (value: unknown) => value === null || ['string', 'number', 'boolean'].includes(typeof value);
const isLess = (a: unknown, b: unknown) =>
  typeof a === 'string' || typeof b === 'string' ? String(a) < String(b) : Number(a) < Number(b);

function unsortable(key: string): AppError {
  const message = `The list cannot be sorted by "${key}".`;
  return new AppError('invalid', { issues: [{ severity: 'error', code: 'unknown-field', path: '/sort', message }] });
}

/** A position in a list as text; what is in it is ours alone. */
export function encodeCursor(values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** The values of a cursor. @throws AppError `invalid` when it is none of ours */
export function decodeCursor(cursor: string): readonly unknown[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(values) && findUnkeepable(values) === undefined) return values;
  } catch {
    throw badCursor();
  }
  throw badCursor();
}

const timeAndId = z.tuple([z.string().refine(isDateTimeText), z.uuid()]);

/** The position in a list that is ordered by time, then id; undefined without a cursor. @throws AppError `invalid` */
export function timePosition(cursor: string | undefined): readonly [at: string, id: string] | undefined {
  if (cursor === undefined) return undefined;
  const position = timeAndId.safeParse(decodeCursor(cursor));
  if (!position.success) throw badCursor();
  return position.data;
}

/** Why a cursor was refused. */
export function badCursor(): AppError {
  return new AppError('invalid', {
    issues: [
      {
        severity: 'error',
        code: 'bad-cursor',
        path: '/cursor',
        message: 'Take cursors from nextCursor of the page before.',
      },
    ],
  });
}
