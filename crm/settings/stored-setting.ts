import type { Queryable } from '../database.ts';

/** A value that is kept by its name; `undefined` until it is stored. */
export async function readSetting<T>(db: Queryable, key: string): Promise<T | undefined> {
  const [row] = await db.query<{ value: T }>('SELECT value FROM setting WHERE key = $1', [key]);
  return row?.value;
}

/** Stores a value, JSON, in place of the one that was there. */
export async function writeSetting(db: Queryable, key: string, value: unknown): Promise<void> {
  await db.query(
    `INSERT INTO setting (key, value, "updatedAt") VALUES ($1, $2::jsonb, now())
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, "updatedAt" = now()`,
    [key, JSON.stringify(value)],
  );
}
