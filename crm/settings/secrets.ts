import { randomBytes } from 'node:crypto';
import type { Queryable } from '../database.ts';
import { readSetting, writeSetting } from './stored-setting.ts';

/** Secrets that the installation makes for itself, once; several processes may ask at the same time. */
export async function installationSecret(
  db: Queryable,
  name: 'tokens' | 'encryption' | 'hooks' | 'inbound-mail' | 'local-twilio',
): Promise<string> {
  const key = `secret:${name}`;
  await db.query('INSERT INTO setting (key, value) VALUES ($1, $2::jsonb) ON CONFLICT (key) DO NOTHING', [
    key,
    JSON.stringify(randomBytes(32).toString('hex')),
  ]);
  return (await readSetting<string>(db, key)) ?? '';
}

/** Replaces one of them: what was signed with the old one is worth nothing from now on. */
export async function renewSecret(db: Queryable, name: 'inbound-mail'): Promise<void> {
  await writeSetting(db, `secret:${name}`, randomBytes(32).toString('hex'));
}

/** Credentials of the stand-in for Twilio that runs where no account is configured. */
export async function localTwilioAccount(db: Queryable): Promise<{ accountSid: string; authToken: string }> {
  const secret = await installationSecret(db, 'local-twilio');
  return { accountSid: `AC${secret.slice(0, 32)}`, authToken: secret.slice(32, 64) };
}
