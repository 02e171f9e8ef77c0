import { randomBytes } from 'node:crypto';
import type { Queryable } from '../database.ts';

/**
 * The secret that tokens in links are signed with: made once, kept in the settings, so that links of mails sent years ago
 * still work after a restart and on another machine. Processes that ask at the same time get the same.
 */
export async function trackingSecret(db: Queryable): Promise<string> {
  await db.query(
    `INSERT INTO setting (key, value) VALUES ('tracking.secret', to_jsonb($1::text)) ON CONFLICT (key) DO NOTHING`,
    [randomBytes(32).toString('base64url')],
  );
  const [row] = await db.query<{ value: string }>(
    `SELECT value #>> '{}' AS value FROM setting WHERE key = 'tracking.secret'`,
  );
  return row?.value ?? '';
}
