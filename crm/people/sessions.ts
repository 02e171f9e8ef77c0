import { AppError } from '../../domain/errors.ts';
import { auditAction } from '../audit/record-action.ts';
import type { Database, Queryable } from '../database.ts';
import { isPassword } from './passwords.ts';
import { hashSecret, newSecret } from './secrets.ts';

/** A session ends this long after signing in. */
export const sessionMs = 7 * 24 * 3_600_000;

export type NewSession = {
  readonly token: string;
  readonly csrf: string;
  readonly userId: string;
  readonly expiresAt: Date;
};

/** Signs in; an unknown address and a wrong password answer alike, in the same time. */
export async function signIn(
  db: Database,
  { email, password, now }: { email: string; password: string; now: Date },
): Promise<NewSession> {
  const [user] = await db.query<{ id: string; passwordHash: string | null }>(
    'SELECT id, "passwordHash" FROM "user" WHERE email = $1 AND active',
    [email.trim().toLowerCase()],
  );
  if (!(await isPassword(user?.passwordHash ?? null, password)) || !user) throw new AppError('wrong-credentials');
  const session = {
    token: newSecret(),
    csrf: newSecret(),
    userId: user.id,
    expiresAt: new Date(now.getTime() + sessionMs),
  };
  await db.transaction(async (tx) => {
    await tx.query('DELETE FROM session WHERE "expiresAt" < now()');
    await tx.query('INSERT INTO session (hash, "userId", csrf, "expiresAt") VALUES ($1, $2, $3, $4)', [
      hashSecret(session.token),
      user.id,
      session.csrf,
      session.expiresAt,
    ]);
    await auditAction(tx, {
      actor: { type: 'user', id: user.id, userId: user.id, teamId: null, permissions: [] },
      action: 'session.opened',
      resource: { type: 'user', id: user.id },
    });
  });
  return session;
}

/** Ends a session. */
export async function signOut(db: Queryable, token: string): Promise<void> {
  await db.query('DELETE FROM session WHERE hash = $1', [hashSecret(token)]);
}
