import { allPermissions } from '../../domain/permissions/permission.ts';
import type { Person } from '../actor.ts';
import { auditAction } from '../audit/record-action.ts';
import type { Database, Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { storeKey } from './keys.ts';
import { hashPassword } from './passwords.ts';
import { hashSecret, newSecret } from './secrets.ts';

export type Bootstrap = {
  readonly admin: { readonly email: string | undefined; readonly password: string | undefined };
  readonly apiKey: string | undefined;
};

/** Who was made now; `password` only where it was made up, to be shown once. */
export type Bootstrapped = { readonly created: { readonly email: string; readonly password: string | null } | null };

/**
 * The first administrator of an empty installation, and the API key of the environment for them. Several processes may do
 * it at once; what is there already stays as it is.
 */
export async function bootstrapPeople(db: Database, { admin, apiKey }: Bootstrap): Promise<Bootstrapped> {
  const password = admin.password ?? newSecret().slice(0, 16);
  const passwordHash = await firstUser(db).then((user) => (user === null ? hashPassword(password) : null));
  return db.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', ['users']);
    const found = await firstUser(tx);
    const email = (admin.email ?? 'admin@cadenza.example').toLowerCase();
    const userId =
      found ?? (await createAdministrator(tx, { email, passwordHash: passwordHash ?? (await hashPassword(password)) }));
    if (apiKey !== undefined) await ensureKey(tx, { userId, apiKey });
    return { created: found === null ? { email, password: admin.password === undefined ? password : null } : null };
  });
}

async function firstUser(db: Pick<Database, 'query'>): Promise<string | null> {
  const [row] = await db.query<{ id: string }>(
    `SELECT id FROM "user" ORDER BY (active AND 'admin' = ANY("roleKeys")) DESC, "createdAt", id LIMIT 1`,
  );
  return row?.id ?? null;
}

async function createAdministrator(
  tx: Tx,
  { email, passwordHash }: { email: string; passwordHash: string },
): Promise<string> {
  const id = newId();
  await tx.query(
    `INSERT INTO "user" (id, email, name, "passwordHash", "roleKeys") VALUES ($1, $2, 'Administrator', $3, '{admin}')`,
    [id, email, passwordHash],
  );
  await auditAction(tx, {
    actor: personOf(id),
    action: 'user.created',
    resource: { type: 'user', id },
    changes: { roles: { new: ['admin'] } },
  });
  return id;
}

/** A key that was revoked stays revoked: the environment does not bring it back. */
async function ensureKey(tx: Tx, { userId, apiKey }: { userId: string; apiKey: string }): Promise<void> {
  const known = await tx.query('SELECT 1 FROM api_key WHERE hash = $1', [hashSecret(apiKey)]);
  if (known.length === 0)
    await storeKey(tx, { actor: personOf(userId), name: 'From the environment', roles: [], secret: apiKey });
}

function personOf(userId: string): Person {
  return { type: 'user', id: userId, userId, teamId: null, permissions: allPermissions };
}
