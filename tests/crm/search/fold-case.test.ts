import { foldCase } from '../../../domain/logic/values.ts';
import { ownDatabase } from '../../harness/own-database.ts';

const own = ownDatabase();

test('texts fold to the same small letters in memory and in SQL: every character that both know', async () => {
  const rows = await own.database.query<{ code: number; small: string }>(
    `SELECT code, lower(chr(code) COLLATE "pg_c_utf8") AS small FROM generate_series(1, 1114111) AS code
     WHERE code NOT BETWEEN 55296 AND 57343 AND unicode_assigned(chr(code))`,
  );
  const different = rows.filter(({ code, small }) => {
    const character = String.fromCodePoint(code);
    // Characters newer than the Unicode of either side are left out.
    return foldCase(character) !== small && !/\p{Unassigned}/u.test(character) && !/\p{Unassigned}/u.test(small);
  });
  expect(different).toEqual([]);
});

test('a text folds character by character', async () => {
  const text = 'ΟΔΟΣ İSTANBUL Straße ŁÓDŹ';
  const [row] = await own.database.query<{ small: string }>(`SELECT lower($1::text COLLATE "pg_c_utf8") AS small`, [
    text,
  ]);
  expect(foldCase(text)).toBe(row?.small);
});
