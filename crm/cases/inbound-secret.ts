import type { Queryable } from '../database.ts';
import { checkSignature, type SignedCall } from '../events/check-signature.ts';
import { installationSecret } from '../settings/secrets.ts';

/** What calls that hand in mail are signed with, in the form of Standard Webhooks. */
export async function inboundMailSecret(db: Queryable): Promise<string> {
  return `whsec_${Buffer.from(await installationSecret(db, 'inbound-mail'), 'hex').toString('base64')}`;
}

/** @throws AppError bad-signature */
export async function checkInboundCall(db: Queryable, call: SignedCall): Promise<void> {
  checkSignature(call, await inboundMailSecret(db));
}
