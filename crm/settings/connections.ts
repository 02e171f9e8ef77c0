import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Queryable } from '../database.ts';
import { installationSecret } from './secrets.ts';

/** A server that webhook steps call, with headers that are secret. */
export type ConnectionSecrets = { readonly baseUrl: string | null; readonly headers: Readonly<Record<string, string>> };

/** A connection with its secrets, for the one place that calls it; null when there is none. */
export async function readConnection(db: Queryable, key: string): Promise<ConnectionSecrets | null> {
  const [row] = await db.query<{ baseUrl: string | null; secret: string | null }>(
    'SELECT "baseUrl", secret FROM connection WHERE key = $1',
    [key],
  );
  if (!row) return null;
  const headers: Record<string, string> =
    row.secret === null ? {} : JSON.parse(decrypt(row.secret, await installationSecret(db, 'encryption')));
  return { baseUrl: row.baseUrl, headers };
}

/** Secret headers as they are stored: AES-256-GCM, with the installation's key. */
export async function sealHeaders(db: Queryable, headers: Readonly<Record<string, string>>): Promise<string> {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(await installationSecret(db, 'encryption'), 'hex'), iv);
  const body = Buffer.concat([cipher.update(JSON.stringify(headers), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
}

function decrypt(sealed: string, secret: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(secret, 'hex'), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
}
