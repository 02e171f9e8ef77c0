import type { Queryable } from '../database.ts';
import { installationSecret } from '../settings/secrets.ts';
import { createTokens } from './tokens.ts';

/** The tokens of this installation, its secret read with the first use. */
export function createTokenSource(db: Queryable): () => Promise<ReturnType<typeof createTokens>> {
  let secret: Promise<string> | undefined;
  return async () => {
    secret ??= installationSecret(db, 'tokens');
    try {
      return createTokens(await secret);
    } catch (error) {
      // Asked again next time: the database may be back by then.
      secret = undefined;
      throw error;
    }
  };
}
