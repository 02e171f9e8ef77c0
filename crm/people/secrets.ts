import { createHash, randomBytes } from 'node:crypto';

/** A secret that cannot be guessed: 256 random bits as text. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** How keys and session tokens are stored. They are random, so a fast hash does; passwords get argon2id. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
